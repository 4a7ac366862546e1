"""`has_value`: a list or an object with that among its values."""

from __future__ import annotations

from gonogo.domain.test import Scalar
from gonogo.engine.comparators._contract import Comparator
from gonogo.engine.values import as_text, name, show


def complaint(actual: object, expected: Scalar) -> str | None:
    """None if an item of the list, or a value of the object, is the same text.

    >>> complaint(["a", 5], "5") or complaint({"id": 5}, 5)
    >>> complaint(["b"], "a")
    'expected "a" among the values, got ["b"]'
    >>> complaint("a", "a")
    'expected a list or an object, got text "a"'
    """
    if not isinstance(actual, list | dict):
        return f"expected a list or an object, got {name(actual)}"
    wanted = as_text(expected)
    values = actual.values() if isinstance(actual, dict) else actual
    if any(as_text(value) == wanted for value in values):
        return None
    return f"expected {show(expected)} among the values, got {show(actual)}"


COMPARATOR = Comparator(complaint)
