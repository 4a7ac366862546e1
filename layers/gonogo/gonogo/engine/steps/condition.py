"""A condition step: its steps are performed only if a comparison holds."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from gonogo.domain.result import StepResult
from gonogo.domain.test import Scalar, Step
from gonogo.engine.condition import complaint, flaws, spelled
from gonogo.engine.perform import left_out, overall
from gonogo.engine.state import RunState
from gonogo.engine.steps._contract import StepType


@dataclass(frozen=True, slots=True, kw_only=True)
class ConditionStep(Step):
    """Steps that are performed only if a comparison holds, and are skipped if not."""

    type: Literal["condition"] = "condition"
    left_value: Scalar
    """The value that is asked about; mostly a `{{variable}}`."""
    comparison: str = "equal"
    """The question about it, as in an assertion."""
    right_value: Scalar = None
    """What to compare with; `{{variables}}` in a text are replaced."""
    steps: tuple[Step, ...]
    """What is done if it holds."""


def run(step: ConditionStep, state: RunState) -> StepResult:
    """Ask, and perform the steps if the answer is yes."""
    started = state.clock.now()
    asked = spelled(step, state)
    if complaint(step, state) is None:
        steps = state.perform(step.steps)
        remark = f"The condition holds: {asked}."
    else:
        steps = tuple(left_out(inner) for inner in step.steps)
        remark = f"The condition does not hold: {asked}. Its steps were skipped."
    return StepResult(
        id=step.id,
        type=step.type,
        status=overall(steps),
        note=step.note,
        started_at=started,
        duration=state.clock.now() - started,
        remark=remark,
        steps=steps,
    )


STEP_TYPE = StepType(ConditionStep, run, flaws)
