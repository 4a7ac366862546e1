"""`is_a_text`: text, whatever its value."""

from __future__ import annotations

from gonogo.domain.test import Scalar
from gonogo.engine.comparators._contract import Comparator
from gonogo.engine.values import kind, name


def complaint(actual: object, expected: Scalar = None) -> str | None:
    """None if the value is text.

    >>> complaint("a")
    >>> complaint(1)
    'expected text, got number 1'
    """
    return None if kind(actual) == "text" else f"expected text, got {name(actual)}"


COMPARATOR = Comparator(complaint, takes_value=False)
