"""`contains`: the text of a value holds another."""

from __future__ import annotations

from gonogo.domain.test import Scalar
from gonogo.engine.comparators._contract import Comparator
from gonogo.engine.values import as_text, show


def complaint(actual: object, expected: Scalar) -> str | None:
    """None if the value, as text, holds the other; lists and objects are read as JSON text.

    >>> complaint("application/json; charset=utf-8", "json")
    >>> complaint("xyz", "a")
    'expected text with "a" in it, got "xyz"'
    """
    if as_text(expected) in as_text(actual):
        return None
    return f"expected text with {show(as_text(expected))} in it, got {show(actual)}"


COMPARATOR = Comparator(complaint)
