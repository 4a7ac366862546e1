"""What a filter is: a value turned into another, on its way from a source to a comparison."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from gonogo.engine.expressions import Expressions, InProcess


@dataclass(frozen=True, slots=True)
class Given:
    """What some filters need beside the value."""

    expressions: Expressions
    now: float
    """Unix seconds."""


NOTHING_GIVEN = Given(InProcess(), 0.0)
"""For examples and trials."""


@dataclass(frozen=True, slots=True)
class Filter:
    """One filter. Its file's name is the name written in a definition."""

    apply: Callable[..., object]
    """Called with the value, what is `Given` if it `needs` that, and the arguments as text.

    Gives the new value, or an `Absent` where it cannot be made.
    """
    takes: tuple[str, ...] = ()
    """Kinds of value that it takes, as `values.kind` names them; empty: any."""
    parameters: tuple[str, ...] = ()
    """Names of the arguments."""
    least: int = -1
    """Fewest arguments; -1: all of them."""
    needs: bool = False

    def fewest(self) -> int:
        """How many arguments there must be."""
        return len(self.parameters) if self.least < 0 else self.least
