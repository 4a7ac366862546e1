"""`is_greater_than`: a number more than the other."""

from __future__ import annotations

import operator

from gonogo.domain.test import Scalar
from gonogo.engine.comparators._contract import Comparator
from gonogo.engine.numbers import compare


def complaint(actual: object, expected: Scalar) -> str | None:
    """None if both are numbers, or text that spells them, and the first is more than the other.

    >>> complaint(6, "5")
    >>> complaint("5", 5)
    'expected more than 5, got "5"'
    >>> complaint("abc", 5)
    'expected a number, got text "abc"'
    """
    return compare(actual, expected, operator.gt, "more than ")


COMPARATOR = Comparator(complaint)
