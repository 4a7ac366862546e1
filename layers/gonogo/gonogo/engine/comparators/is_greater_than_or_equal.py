"""`is_greater_than_or_equal`: a number no less than the other."""

from __future__ import annotations

import operator

from gonogo.domain.test import Scalar
from gonogo.engine.comparators._contract import Comparator
from gonogo.engine.numbers import compare


def complaint(actual: object, expected: Scalar) -> str | None:
    """None if both are numbers, or text that spells them, and the first is no less than the other.

    >>> complaint(5, "5")
    >>> complaint(3.5, 5)
    'expected at least 5, got 3.5'
    >>> complaint("abc", 5)
    'expected a number, got text "abc"'
    """
    return compare(actual, expected, operator.ge, "at least ")


COMPARATOR = Comparator(complaint)
