"""What a condition and a loop ask before their steps: does a comparison of two values hold?"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Protocol

from gonogo.domain.test import Scalar
from gonogo.engine.comparators import canonical, comparators
from gonogo.engine.state import RunState
from gonogo.engine.values import show
from gonogo.errors import Invalid, Unjudged


class Compared(Protocol):
    """Two values and a comparison; read-only, so that any step that has them will do."""

    @property
    def left_value(self) -> Scalar: ...
    @property
    def comparison(self) -> str: ...
    @property
    def right_value(self) -> Scalar: ...


def flaws(step: Compared) -> Iterator[tuple[str, str]]:
    """What a definition may not say of them."""
    comparison = canonical(step.comparison)
    if comparison not in comparators:
        yield "comparison", f"must be one of {', '.join(comparators.names)}"
    elif comparators[comparison].takes_value and step.right_value is None:
        yield "right_value", f'is missing; "{comparison}" compares with it'
    elif not comparators[comparison].takes_value and step.right_value not in (None, ""):
        yield "right_value", f'"{comparison}" takes none'


def complaint(step: Compared, state: RunState) -> str | None:
    """None if the comparison holds now, else why not; raises `Unjudged` if it cannot be made."""
    left, right = _filled(step.left_value, state), _filled(step.right_value, state)
    try:
        comparator = comparators[canonical(step.comparison)]
    except Invalid as error:
        known = f"Known are {error.accepted}."
        raise Unjudged(f"{state.place}, condition: {error.message} {known}") from None
    return comparator.complaint(left, right)


def spelled(step: Compared, state: RunState) -> str:
    """The comparison with its values, for people."""
    comparison = canonical(step.comparison)
    words = f"{show(_filled(step.left_value, state))} {comparison}"
    takes = comparison in comparators and comparators[comparison].takes_value
    return f"{words} {show(_filled(step.right_value, state))}" if takes else words


def _filled(value: Scalar, state: RunState) -> Scalar:
    return state.fill(value, "condition") if isinstance(value, str) else value
