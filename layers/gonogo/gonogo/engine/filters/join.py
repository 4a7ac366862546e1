"""`join`: the items of a list as one text."""

from __future__ import annotations

from gonogo.engine.filters._contract import Filter
from gonogo.engine.values import as_text


def apply(value: list[object], separator: str) -> object:
    """Items that are no text are joined as JSON.

    >>> apply(["a", 1, None], ", ")
    'a, 1, null'
    """
    return separator.join(map(as_text, value))


FILTER = Filter(apply, takes=("list",), parameters=("separator",))
