"""`does_not_contain`: the text of a value does not hold another."""

from __future__ import annotations

from gonogo.domain.test import Scalar
from gonogo.engine.comparators._contract import Comparator
from gonogo.engine.values import as_text, show


def complaint(actual: object, expected: Scalar) -> str | None:
    """None if the value, as text, does not hold the other.

    >>> complaint("xyz", "a")
    >>> complaint("abc", "a")
    'expected text without "a", got "abc"'
    """
    if as_text(expected) not in as_text(actual):
        return None
    return f"expected text without {show(as_text(expected))}, got {show(actual)}"


COMPARATOR = Comparator(complaint)
