"""`json`: the value that a text of JSON stands for."""

from __future__ import annotations

from gonogo.engine.expressions import Absent
from gonogo.engine.filters._contract import Filter
from gonogo.engine.json_document import parse
from gonogo.engine.json_path import find


def apply(value: object, path: str = "") -> object:
    """With a path such as `a[0].b`, what is there.

    >>> apply('{"a": [{"b": 1}]}'), apply('{"a": [{"b": 1}]}', "a[-1].b")
    ({'a': [{'b': 1}]}, 1)
    >>> apply("{").why[:24]
    'the document is not JSON'
    """
    found = parse(value.encode("utf-8", "replace")) if isinstance(value, str) else value
    return find(found, path) if path and not isinstance(found, Absent) else found


FILTER = Filter(apply, parameters=("path",), least=0)
