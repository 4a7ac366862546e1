"""`has_key`: an object with that key."""

from __future__ import annotations

from gonogo.domain.reasons import shorten
from gonogo.domain.test import Scalar
from gonogo.engine.comparators._contract import Comparator
from gonogo.engine.values import as_text, name, show


def complaint(actual: object, expected: Scalar) -> str | None:
    """None if the value is an object (or all headers) with the key.

    >>> complaint({"id": 1}, "id")
    >>> complaint({"a": 1, "b": 2}, "id")
    'expected an object with the key "id", got the keys "a", "b"'
    >>> complaint([1], "id")
    'expected an object, got list [1]'
    """
    if not isinstance(actual, dict):
        return f"expected an object, got {name(actual)}"
    key = as_text(expected)
    if key in actual:
        return None
    keys = shorten(", ".join(f'"{own}"' for own in list(actual)[:20]))
    got = f"the keys {keys}" if keys else "no keys"
    return f"expected an object with the key {show(key)}, got {got}"


COMPARATOR = Comparator(complaint)
