"""`split`: the parts of a text between separators."""

from __future__ import annotations

from gonogo.engine.expressions import Absent
from gonogo.engine.filters._contract import Filter


def apply(value: str, separator: str) -> object:
    """A list; the text itself is the only item where the separator is not in it.

    >>> apply("a,b", ",")
    ['a', 'b']
    """
    return value.split(separator) if separator else Absent("the separator is empty", fault=True)


FILTER = Filter(apply, takes=("text",), parameters=("separator",))
