"""Runs one test: steps in, events out, and nothing a test does makes it raise."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from random import Random, SystemRandom

from gonogo.domain.environment import Environment
from gonogo.domain.events import Event, RunFinished, StepFinished, StepStarted
from gonogo.domain.result import Problem, RunOutcome, RunResult, StepResult, walk
from gonogo.domain.test import Test
from gonogo.engine.compose import filled_auth, filled_headers
from gonogo.engine.expressions import Expressions, InProcess
from gonogo.engine.judge import kept
from gonogo.engine.perform import Performer, left_out
from gonogo.engine.scope import Scope
from gonogo.engine.state import NO_SCRIPTS, RunState
from gonogo.errors import Unjudged, Unsupported
from gonogo.ports import Clock, HttpSender, HttpSession

GRACE = 30.0
"""Seconds at a run's end that are kept for the steps that are done always; at most a quarter."""
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
            deadline=plan.deadline - self._kept_back(),
        )
        environment = plan.environment
        self._performer = Performer(
            self._state,
            end=plan.deadline,
            stop_on_failure=environment is not None and environment.stop_on_failure,
        )
        self._initial = self._variables()
        self._results: list[StepResult] = []

    def events(self) -> Iterator[Event]:
        """Everything that happens."""
        environment = self._plan.environment
        if environment is not None:
            self._enter(environment)
        performer = self._performer
        for index, step in enumerate(self._plan.test.steps):
            if performer.due(step):
                yield StepStarted(step, index)
                result = performer.one(step, f"Step {index + 1}")
            else:
                result = left_out(step)
            self._results.append(result)
            yield StepFinished(result, index)
        yield RunFinished(self._result())

    def _kept_back(self) -> float:
        """Seconds that the steps before those that are done always do not get."""
        if not any(step.always for step in self._plan.test.steps):
            return 0.0
        return min(GRACE, max(0.0, self._plan.deadline - self._started) / 4)

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
            self._refuse(Problem(code=Unsupported.code, message=message))
            return
        try:
            self._state.headers = filled_headers(environment.headers, self._state)
            self._state.auth = filled_auth(environment.auth, self._state)
        except Unjudged as error:
            self._refuse(Problem(code=error.code, message=error.message))

    def _refuse(self, problem: Problem) -> None:
        """Nothing was done, so there is nothing to clear up either."""
        self._performer.problem, self._performer.closed = problem, True

    def _result(self) -> RunResult:
        steps = tuple(self._results)
        status, problem = _verdict(steps, self._performer.problem)
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
        problem = next((s.problem for s in flat if s.status == "errored" and s.problem), None)
    if problem is None and not any(step.response for step in flat):
        problem = _NOTHING_JUDGED
    return ("passed", None) if problem is None else ("errored", problem)
