"""`equal_number`: a number equal to another, however each is written."""

from __future__ import annotations

import operator

from gonogo.domain.test import Scalar
from gonogo.engine.comparators._contract import Comparator
from gonogo.engine.numbers import compare


def complaint(actual: object, expected: Scalar) -> str | None:
    """None if both are numbers, or text that spells them, and equal.

    >>> complaint("1.000", 1)
    >>> complaint(2, "1")
    'expected 1, got 2'
    >>> complaint("abc", 5)
    'expected a number, got text "abc"'
    """
    return compare(actual, expected, operator.eq, "")


COMPARATOR = Comparator(complaint)
