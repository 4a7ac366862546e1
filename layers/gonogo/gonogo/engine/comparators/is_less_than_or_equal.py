"""`is_less_than_or_equal`: a number no more than the other."""

from __future__ import annotations

import operator

from gonogo.domain.test import Scalar
from gonogo.engine.comparators._contract import Comparator
from gonogo.engine.numbers import compare


def complaint(actual: object, expected: Scalar) -> str | None:
    """None if both are numbers, or text that spells them, and the first is no more than the other.

    >>> complaint(500, 500)
    >>> complaint(732, 500)
    'expected at most 500, got 732'
    >>> complaint("abc", 5)
    'expected a number, got text "abc"'
    """
    return compare(actual, expected, operator.le, "at most ")


COMPARATOR = Comparator(complaint)
