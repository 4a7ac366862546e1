"""`values`: the values in an object."""

from __future__ import annotations

from gonogo.engine.filters._contract import Filter


def apply(value: dict[str, object]) -> object:
    """A list in the object's order.

    >>> apply({"a": 1, "b": 2})
    [1, 2]
    """
    return list(value.values())


FILTER = Filter(apply, takes=("object",))
