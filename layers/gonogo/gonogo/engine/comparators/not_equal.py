"""`not_equal`: the two sides are different text."""

from __future__ import annotations

from gonogo.domain.test import Scalar
from gonogo.engine.comparators._contract import Comparator
from gonogo.engine.values import as_text, show


def complaint(actual: object, expected: Scalar) -> str | None:
    """None if the sides differ as text.

    >>> complaint("fail", "ok")
    >>> complaint(200, "200")
    'expected anything but "200", got just that'
    """
    if as_text(actual) != as_text(expected):
        return None
    return f"expected anything but {show(expected)}, got just that"


COMPARATOR = Comparator(complaint)
