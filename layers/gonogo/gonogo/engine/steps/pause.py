"""A pause step: wait some seconds before the next step."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from gonogo.domain.result import StepResult
from gonogo.domain.test import Step
from gonogo.engine.state import RunState
from gonogo.engine.steps._contract import StepType
from gonogo.errors import RunTimeout

SHORTEST, LONGEST = 1, 180


@dataclass(frozen=True, slots=True, kw_only=True)
class PauseStep(Step):
    """Waits before the next step."""

    type: Literal["pause"] = "pause"
    duration: float
    """Seconds, 1 to 180."""


def check(step: PauseStep) -> Iterator[tuple[str, str]]:
    """What a definition may not say."""
    if not SHORTEST <= step.duration <= LONGEST:
        yield "duration", f"must be {SHORTEST} to {LONGEST} seconds"


def run(step: PauseStep, state: RunState) -> StepResult:
    """Wait; a pause that the run's time has no room for ends it at once."""
    started = state.clock.now()
    seconds = min(max(step.duration, SHORTEST), LONGEST)
    if seconds >= state.remaining():
        raise RunTimeout(f"{state.place}: the run has no {seconds:g} seconds left to pause.")
    state.wait(step, seconds)
    return StepResult(
        id=step.id,
        type=step.type,
        status="passed",
        note=step.note,
        started_at=started,
        duration=state.clock.now() - started,
    )


STEP_TYPE = StepType(PauseStep, run, check)
