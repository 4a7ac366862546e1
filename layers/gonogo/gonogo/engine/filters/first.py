"""`first`: the first item of a list."""

from __future__ import annotations

from gonogo.engine.expressions import Absent
from gonogo.engine.filters._contract import Filter


def apply(value: list[object]) -> object:
    """The item; there must be one.

    >>> apply([1, 2])
    1
    >>> apply([]).why
    'the list has no items'
    """
    return value[0] if value else Absent("the list has no items")


FILTER = Filter(apply, takes=("list",))
