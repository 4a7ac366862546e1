"""Runs one test: steps in, events out, and nothing a test does makes it raise."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from random import Random, SystemRandom

from gonogo.domain.environment import Environment
from gonogo.domain.events import Event, RunFinished, StepFinished, StepStarted
from gonogo.domain.result import Problem, RunOutcome, RunResult, StepResult, walk
from gonogo.domain.test import Step, Test
from gonogo.engine.compose import filled_auth, filled_headers
from gonogo.engine.expressions import Expressions, InProcess
from gonogo.engine.judge import kept
from gonogo.engine.scope import Scope
from gonogo.engine.state import NO_SCRIPTS, RunState
from gonogo.engine.steps import step_types
from gonogo.errors import GonogoError, RunTimeout, Unjudged, Unsupported
from gonogo.ports import Clock, HttpSender, HttpSession

_TIME_OVER = Problem(
    code=RunTimeout.code,
    message="The run's time was over; the steps that were left are skipped.",
)
_NOTHING_JUDGED = Problem(
    code="nothing_judged", message="No request got an answer, so nothing was tested."
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """One run: which test, and all that it is given."""

    test: Test
    environment: Environment | None = None
    """With what it inherits already in it; its `variables` are not read here."""
    variables: Mapping[str, str] = field(default_factory=dict)
    """Initial variables: the environment's, and the trigger's over them."""
    context: Mapping[str, str] = field(default_factory=dict)
    """Names and ids of the run that placeholders may use."""
    seed: int | None = None
    """Makes what is random repeatable."""
    deadline: float
    """Unix seconds when the run has to be over."""


def execute(
    plan: Plan, http: HttpSender, clock: Clock, expressions: Expressions | None = None
) -> Iterator[Event]:
    """Run the test and tell what happens; the last event is `RunFinished`.

    `StepStarted` comes only for steps that are executed, `StepFinished` for every step. None for
    `expressions` evaluates XPath in this process.
    """
    environment = plan.environment
    session = http.session(keep_cookies=environment is not None and environment.preserve_cookies)
    try:
        yield from _Run(plan, session, clock, expressions or InProcess()).events()
    finally:
        session.close()


class _Run:
    """One run from its first step to its result."""

    def __init__(
        self, plan: Plan, session: HttpSession, clock: Clock, expressions: Expressions
    ) -> None:
        self._plan = plan
        self._clock = clock
        self._started = clock.now()
        # Test data, not secrets; a seed makes it repeatable.
        chance = SystemRandom() if plan.seed is None else Random(plan.seed)  # noqa: S311
        self._state = RunState(
            scope=Scope(plan.variables, plan.context, clock, chance),
            http=session,
            expressions=expressions,
            clock=clock,
            deadline=plan.deadline,
        )
        self._initial = self._variables()
        self._problem: Problem | None = None
        self._results: list[StepResult] = []

    def events(self) -> Iterator[Event]:
        """Everything that happens."""
        environment = self._plan.environment
        if environment is not None:
            self._enter(environment)
        stopped = False
        for index, step in enumerate(self._plan.test.steps):
            if self._problem is None and self._state.remaining() <= 0:
                self._problem = _TIME_OVER
            if stopped or step.skipped or self._problem is not None:
                result = StepResult(id=step.id, type=step.type, status="skipped", note=step.note)
            else:
                yield StepStarted(step, index)
                result = self._step(step, index)
            self._results.append(result)
            yield StepFinished(result, index)
            if result.problem is not None and result.problem.code == RunTimeout.code:
                self._problem = _TIME_OVER
            if environment is not None and environment.stop_on_failure:
                stopped = stopped or result.status in ("failed", "errored")
        yield RunFinished(self._result())

    def _enter(self, environment: Environment) -> None:
        """Take what the environment gives, once, before the first step."""
        self._state.place = f"Environment {environment.name}"
        self._state.verify_tls = environment.verify_tls
        if (
            environment.script
            or environment.pre_request_scripts
            or environment.post_response_scripts
        ):
            message = f"{self._state.place}: {NO_SCRIPTS}"
            self._problem = Problem(code=Unsupported.code, message=message)
            return
        try:
            self._state.headers = filled_headers(environment.headers, self._state)
            self._state.auth = filled_auth(environment.auth, self._state)
        except Unjudged as error:
            self._problem = Problem(code=error.code, message=error.message)

    def _step(self, step: Step, index: int) -> StepResult:
        self._state.place = f"Step {index + 1}"
        try:
            return step_types[step.type].run(step, self._state)
        except GonogoError as error:
            problem = Problem(code=error.code, message=error.message)
            return StepResult(
                id=step.id, type=step.type, status="errored", note=step.note, problem=problem
            )

    def _result(self) -> RunResult:
        steps = tuple(self._results)
        status, problem = _verdict(steps, self._problem)
        return RunResult(
            status=status,
            started_at=self._started,
            finished_at=self._clock.now(),
            steps=steps,
            initial_variables=self._initial,
            variables=self._variables(),
            problem=problem,
        )

    def _variables(self) -> dict[str, str]:
        return {name: kept(text) for name, text in self._state.scope.snapshot().items()}


def _verdict(
    steps: tuple[StepResult, ...], problem: Problem | None
) -> tuple[RunOutcome, Problem | None]:
    """A definite no is an answer whatever else happened; then come reasons not to be sure."""
    flat = tuple(walk(steps))
    if any(step.status == "failed" for step in flat):
        return "failed", problem
    if problem is None:
        problem = next((step.problem for step in flat if step.status == "errored"), None)
    if problem is None and not any(step.response for step in flat):
        problem = _NOTHING_JUDGED
    return ("passed", None) if problem is None else ("errored", problem)
