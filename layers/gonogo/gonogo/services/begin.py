"""Begin what was planned: write its batch and runs, then send them on their way."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass, replace

from gonogo.domain.batch import Batch, BatchSource
from gonogo.domain.commands import Started
from gonogo.domain.ids import BatchId, RunId, new_number, uuid_of
from gonogo.domain.project import Project
from gonogo.domain.run import RUN_LIFETIME, Run
from gonogo.domain.terms import Terms
from gonogo.domain.turns import turn, turns_of
from gonogo.errors import AlreadyThere, GonogoError, Invalid
from gonogo.ports import Clock, RunQueue, Runs
from gonogo.services.plan import PlannedRun
from gonogo.services.send import send

MAX_RUNS = 10_000
"""Most runs of one batch: they are written and sent within the 29 seconds of a call."""
_TRIES = 3
Supersede = Callable[[Batch], None]
"""Cancels what of a batch's group is older than the newest that supersedes."""
Spare = Callable[[Batch, tuple[Run, ...]], tuple[Run, ...]]
"""Cancels what an older batch of the group runs already; the runs as they stand then."""
_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Beginning:
    """What beginning needs."""

    runs: Runs
    queue: RunQueue
    clock: Clock
    supersede: Supersede = lambda batch: None
    spare: Spare = lambda batch, runs: runs


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """A start that nothing speaks against any more."""

    project: Project
    target: str
    """For people."""
    kind: str
    target_id: str
    planned: tuple[PlannedRun, ...]
    refused: int
    source: BatchSource
    dialect: str
    terms: Terms
    rerun_of: BatchId | None = None
    sequential: bool = False
    """Whether the runs of `main` go one after the other."""


@dataclass(slots=True)
class Ticket:
    """Of a start that may be asked for again: it has its number before it begins."""

    number: int
    token: str
    """Of what is written for it."""
    renumber: Callable[[int], int]
    """Notes another number for it, if its own is taken; the one that holds from then on."""
    begun: bool = False
    """Whether something may have been written."""


def begin(order: Order, to: Beginning, ticket: Ticket | None = None) -> Started:
    """Store and send the runs; `Invalid` if they are too many."""
    check_count(order)
    batch, runs = _write_with(ticket, order, to) if ticket else _write(order, to)
    if batch.terms.group:
        _supersede(batch, to.supersede)
    if batch.terms.once and batch.terms.group:
        runs = to.spare(batch, runs)
    send(to.queue, tuple(run for run in runs if not run.over))
    return Started(
        project=order.project,
        batch=batch,
        runs=runs,
        refused=order.refused,
        tests={planned.test.id: planned.test for planned in order.planned},
    )


def check_count(order: Order) -> None:
    """`Invalid` if these are too many runs for one batch."""
    count = len(order.planned)
    if count > MAX_RUNS:
        raise Invalid(f"This would start {count} runs.", accepted=f"at most {MAX_RUNS}")


def _supersede(batch: Batch, supersede: Supersede) -> None:
    """Before anything is sent: what is cut short here the janitor does, as long as it is open."""
    try:
        supersede(batch)
    except GonogoError:
        _log.exception("The batch %s did not supersede the older ones yet.", batch.id)


def _write(order: Order, to: Beginning) -> tuple[Batch, tuple[Run, ...]]:
    """Store batch and runs before anything is sent; a number that is taken costs another try."""
    tries = 0
    while True:
        now = to.clock.now()
        batch, runs = _numbered(order, new_number(now), now)
        try:
            to.runs.create(batch, runs)
        except AlreadyThere:
            tries += 1
            if tries == _TRIES:
                raise
        else:
            return batch, runs


def _write_with(ticket: Ticket, order: Order, to: Beginning) -> tuple[Batch, tuple[Run, ...]]:
    """The same with a number that is noted; what a call before left half done is completed."""
    ticket.begun = True
    for _ in range(_TRIES):
        now = to.clock.now()
        batch, runs = _numbered(order, ticket.number, now)
        try:
            whole = to.runs.create(batch, runs, token=ticket.token)
        except AlreadyThere:
            ticket.number = ticket.renumber(new_number(now))
        else:
            return (batch, runs) if whole else _stored(batch, to.runs)
    raise AlreadyThere("Every number that was tried is taken.")


def _stored(batch: Batch, runs: Runs) -> tuple[Batch, tuple[Run, ...]]:
    """What another call wrote, perhaps before a definition changed: that is what was started."""
    head = runs.batch(batch.id) or batch
    return head, runs.runs_of(head)


def _numbered(order: Order, number: int, now: float) -> tuple[Batch, tuple[Run, ...]]:
    batch = Batch(
        id=BatchId(uuid_of("batch", number)),
        number=number,
        project=order.project.id,
        project_name=order.project.name,
        source=order.source,
        target=order.target,
        total=len(order.planned),
        created_at=now,
        deadline_at=now + RUN_LIFETIME,
        dialect=order.dialect,
        kind=order.kind,
        target_id=order.target_id,
        terms=order.terms,
        refused=order.refused,
        rerun_of=order.rerun_of,
        setup=sum(planned.phase == "setup" for planned in order.planned),
        teardown=sum(planned.phase == "teardown" for planned in order.planned),
        sequential=order.sequential,
    )
    numbers = batch.run_numbers
    runs = tuple(_run(batch, n, p) for n, p in zip(numbers, order.planned, strict=True))
    if not batch.phased:
        return batch, runs
    batch = replace(batch, deadline_at=now + RUN_LIFETIME * turns_of(batch))
    return batch, _held(batch, runs)


def _held(batch: Batch, runs: tuple[Run, ...]) -> tuple[Run, ...]:
    """All but those that begin: the others wait for their turn."""
    waiting = tuple(replace(run, held=True) for run in runs)
    first = {run.id for run in turn(batch, waiting).begin}
    return tuple(replace(run, held=run.id not in first) for run in waiting)


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
        overrides=batch.terms.overrides,
        blocking=not set(planned.test.tags).intersection(batch.terms.policy.non_blocking),
        notify=batch.terms.notify,
        phase=planned.phase,
        row=planned.row,
        source=batch.source,
        dialect=batch.dialect,
        created_at=batch.created_at,
        deadline_at=batch.deadline_at,
    )
