"""`is_a_list`: a list, whatever its value."""

from __future__ import annotations

from gonogo.domain.test import Scalar
from gonogo.engine.comparators._contract import Comparator
from gonogo.engine.values import kind, name


def complaint(actual: object, expected: Scalar = None) -> str | None:
    """None if the value is a list.

    >>> complaint([])
    >>> complaint({"a": 1})
    'expected a list, got object {"a":1}'
    """
    return None if kind(actual) == "list" else f"expected a list, got {name(actual)}"


COMPARATOR = Comparator(complaint, takes_value=False)
