"""What a comparator is: a question about a value, answered yes or with the reason why not."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from gonogo.domain.test import Scalar
from gonogo.engine.expressions import Expressions


@dataclass(frozen=True, slots=True)
class Comparator:
    """One comparison. Its file's name is the `comparison` written in a definition."""

    complaint: Callable[[object, Scalar], str | None]
    """With the value found and the one written: None if it holds, else what is wrong.

    It is never asked about something absent, which fails, unless it `takes_absent`.
    """
    takes_value: bool = True
    takes_absent: bool = False
    """Whether it is asked about what is merely not there; what cannot be read fails anyway."""
    examine: Callable[[object, Scalar, Expressions], str | None] | None = None
    """Asked instead by those who have an evaluator, for what must be kept in bounds."""
