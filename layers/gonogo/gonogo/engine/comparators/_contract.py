"""What a comparator is: a question about a value, answered yes or with the reason why not."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from gonogo.domain.test import Scalar


@dataclass(frozen=True, slots=True)
class Comparator:
    """One comparison. Its file's name is the `comparison` written in a definition."""

    complaint: Callable[[object, Scalar], str | None]
    """With the value found and the one written: None if it holds, else what is wrong.

    It is never asked about something absent: that fails under every comparison.
    """
    takes_value: bool = True
