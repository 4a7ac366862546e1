"""What a figure of trust is: a claim, its bar, how it is measured, and faults that turn it red."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True, kw_only=True)
class Measured:
    """What one measurement found."""

    figure: str
    """The counts in words, as `0 of 214`."""
    holds: bool | None
    """Whether the bar is kept; None: nothing could be measured here."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """One row of the table of trust; a module of this package defines one as `FIGURE`."""

    id: str
    """As `S1`: its row among the goals of `security.md`, or one of our own."""
    claim: str
    """What is counted, for a reader who does not know the code."""
    bar: str
    """What the count must be."""
    measure: Callable[[int], Measured]
    """Measures with so many cases; over a fixed list it takes the list."""
    many: int = 0
    """Cases of `make trust`."""
    few: int = 0
    """Cases with `make test`, and with a planted fault; 0: tests of their own show it there."""
    planted: Mapping[str, Callable[[], AbstractContextManager[object]]] = field(
        default_factory=dict
    )
    """Faults by name, each of which must turn the figure red: a bar that cannot fail is no bar."""
    seconds: float = 120.0
    """After which `make trust` gives the measurement up."""
