"""Comparing two values as numbers, with the words for a wrong type and for a wrong value."""

from __future__ import annotations

from collections.abc import Callable

from gonogo.domain.test import Scalar
from gonogo.engine.values import Number, as_number, name, show


def compare(
    actual: object, expected: Scalar, holds: Callable[[Number, Number], bool], word: str
) -> str | None:
    """None if both are numbers and it holds; `word` says what was expected of the first."""
    right = as_number(expected)
    if right is None:
        return f"the value to compare with is no number: {name(expected)}"
    left = as_number(actual)
    if left is None:
        return f"expected a number, got {name(actual)}"
    return None if holds(left, right) else f"expected {word}{show(right)}, got {show(actual)}"
