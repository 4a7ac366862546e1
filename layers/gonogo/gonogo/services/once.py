"""Start once, however often it is asked for: a repeat gets the answer of the first call.

The batch's number is noted before anything is started. So every call writes the same batch, which
can be done once; a repeat finds it, or goes on where a call that died left off.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable
from dataclasses import dataclass, replace

from gonogo.domain.batch import Batch, Tally
from gonogo.domain.commands import Started
from gonogo.domain.ids import BatchId, ProjectId, new_number, uuid_of
from gonogo.domain.receipt import OPEN_SECONDS, Receipt
from gonogo.domain.result import Counts
from gonogo.domain.run import Run
from gonogo.domain.terms import Idempotency
from gonogo.errors import Conflict, GonogoError, IdempotencyMismatch
from gonogo.ports import Catalog, Clock, Runs
from gonogo.services.begin import Ticket
from gonogo.stores import Receipts


@dataclass(frozen=True, slots=True)
class Repeating:
    """What is needed to know a start that was asked for before."""

    receipts: Receipts
    runs: Runs
    catalog: Catalog
    clock: Clock


def once(
    scope: str,
    asked: Idempotency | None,
    project: ProjectId,
    start: Callable[[Ticket | None], Started],
    to: Repeating | None,
) -> Started:
    """The answer of `start`, or that of an earlier call with the same key within the scope.

    `IdempotencyMismatch` if that one asked for something else, `Conflict` while it is at it.
    """
    if asked is None or to is None:
        return start(None)
    name = f"{scope}#{asked.key}"
    now = to.clock.now()
    mine = _receipt(asked, now)
    held = to.receipts.note(name, mine, now, asked.seconds)
    if held.owner != mine.owner:
        if held.fingerprint != asked.fingerprint:
            raise IdempotencyMismatch("This idempotency key was used to start something else.")
        batch = to.runs.batch(BatchId(uuid_of("batch", held.number)))
        if batch is not None and batch.project == project:
            return _replayed(batch, to)
        held = _taken_over(name, held, now, to)
    return _first(name, held, start, to)


def _receipt(asked: Idempotency, now: float) -> Receipt:
    owner = secrets.token_hex(8)
    return Receipt(
        number=new_number(now),
        fingerprint=asked.fingerprint,
        token=owner,
        owner=owner,
        until=now + OPEN_SECONDS,
    )


def _taken_over(name: str, held: Receipt, now: float, to: Repeating) -> Receipt:
    """The receipt as this call's; `Conflict` if another is at it."""
    wanted = replace(held, owner=secrets.token_hex(8), until=now + OPEN_SECONDS)
    if held.until > now or to.receipts.change(name, held, wanted) != wanted:
        raise Conflict("The first call with this idempotency key is still at it; repeat it soon.")
    return wanted


def _first(
    name: str, held: Receipt, start: Callable[[Ticket | None], Started], to: Repeating
) -> Started:
    """Start with the number on the receipt; what is refused before that leaves no receipt."""

    def renumber(number: int) -> int:
        nonlocal held
        held = to.receipts.change(name, held, replace(held, number=number))
        return held.number

    ticket = Ticket(held.number, held.token, renumber)
    try:
        return start(ticket)
    except GonogoError:
        if ticket.begun:  # perhaps it is written: the next call may look at once
            to.receipts.change(name, held, replace(held, until=to.clock.now()))
        else:
            to.receipts.forget(name, held)
        raise


def _replayed(batch: Batch, to: Repeating) -> Started:
    """A batch as it was told when it was started."""
    runs = to.runs.runs_of(batch)
    started = {run.test for run in runs}
    project = to.catalog.project(batch.project)
    if project is None:
        raise Conflict("What this idempotency key started was deleted with its project.")
    return Started(
        project=project,
        batch=replace(batch, tally=Tally(), announced_at=None),
        runs=tuple(map(_as_started, runs)),
        refused=batch.refused,
        tests={
            head.id: head for head in to.catalog.test_heads(batch.project) if head.id in started
        },
        replayed=True,
    )


def _as_started(run: Run) -> Run:
    return replace(
        run,
        status="queued",
        attempt=0,
        lease_until=0.0,
        started_at=None,
        finished_at=None,
        counts=Counts(),
        problem=None,
    )
