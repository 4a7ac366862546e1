"""What an expression language is: a library that takes a document apart as a user's text says."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Language:
    """One language. Its file's name is what sources, comparators and filters call it by."""

    evaluate: Callable[..., object]
    """Called with the document's bytes and texts; what JSON can hold, or an `Absent`.

    It may raise `RecursionError`, `ValueError` or `MemoryError`: a hostile document can.
    """
