"""`ends_with`: a text that ends with the other."""

from __future__ import annotations

from gonogo.domain.test import Scalar
from gonogo.engine.comparators._contract import Comparator
from gonogo.engine.values import as_text, name, show


def complaint(actual: object, expected: Scalar) -> str | None:
    """None if the value is text that ends with the other.

    >>> complaint("a.json", ".json")
    >>> complaint("a.xml", ".json")
    'expected text that ends with ".json", got "a.xml"'
    >>> complaint(None, "a")
    'expected text, got null'
    """
    if not isinstance(actual, str):
        return f"expected text, got {name(actual)}"
    end = as_text(expected)
    if actual.endswith(end):
        return None
    return f"expected text that ends with {show(end)}, got {show(actual)}"


COMPARATOR = Comparator(complaint)
