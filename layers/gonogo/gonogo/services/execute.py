"""Take queued runs, run their tests, and settle what came out."""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from functools import partial

from gonogo.domain.commands import StoredTest
from gonogo.domain.context import RunContext, VendorNames
from gonogo.domain.environment import Environment, effective
from gonogo.domain.events import RunFinished
from gonogo.domain.ids import RunId
from gonogo.domain.result import Problem, RunResult, count
from gonogo.domain.run import MAX_ATTEMPTS, RUN_SECONDS, Run
from gonogo.domain.test import Step, Test
from gonogo.engine.execute import Plan, execute
from gonogo.engine.expressions import Expressions
from gonogo.engine.trail import Trail
from gonogo.errors import NotFound
from gonogo.ports import Catalog, Clock, HttpSender, Inbox, Runs, Secrets
from gonogo.services.begun import tell_begun
from gonogo.services.handing import leave, take_over
from gonogo.services.inbound import RunInbox
from gonogo.services.lease import Heart, Lease, LeaseLost
from gonogo.services.settle import Settlement, finish, give_up
from gonogo.services.subtests import ProjectTests
from gonogo.stores import Handovers

_log = logging.getLogger(__name__)

SIDE_BY_SIDE = 10
"""Runs of one invocation at once: waiting for ten servers costs as much as waiting for one."""

TEST_GONE = Problem(code="test_gone", message="The test was deleted before the run began.")
EXECUTOR_LOST = Problem(
    code="executor_lost",
    message=f"The run's executor was lost {MAX_ATTEMPTS} times; the run was given up.",
)


@dataclass(frozen=True, slots=True)
class Execution:
    """What executing needs; `read_steps` turns stored steps into those of the engine."""

    catalog: Catalog
    runs: Runs
    http: HttpSender
    clock: Clock
    heart: Heart
    settlement: Settlement
    read_steps: Callable[[Sequence[Mapping[str, object]]], tuple[Step, ...]]
    expressions: Expressions
    vendor_names: VendorNames
    secrets: Secrets
    inbox: Inbox
    handovers: Handovers


def execute_all(messages: Mapping[str, str], to: Execution) -> list[str]:
    """Execute the runs of some messages side by side.

    `messages` maps a message's id to its run's. Returns the ids of the messages that must come
    again; a run that is another's, or over, is not among them: the janitor looks after it.
    """
    with ThreadPoolExecutor(max_workers=SIDE_BY_SIDE, thread_name_prefix="run") as pool:
        done = {message: pool.submit(_guarded, RunId(run), to) for message, run in messages.items()}
        return [message for message, future in done.items() if not future.result()]


def _guarded(run: RunId, to: Execution) -> bool:
    """Whether the message is done with. The one place where an unforeseen error ends."""
    try:
        execute_run(run, to)
    except Exception:
        _log.exception("The run %s broke its executor; its message comes again.", run)
        return False
    return True


def execute_run(run_id: RunId, to: Execution) -> None:
    """Execute one run if it can be claimed; else leave it to who has it."""
    try:
        run = to.runs.claim(run_id, to.clock.now())
    except NotFound:
        _log.warning("There is no run %s: its batch was never completed, or it expired.", run_id)
        return
    if run is None:
        _left_alone(run_id, to)
        return
    lease = to.heart.hold(run)
    try:
        tell_begun(run, to.settlement)
        finished = _judge(run, lease, to)
    finally:
        to.heart.release(lease)
    if finished is not None:
        result = leave(run, finished.result, finished.left, to.runs, to.handovers)
        _conclude(run, result, to)


def _left_alone(run_id: RunId, to: Execution) -> None:
    """A run that could not be claimed: given up if nobody may try again."""
    run = to.runs.run(run_id)
    if run and run.abandoned(to.clock.now()) and run.attempt >= MAX_ATTEMPTS:
        give_up(run, EXECUTOR_LOST, to.settlement)


def _judge(run: Run, lease: Lease, to: Execution) -> RunFinished | None:
    """Run the test; None if the lease was lost on the way."""
    stored = to.catalog.test(run.project, run.test)
    if stored is None:
        give_up(run, TEST_GONE, to.settlement)
        return None
    inbox = RunInbox(
        run, inbox=to.inbox, catalog=to.catalog, clock=to.clock, base=to.settlement.public_base
    )
    plan = replace(_plan(run, stored, inbox, to), tell=lease.check)
    try:
        for event in execute(plan, to.http, to.clock, to.expressions):
            lease.check()
            if isinstance(event, RunFinished):
                return event
    except LeaseLost:
        _log.warning("The run %s went to another executor; this one stops.", run.id)
    finally:
        inbox.close()
    return None


def _plan(run: Run, stored: StoredTest, inbox: RunInbox, to: Execution) -> Plan:
    return Plan(
        test=Test(
            id=stored.head.id,
            name=stored.head.name,
            steps=to.read_steps(stored.steps),
            description=stored.head.description,
            tags=stored.head.tags,
        ),
        environment=_environment(run, stored, to.catalog),
        variables=run.variables,
        context=RunContext(_Facts(run, inbox), to.vendor_names),
        seed=None,
        deadline=min(run.deadline_at, to.clock.now() + RUN_SECONDS),
        incoming=inbox,
        trail=Trail(run.id, run.depth + 1),
        overrides=run.overrides,
        home=_home(run, to.catalog),
        handed=take_over(run, to.runs, to.handovers),
        secrets=partial(to.secrets.value, run.project),
        tests=ProjectTests(run.project, to.catalog, to.read_steps),
    )


def _home(run: Run, catalog: Catalog) -> str:
    """Where the project's tested system lives; read only where it is replaced."""
    project = catalog.project(run.project) if run.overrides.base_url else None
    return project.url if project else ""


def _environment(run: Run, stored: StoredTest, catalog: Catalog) -> Environment | None:
    """The run's environment under its parents, as it stands now; None if it had or has none."""
    if run.environment is None:
        return None
    everything = stored.own + catalog.shared_environments(run.project)
    chosen = next((e for e in everything if e.id == run.environment), None)
    return effective(everything, chosen) if chosen else None


class _Facts(dict[str, str]):
    """What a test may know of its own run; what costs a call only when it asks."""

    def __init__(self, run: Run, inbox: RunInbox) -> None:
        super().__init__(_facts(run))
        self._inbox = inbox

    def __missing__(self, name: str) -> str:
        if name == "inbound_url":
            return self._inbox.url
        raise KeyError(name)


def _facts(run: Run) -> Mapping[str, str]:
    return {
        "environment": run.environment_name,
        "environment_id": run.environment or "",
        "project": run.project,
        "project_name": run.project_name,
        "test_id": run.test,
        "test_name": run.test_name,
        "run_id": run.id,
        "location": run.location,
        "agent": "",
    }


def _conclude(run: Run, result: RunResult, to: Execution) -> None:
    """Store the result, then make the run terminal: a reader never sees one without the other."""
    to.runs.save_result(run.id, run.attempt, result)
    ended = replace(
        run,
        status=result.status,
        started_at=result.started_at,
        finished_at=result.finished_at,
        counts=count(result.steps),
        problem=result.problem,
    )
    if finish(ended, to.settlement):
        _log.info("run ended", extra={"run": run.id, "batch": run.batch, "status": ended.status})
    else:
        _log.warning("The run %s was finished by another; this result is dropped.", run.id)
