"""A script step: scripts alone, without a request."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from gonogo.domain.result import StepResult
from gonogo.domain.test import Step
from gonogo.engine.scripting import Turn
from gonogo.engine.state import RunState
from gonogo.engine.steps._contract import StepType


@dataclass(frozen=True, slots=True, kw_only=True)
class ScriptStep(Step):
    """Runs scripts and nothing else: they read and set variables, assert, and log."""

    type: Literal["script"] = "script"
    scripts: tuple[str, ...]
    """JavaScript, in order; an error or a failed assertion in one fails the step."""


def check(step: ScriptStep) -> Iterator[tuple[str, str]]:
    """What a definition may not say."""
    if not any(source.strip() for source in step.scripts):
        yield "scripts", "must have at least one script"


def run(step: ScriptStep, state: RunState) -> StepResult:
    """Run them all, also after one that failed: each is judged by itself."""
    started = state.clock.now()
    scripts = Turn(state)
    scripts.own(step.scripts, "test", step)
    return StepResult(
        id=step.id,
        type=step.type,
        status="passed" if scripts.passed else "failed",
        note=step.note,
        started_at=started,
        duration=state.clock.now() - started,
        scripts=scripts.results,
    )


STEP_TYPE = StepType(ScriptStep, run, check)
