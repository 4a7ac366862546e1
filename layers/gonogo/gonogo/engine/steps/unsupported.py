"""An unsupported step: kept as it was imported, and left out with the reason."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Literal

from gonogo.domain.result import Problem, StepResult
from gonogo.domain.test import Step
from gonogo.engine.perform import left_out
from gonogo.engine.state import RunState
from gonogo.engine.steps._contract import StepType


@dataclass(frozen=True, slots=True, kw_only=True)
class UnsupportedStep(Step):
    """A step of another tool that gonogo cannot perform: nothing of it is lost, none is done."""

    type: Literal["unsupported"] = "unsupported"
    kind: str
    """What the other tool calls it: `ghost-inspector`."""
    content: object = None
    """All that the other tool said of it."""
    reason: str = ""
    """Why it is left out; a sentence is made if it is empty."""
    code: str = ""
    """If given, the test cannot be judged without the step: it is errored with this code."""


def run(step: UnsupportedStep, state: RunState) -> StepResult:
    """Leave it out, and say so."""
    if step.code:
        reason = step.reason or f"gonogo has no steps of the kind {step.kind!r}."
        problem = Problem(code=step.code, message=reason)
        return replace(left_out(step), type=step.kind, status="errored", problem=problem)
    reason = step.reason or f"gonogo has no steps of the kind {step.kind!r}, so it was skipped."
    return replace(left_out(step, reason), type=step.kind)


STEP_TYPE = StepType(UnsupportedStep, run)
