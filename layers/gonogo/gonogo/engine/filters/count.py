"""`count`: how many items a list has, members an object, characters a text."""

from __future__ import annotations

from typing import Any

from gonogo.engine.filters._contract import Filter


def apply(value: Any) -> object:
    """A number.

    >>> apply([1, 2, 3]), apply({"a": 1}), apply("")
    (3, 1, 0)
    """
    return len(value)


FILTER = Filter(
    apply,
    takes=(
        "list",
        "object",
        "text",
    ),
)
