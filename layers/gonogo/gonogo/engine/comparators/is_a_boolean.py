"""`is_a_boolean`: a boolean, whatever its value."""

from __future__ import annotations

from gonogo.domain.test import Scalar
from gonogo.engine.comparators._contract import Comparator
from gonogo.engine.values import kind, name


def complaint(actual: object, expected: Scalar = None) -> str | None:
    """None if the value is a boolean.

    >>> complaint(False)
    >>> complaint("true")
    'expected a boolean, got text "true"'
    """
    return None if kind(actual) == "boolean" else f"expected a boolean, got {name(actual)}"


COMPARATOR = Comparator(complaint, takes_value=False)
