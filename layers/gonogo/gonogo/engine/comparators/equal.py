"""`equal`: both sides are the same text."""

from __future__ import annotations

from gonogo.domain.test import Scalar
from gonogo.engine.comparators._contract import Comparator
from gonogo.engine.values import as_text, kind, name, show


def complaint(actual: object, expected: Scalar) -> str | None:
    """None if both are the same as text: 200 equals "200", and 1 does not equal "1.0".

    >>> complaint(200, "200")
    >>> complaint(404, 200)
    'expected 200, got 404'
    >>> complaint("abc", 200)
    'expected 200, got text "abc"'
    """
    if as_text(actual) == as_text(expected):
        return None
    got = show(actual) if kind(actual) == kind(expected) else name(actual)
    return f"expected {show(expected)}, got {got}"


COMPARATOR = Comparator(complaint)
