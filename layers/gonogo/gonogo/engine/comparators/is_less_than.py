"""`is_less_than`: a number less than the other."""

from __future__ import annotations

import operator

from gonogo.domain.test import Scalar
from gonogo.engine.comparators._contract import Comparator
from gonogo.engine.numbers import compare


def complaint(actual: object, expected: Scalar) -> str | None:
    """None if both are numbers, or text that spells them, and the first is less than the other.

    >>> complaint(120, 500)
    >>> complaint(732, "500")
    'expected less than 500, got 732'
    >>> complaint("abc", 5)
    'expected a number, got text "abc"'
    """
    return compare(actual, expected, operator.lt, "less than ")


COMPARATOR = Comparator(complaint)
