"""`empty`: there, and an empty text or null."""

from __future__ import annotations

from gonogo.domain.test import Scalar
from gonogo.engine.comparators._contract import Comparator
from gonogo.engine.values import name


def complaint(actual: object, expected: Scalar = None) -> str | None:
    """None if the value is "" or null. An empty list is not: compare its `.length`.

    >>> complaint("") or complaint(None)
    >>> complaint([1])
    'expected nothing ("" or null), got list [1]'
    """
    if actual is None or actual == "":
        return None
    return f'expected nothing ("" or null), got {name(actual)}'


COMPARATOR = Comparator(complaint, takes_value=False)
