"""`is_an_object`: an object, whatever its value."""

from __future__ import annotations

from gonogo.domain.test import Scalar
from gonogo.engine.comparators._contract import Comparator
from gonogo.engine.values import kind, name


def complaint(actual: object, expected: Scalar = None) -> str | None:
    """None if the value is an object.

    >>> complaint({})
    >>> complaint([1])
    'expected an object, got list [1]'
    """
    return None if kind(actual) == "object" else f"expected an object, got {name(actual)}"


COMPARATOR = Comparator(complaint, takes_value=False)
