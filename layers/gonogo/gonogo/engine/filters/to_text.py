"""`to_text`: a value as text."""

from __future__ import annotations

from gonogo.engine.filters._contract import Filter
from gonogo.engine.values import as_text


def apply(value: object) -> object:
    """Lists and objects become JSON.

    >>> apply(200), apply({"a": [True, None]})
    ('200', '{"a":[true,null]}')
    """
    return as_text(value)


FILTER = Filter(apply)
