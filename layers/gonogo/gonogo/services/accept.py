"""Take a start: check it, write its batch and runs, then send them on their way."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from dataclasses import dataclass

from gonogo.domain.batch import Batch, BatchSource
from gonogo.domain.commands import RunMessage, Start, StartByTrigger, Started
from gonogo.domain.ids import BatchId, RunId, TriggerId, new_number, uuid_of
from gonogo.domain.project import Launch, Project, Suite, Trigger
from gonogo.domain.run import RUN_LIFETIME, Run
from gonogo.domain.test import TestHead
from gonogo.errors import AlreadyThere, Invalid, Looping, NotFound, Unavailable
from gonogo.ports import Catalog, Clock, Keys, RateLimiter, RunQueue, Runs
from gonogo.services.authorise import authorise, project_for
from gonogo.services.plan import PlannedRun, Wish, plan_runs

_log = logging.getLogger(__name__)

KEY_LIMIT, KEY_WINDOW = 100, 10
"""Starts with a key: at most this many in so many seconds."""
MAX_RUNS = 4_000
"""Most runs of one batch: the answer lists them all, and may have 6 MB."""
MAX_DEPTH = 3
"""Runs that may lead to a start, each started by a request of the one before."""
_TRIES = 3


@dataclass(frozen=True, slots=True)
class Acceptance:
    """What accepting needs: the ports, and the locations that this deployment has."""

    catalog: Catalog
    keys: Keys
    limiter: RateLimiter
    runs: Runs
    queue: RunQueue
    clock: Clock
    locations: frozenset[str]
    default_location: str


def start_by_trigger(command: StartByTrigger, to: Acceptance) -> Started:
    """Start what a trigger URL names. `NotFound`, `RateLimited` or `Invalid` if it cannot be."""
    _refuse_loops(command.depth)
    trigger = to.catalog.trigger(TriggerId(command.trigger.lower()))
    if trigger is None or trigger.kind not in command.kinds:
        raise NotFound("There is no such trigger.")
    to.limiter.take(f"trigger#{trigger.id}", limit=command.limit, window=command.window)
    wish = Wish(
        sets=command.sets,
        locations=command.locations,
        webhooks=command.webhooks,
        shared_only=command.shared_only or trigger.kind == "project",
        depth=command.depth,
    )
    return _start(to, to.catalog.launch(trigger), wish, "trigger", command.dialect)


def start(command: Start, to: Acceptance) -> Started:
    """Start a project, suite or test with a key of role `trigger`."""
    key = authorise(to.keys, command.key, "trigger", to.clock.now())
    _refuse_loops(command.depth)
    project = project_for(to.catalog, key, command.project)
    to.limiter.take(f"key#{key.id}", limit=KEY_LIMIT, window=KEY_WINDOW)
    target = _target(to.catalog, project, command)
    wish = Wish(
        sets=command.sets,
        locations=command.locations,
        webhooks=command.webhooks,
        depth=command.depth,
    )
    return _start(to, to.catalog.launch(target), wish, "api", command.dialect)


def _refuse_loops(depth: int) -> None:
    if depth > MAX_DEPTH:
        raise Looping(
            f"This start came from a run that {depth - 1} runs before it led to; "
            f"more than {MAX_DEPTH} in a chain are taken for a loop."
        )


def _target(catalog: Catalog, project: Project, command: Start) -> Trigger:
    """What a start by id or name means; `NotFound` names what is missing."""
    if command.kind == "project":
        return Trigger(id=project.trigger, kind="project", project=project.id, target=project.id)
    named: Sequence[TestHead | Suite] = (
        catalog.suites(project.id) if command.kind == "suite" else catalog.test_heads(project.id)
    )
    for one in named:
        if command.target in (one.id, one.name):
            return Trigger(id=one.trigger, kind=command.kind, project=project.id, target=one.id)
    raise NotFound(f"The project {project.name!r} has no {command.kind} {command.target!r}.")


def _start(
    to: Acceptance, launch: Launch, wish: Wish, source: BatchSource, dialect: str
) -> Started:
    planned, refused = plan_runs(launch, wish, to.locations, to.default_location)
    if len(planned) > MAX_RUNS:
        raise Invalid(f"This would start {len(planned)} runs.", accepted=f"at most {MAX_RUNS}")
    batch, runs = _write(to, launch, planned, source, dialect)
    _send(to.queue, runs)
    return Started(
        project=launch.project,
        batch=batch,
        runs=runs,
        refused=refused,
        tests={startable.test.id: startable.test for startable in launch.tests},
    )


def _write(
    to: Acceptance,
    launch: Launch,
    planned: tuple[PlannedRun, ...],
    source: BatchSource,
    dialect: str,
) -> tuple[Batch, tuple[Run, ...]]:
    """Store batch and runs before anything is sent; a number that is taken costs another try."""
    tries = 0
    while True:
        batch, runs = _numbered(to.clock.now(), launch, planned, source, dialect)
        try:
            to.runs.create(batch, runs)
        except AlreadyThere:
            tries += 1
            if tries == _TRIES:
                raise
        else:
            return batch, runs


def _numbered(
    now: float,
    launch: Launch,
    planned: tuple[PlannedRun, ...],
    source: BatchSource,
    dialect: str,
) -> tuple[Batch, tuple[Run, ...]]:
    number = new_number(now)
    batch = Batch(
        id=BatchId(uuid_of("batch", number)),
        number=number,
        project=launch.project.id,
        project_name=launch.project.name,
        source=source,
        target=launch.target,
        total=len(planned),
        created_at=now,
        deadline_at=now + RUN_LIFETIME,
        dialect=dialect,
    )
    numbers = batch.run_numbers
    return batch, tuple(_run(batch, n, p) for n, p in zip(numbers, planned, strict=True))


def _run(batch: Batch, number: int, planned: PlannedRun) -> Run:
    environment = planned.environment
    return Run(
        id=RunId(uuid_of("run", number)),
        number=number,
        batch=batch.id,
        project=batch.project,
        project_name=batch.project_name,
        test=planned.test.id,
        test_name=planned.test.name,
        environment=environment.id if environment else None,
        environment_name=environment.name if environment else "",
        location=planned.location,
        variables=planned.variables,
        webhooks=planned.webhooks,
        depth=planned.depth,
        dialect=batch.dialect,
        created_at=batch.created_at,
        deadline_at=batch.deadline_at,
    )


def _send(queue: RunQueue, runs: tuple[Run, ...]) -> None:
    """Queue the runs. They are stored: what cannot be sent now is sent by the janitor."""
    try:
        queue.send(tuple(RunMessage(run=run.id, project=run.project) for run in runs))
    except Unavailable:
        _log.warning("The queue did not take %d runs; the janitor will send them.", len(runs))
