"""`last`: the last item of a list."""

from __future__ import annotations

from gonogo.engine.expressions import Absent
from gonogo.engine.filters._contract import Filter


def apply(value: list[object]) -> object:
    """The item; there must be one.

    >>> apply([1, 2])
    2
    """
    return value[-1] if value else Absent("the list has no items")


FILTER = Filter(apply, takes=("list",))
