"""A loop step: its steps are performed again and again while a comparison holds."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from gonogo.domain.result import Problem, StepResult
from gonogo.domain.test import Scalar, Step
from gonogo.engine.condition import complaint, flaws, spelled
from gonogo.engine.perform import left_out, overall
from gonogo.engine.state import RunState
from gonogo.engine.steps._contract import StepType
from gonogo.errors import RunTimeout

MOST_TIMES = 100
MOST_SECONDS = 660.0


@dataclass(frozen=True, slots=True, kw_only=True)
class LoopStep(Step):
    """Steps that are repeated while a comparison holds; it is asked before every round.

    It ends with the first round that does not pass. The result has the last round's steps.
    """

    type: Literal["loop"] = "loop"
    left_value: Scalar
    """The value that is asked about; mostly a `{{variable}}` that a nested step sets."""
    comparison: str = "equal"
    """The question about it, as in an assertion."""
    right_value: Scalar = None
    """What to compare with; `{{variables}}` in a text are replaced."""
    times: int = MOST_TIMES
    """Rounds at most, 1 to 100. If the comparison still holds then, the step is errored."""
    steps: tuple[Step, ...]
    """What is repeated."""


def check(step: LoopStep) -> Iterator[tuple[str, str]]:
    """What a definition may not say."""
    yield from flaws(step)
    if not 1 <= step.times <= MOST_TIMES:
        yield "times", f"must be 1 to {MOST_TIMES}"


def run(step: LoopStep, state: RunState) -> StepResult:
    """Repeat until the comparison does not hold, a round does not pass, or a limit is reached."""
    started = state.clock.now()
    most = min(max(step.times, 1), MOST_TIMES)
    rounds, problem = 0, None
    steps = tuple(left_out(inner) for inner in step.steps)
    while complaint(step, state) is None:
        problem = _limit(step, state, rounds, most, started)
        if problem is not None:
            break
        steps = state.perform(step.steps)
        rounds += 1
        if overall(steps) != "passed":
            break
    status = overall(steps)
    if problem is not None and status == "passed":
        status = "errored"
    return StepResult(
        id=step.id,
        type=step.type,
        status=status,
        note=step.note,
        started_at=started,
        duration=state.clock.now() - started,
        problem=problem,
        remark=f"It went {rounds} {'round' if rounds == 1 else 'rounds'}.",
        steps=steps,
    )


def _limit(
    step: LoopStep, state: RunState, rounds: int, most: int, started: float
) -> Problem | None:
    """Why there is no further round though the comparison holds."""
    if state.remaining() <= 0:
        return Problem(code=RunTimeout.code, message=f"{state.place}: the run's time was over.")
    if rounds >= most or state.clock.now() - started >= MOST_SECONDS:
        message = (
            f"{state.place}: after {rounds} rounds it still holds that {spelled(step, state)}."
        )
        return Problem(code="loop_limit", message=message)
    return None


STEP_TYPE = StepType(LoopStep, run, check)
