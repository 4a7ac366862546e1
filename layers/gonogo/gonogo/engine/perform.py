"""Performs steps in their order: which are due, how often each is tried, what a bad one stops."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from gonogo.domain.events import UnderWay
from gonogo.domain.reasons import attempt_at_step
from gonogo.domain.result import Attempt, Outcome, Problem, StepResult
from gonogo.domain.test import Step, nested
from gonogo.engine.state import RunState
from gonogo.engine.steps import step_types
from gonogo.errors import (
    BadRequest,
    Blocked,
    GonogoError,
    RunTimeout,
    TooManyRedirects,
    UndefinedSecret,
    UndefinedVariable,
    Unjudged,
    Unsupported,
)

MAX_PERFORMED = 10_000
"""Steps that one run performs, loops and retries counted: a bound on what it costs."""
TIME_OVER = Problem(
    code=RunTimeout.code,
    message="The run's time was over; the steps that were left are skipped.",
)
_HOPELESS = frozenset(
    error.code
    for error in (
        *(Unjudged, UndefinedVariable, UndefinedSecret, Unsupported, RunTimeout),
        *(Blocked, BadRequest, TooManyRedirects),
    )
)
"""What no further try can change."""


class Performer:
    """The one who performs a run's steps, nested ones too."""

    def __init__(self, state: RunState, *, end: float, stop_on_failure: bool) -> None:
        self._state = state
        self._end = end
        self._stop_on_failure = stop_on_failure
        self._stopped = False
        self._performed = 0
        self.problem: Problem | None = None
        """Why nothing more is done but what is done always."""
        self.closed = False
        """Whether nothing at all is done: the run could not begin."""
        state.perform = self._perform

    def due(self, step: Step) -> bool:
        """Whether the step is to be performed; one that is not is skipped."""
        state = self._state
        if self.problem is None and state.remaining() <= 0:
            self.problem = TIME_OVER
        if step.skipped or self.closed:
            return False
        if step.always:
            return state.clock.now() < self._end
        return self.problem is None and not self._stopped

    def one(self, step: Step, place: str) -> StepResult:
        """The result of a step that is due."""
        state = self._state
        problem, stopped, deadline = self.problem, self._stopped, state.deadline
        state.place = place
        if step.always:  # so are the steps nested in it, and all have the whole time
            self.problem, self._stopped, state.deadline = None, False, self._end
        result = self._tried(step, place)
        state.deadline = deadline
        if result.problem is not None and result.problem.code == RunTimeout.code:
            self.problem = TIME_OVER
        self.problem = problem or self.problem
        bad = result.status in ("failed", "errored")
        self._stopped = stopped or (self._stop_on_failure and bad)
        return result

    def _perform(self, steps: tuple[Step, ...]) -> tuple[StepResult, ...]:
        outer = self._state.place
        results = [
            self.one(step, f"{outer}.{number}") if self.due(step) else left_out(step)
            for number, step in enumerate(steps, start=1)
        ]
        self._state.place = outer
        return tuple(results)

    def _tried(self, step: Step, place: str) -> StepResult:
        """The last try's result."""
        first = self._state.overriding.first
        result = self._once(step)
        if step.retry is None:
            return result
        stopped = self._stopped
        earlier: list[Attempt] = []
        while _worth_another(result) and len(earlier) + 1 < step.retry.times:
            if self._state.remaining() <= step.retry.interval:
                break
            self._state.wait(step, step.retry.interval)
            self._stopped, self._state.place = False, place
            earlier.append(attempt_at_step(result))
            self._state.overriding.first = first
            result = self._once(step)
        self._stopped = stopped
        if not earlier:
            return result
        remark = f"Tried {len(earlier) + 1} times. {result.remark}".rstrip()
        return replace(result, remark=remark, attempts=tuple(earlier))

    def _once(self, step: Step) -> StepResult:
        self._performed += 1
        self._state.tell(UnderWay(step, self._state.place))
        try:
            if self._performed > MAX_PERFORMED:
                raise Unjudged(
                    f"{self._state.place}: a run performs at most {MAX_PERFORMED} steps."
                )
            return step_types[step.type].run(step, self._state)
        except GonogoError as error:
            problem = Problem(code=error.code, message=error.message)
            return replace(left_out(step), status="errored", problem=problem)


def _worth_another(result: StepResult) -> bool:
    if result.status == "errored":
        return result.problem is None or result.problem.code not in _HOPELESS
    return result.status == "failed"


def any_always(steps: Iterable[Step]) -> bool:
    """Whether one of these, or of those inside them, is done always."""
    return any(step.always or any_always(nested(step)) for step in steps)


def left_out(step: Step, remark: str = "") -> StepResult:
    """The result of a step that is not performed, with those nested in it."""
    return StepResult(
        id=step.id,
        type=step.type,
        status="skipped",
        note=step.note,
        remark=remark,
        steps=tuple(left_out(inner) for inner in nested(step)),
    )


def overall(results: Iterable[StepResult]) -> Outcome:
    """The status of a step that is made of these."""
    statuses = {result.status for result in results}
    return "failed" if "failed" in statuses else "errored" if "errored" in statuses else "passed"
