"""`sort`: a list in its order."""

from __future__ import annotations

from typing import Any

from gonogo.engine.expressions import Absent
from gonogo.engine.filters._contract import Filter
from gonogo.engine.values import kind


def apply(value: list[Any]) -> object:
    """Numbers by their size, texts by their characters; all must be of one kind.

    >>> apply([3, 1, 2]), apply(["b", "a"])
    ([1, 2, 3], ['a', 'b'])
    >>> apply([1, "a"]).why
    'only numbers or only texts can be sorted'
    """
    kinds = {kind(item) for item in value}
    if len(kinds) > 1 or not kinds <= {"number", "text"}:
        return Absent("only numbers or only texts can be sorted")
    return sorted(value)


FILTER = Filter(apply, takes=("list",))
