"""`not_empty`: there, and neither an empty text nor null."""

from __future__ import annotations

from gonogo.domain.test import Scalar
from gonogo.engine.comparators._contract import Comparator
from gonogo.engine.values import name


def complaint(actual: object, expected: Scalar = None) -> str | None:
    """None if the value is anything but "" or null.

    >>> complaint(0) or complaint("a")
    >>> complaint("")
    'expected something, got text ""'
    """
    if actual is None or actual == "":
        return f"expected something, got {name(actual)}"
    return None


COMPARATOR = Comparator(complaint, takes_value=False)
