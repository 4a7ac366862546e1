"""Runs one test: steps in, events out, and nothing a test does makes it raise."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from random import Random, SystemRandom

from gonogo.domain.environment import Environment
from gonogo.domain.events import Event, RunFinished, StepFinished, StepStarted
from gonogo.domain.left import Left
from gonogo.domain.result import Problem, RunOutcome, RunResult, StepResult, walk
from gonogo.domain.subtest import SubtestCall
from gonogo.domain.terms import Overrides
from gonogo.domain.test import Test, every
from gonogo.engine.compose import filled_auth, filled_headers
from gonogo.engine.expressions import Expressions, InProcess
from gonogo.engine.judge import kept
from gonogo.engine.masked import leaving
from gonogo.engine.overriding import BASE_URL, Overriding, base_of
from gonogo.engine.perform import Performer, any_always, left_out
from gonogo.engine.scope import Scope
from gonogo.engine.scripting import Scripting, run_initial
from gonogo.engine.state import RunState, Tell, unheard
from gonogo.engine.trail import Trail
from gonogo.engine.vault import FindSecret, Vault
from gonogo.errors import Invalid, Unjudged, Unsupported
from gonogo.ports import Clock, HttpSender, HttpSession, Incoming, Tests

AWAITS = "inbound"
"""The type of the steps that wait for calls from outside."""
GRACE = 30.0
"""Seconds at a run's end that are kept for the steps that are done always; at most a quarter."""
MOST_LEVELS = 5
"""How deep tests run tests."""
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
    tests: Tests | None = None
    """Other tests that this one may run."""
    incoming: Incoming | None = None
    """Calls from outside that its steps may wait for."""
    secrets: FindSecret | None = None
    """The project's secrets; asked only for those that the test uses."""
    hidden: tuple[str, ...] = ()
    """Values that are masked whether or not the test uses them."""
    vault: Vault | None = None
    """Of the run whose step this one is: it masks for both."""
    trail: Trail | None = None
    """What every request carries of the run."""
    overrides: Overrides = field(default_factory=Overrides)
    """What takes the place of what the test says."""
    handed: Left = field(default_factory=Left)
    """What earlier runs left to this one."""
    home: str = ""
    """Where the tested system lives: what `overrides.base_url` stands for."""
    above: tuple[Test, ...] = ()
    """The tests whose steps led to this run, outermost first."""
    tell: Tell = unheard
    """Hears of every step under way at any depth, at once; may raise to end the run."""


def execute(
    plan: Plan, http: HttpSender, clock: Clock, expressions: Expressions | None = None
) -> Iterator[Event]:
    """Run the test and tell what happens; the last event is `RunFinished`.

    `StepStarted` comes only for steps that are executed, `StepFinished` for every step. None for
    `expressions` evaluates XPath in this process.
    """
    environment = plan.environment
    session = http.session(keep_cookies=environment is not None and environment.preserve_cookies)
    vault = plan.vault or Vault(plan.secrets, plan.hidden + plan.handed.hidden)
    try:
        if plan.handed.cookies:
            session.give(plan.handed.cookies)
        run = _Run(replace(plan, vault=vault), session, clock, expressions or InProcess())
        run.run_others_by(lambda other: execute(other, http, clock, expressions))
        # What a step's own run gives, that step needs as it is.
        yield from run.events() if plan.vault else leaving(run.events(), vault.mask)
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
            scope=Scope(
                *(_initial(plan), plan.context, clock, chance, plan.vault),
                known=plan.handed.variables,
            ),
            http=session,
            expressions=expressions,
            clock=clock,
            deadline=plan.deadline - self._kept_back(),
            overriding=Overriding(plan.overrides, plan.home, plan.handed.cookies or ()),
            trail=plan.trail,
            scripting=Scripting(facts=plan.context, random=chance),
            vault=plan.vault or Vault(),
            tell=plan.tell,
            incoming=plan.incoming,
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
        environment, incoming = self._plan.environment, self._plan.incoming
        awaiting = [step.id for step in every(self._plan.test.steps) if step.type == AWAITS]
        if awaiting and incoming is not None:  # a call may come before its step begins
            incoming.expect(awaiting)
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
        yield RunFinished(self._result(), self._left())

    def run_others_by(self, execute: Callable[[Plan], Iterator[Event]]) -> None:
        """How the tests are run that are steps of this one."""

        def run_test(call: SubtestCall) -> RunResult:
            for event in execute(self._other(call)):
                if isinstance(event, RunFinished):
                    return event.result
            raise Unjudged(f"{self._state.place}: the other test had no end.")

        self._state.run_test = run_test

    def _other(self, call: SubtestCall) -> Plan:
        plan, place = self._plan, self._state.place
        if plan.tests is None:
            raise Unsupported(f"{place}: other tests cannot be run here.")
        try:
            found = plan.tests.find(call.test, call.environment)
        except Invalid as error:
            raise Unjudged(f"{place}: {error.message}") from None
        if found is None:
            raise Unjudged(f"{place}: there is no test {call.test!r}.")
        above = (*plan.above, plan.test)
        names = " → ".join(test.name for test in (*above, found.test))
        if any(test.id == found.test.id for test in above):
            raise Unjudged(f"{place}: a test cannot run itself: {names}.")
        if len(above) > MOST_LEVELS:
            raise Unjudged(f"{place}: tests run tests {MOST_LEVELS} levels deep at most: {names}.")
        environment, variables, handed = plan.environment, plan.variables, plan.handed
        if not call.use_parent_environment:
            base = {name: text for name, text in variables.items() if name == BASE_URL}
            environment, variables = found.environment, {**base, **found.variables}
            handed = Left(cookies=handed.cookies, hidden=handed.hidden)
        given = {n: text for n, text in handed.variables.items() if n not in call.params}
        overriding = self._state.overriding
        overrides, first = plan.overrides, overriding.first
        overriding.first = False
        return replace(
            plan,
            test=found.test,
            handed=replace(handed, variables=given),
            overrides=overrides if first else replace(overrides, parameters=()),
            environment=environment,
            variables={**variables, **call.params},
            deadline=self._state.deadline,
            above=above,
        )

    def _kept_back(self) -> float:
        """Seconds that the steps before those that are done always do not get."""
        if not any_always(self._plan.test.steps):
            return 0.0
        return min(GRACE, max(0.0, self._plan.deadline - self._started) / 4)

    def _enter(self, environment: Environment) -> None:
        """Take what the environment gives, once, before the first step."""
        self._state.place = f"Environment {environment.name}"
        self._state.verify_tls = environment.verify_tls
        self._state.authorities = environment.authorities
        self._state.scripting.before = environment.pre_request_scripts
        self._state.scripting.after = environment.post_response_scripts
        own = (environment.script,) if environment.script else ()
        try:
            run_initial((*environment.parent_scripts, *own), self._state)
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
            scripts=tuple(self._state.scripting.initial),
            problem=problem,
        )

    def _left(self) -> Left:
        variables, cookies = self._state.scope.changed(), self._state.http.cookies()
        texts = (*variables.values(), *(each.value for each in cookies or ()))
        hidden = self._state.vault.mask.within(*texts)
        return Left(variables=variables, cookies=cookies, hidden=hidden)

    def _variables(self) -> dict[str, str]:
        return {name: kept(text) for name, text in self._state.scope.snapshot().items()}


def _initial(plan: Plan) -> Mapping[str, str]:
    base = plan.overrides.base_url
    return {**plan.variables, BASE_URL: base_of(base)} if base else plan.variables


def _verdict(
    steps: tuple[StepResult, ...], problem: Problem | None
) -> tuple[RunOutcome, Problem | None]:
    """A definite no is an answer whatever else happened; then come reasons not to be sure."""
    flat = tuple(walk(steps))
    if any(step.status == "failed" for step in flat):
        return "failed", problem
    if problem is None:
        problem = next((s.problem for s in flat if s.status == "errored" and s.problem), None)
    if problem is None and not any(step.response or step.scripts for step in flat):
        problem = _NOTHING_JUDGED
    return ("passed", None) if problem is None else ("errored", problem)
