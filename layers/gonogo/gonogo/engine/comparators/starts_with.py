"""`starts_with`: a text that begins with the other."""

from __future__ import annotations

from gonogo.domain.test import Scalar
from gonogo.engine.comparators._contract import Comparator
from gonogo.engine.values import as_text, name, show


def complaint(actual: object, expected: Scalar) -> str | None:
    """None if the value is text that begins with the other.

    >>> complaint("order-7", "order")
    >>> complaint("7", "order")
    'expected text that begins with "order", got "7"'
    >>> complaint(7, 7)
    'expected text, got number 7'
    """
    if not isinstance(actual, str):
        return f"expected text, got {name(actual)}"
    start = as_text(expected)
    if actual.startswith(start):
        return None
    return f"expected text that begins with {show(start)}, got {show(actual)}"


COMPARATOR = Comparator(complaint)
