"""`is_null`: JSON null."""

from __future__ import annotations

from gonogo.domain.test import Scalar
from gonogo.engine.comparators._contract import Comparator
from gonogo.engine.values import name


def complaint(actual: object, expected: Scalar = None) -> str | None:
    """None if the value is there and null.

    >>> complaint(None)
    >>> complaint("x")
    'expected null, got text "x"'
    """
    return None if actual is None else f"expected null, got {name(actual)}"


COMPARATOR = Comparator(complaint, takes_value=False)
