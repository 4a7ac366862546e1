"""`nth`: one item of a list by its place."""

from __future__ import annotations

from gonogo.engine.expressions import Absent
from gonogo.engine.filters._contract import Filter
from gonogo.engine.values import as_number, show


def apply(value: list[object], place: str) -> object:
    """The item; 0 is the first and -1 the last.

    >>> apply([1, 2, 3], "1"), apply([1, 2, 3], "-1")
    (2, 3)
    >>> apply([1], "5").why
    'the list has 1 of them, so there is no [5]'
    """
    index = as_number(place)
    if not isinstance(index, int):
        return Absent(f"the place must be a whole number, not {show(place)}", fault=True)
    if -len(value) <= index < len(value):
        return value[index]
    return Absent(f"the list has {len(value)} of them, so there is no [{index}]")


FILTER = Filter(apply, takes=("list",), parameters=("place",))
