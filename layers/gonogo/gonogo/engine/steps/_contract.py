"""What a step type is: the fields it adds to a step, and how it runs."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from gonogo.domain.result import StepResult
from gonogo.domain.test import Step
from gonogo.engine.state import RunState


def _nothing(step: Any) -> Iterable[tuple[str, str]]:
    return ()


MOST_TRIES = 100
LONGEST_INTERVAL = 60.0


def flaws(step: Step) -> Iterator[tuple[str, str]]:
    """What a definition may not say of any step."""
    retry = step.retry
    if retry is not None and not 2 <= retry.times <= MOST_TRIES:
        yield "retry", f"times must be 2 to {MOST_TRIES}"
    if retry is not None and not 0 <= retry.interval <= LONGEST_INTERVAL:
        yield "retry", f"interval must be 0 to {LONGEST_INTERVAL:g} seconds"


@dataclass(frozen=True, slots=True)
class StepType:
    """One kind of step. Its file's name is the `type` written in a definition."""

    model: type[Step]
    """A frozen dataclass; its fields are what a definition may say."""
    run: Callable[[Any, RunState], StepResult]
    """Called with an instance of `model`; returns a result whatever happens, but for bugs."""
    check: Callable[[Any], Iterable[tuple[str, str]]] = _nothing
    """What of a step a definition may not say: fields, each with what is wrong."""

    def flaws(self, step: Step) -> Iterator[tuple[str, str]]:
        """All that a definition may not say of the step: fields, each with what is wrong."""
        yield from flaws(step)
        yield from self.check(step)
