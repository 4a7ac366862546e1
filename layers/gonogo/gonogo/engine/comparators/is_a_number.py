"""`is_a_number`: a number, or text that spells one."""

from __future__ import annotations

from gonogo.domain.test import Scalar
from gonogo.engine.comparators._contract import Comparator
from gonogo.engine.values import as_number, name


def complaint(actual: object, expected: Scalar = None) -> str | None:
    """None if the value is a number; headers and text bodies only ever spell one.

    >>> complaint(5) or complaint("12.5")
    >>> complaint(None)
    'expected a number, got null'
    """
    return None if as_number(actual) is not None else f"expected a number, got {name(actual)}"


COMPARATOR = Comparator(complaint, takes_value=False)
