"""What the janitor does every minute: find what got stuck, and move it on."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass

from gonogo.domain.batch import Batch
from gonogo.domain.commands import RunMessage
from gonogo.domain.delivery import Outcome, address_of
from gonogo.domain.ids import BatchId, ProjectId
from gonogo.domain.result import Problem
from gonogo.domain.run import MAX_ATTEMPTS, Run
from gonogo.ports import Announcer, Clock, Deliveries, RunQueue, Runs
from gonogo.services.execute import EXECUTOR_LOST
from gonogo.services.settle import Settlement, announce, give_up, move_on, settle

_log = logging.getLogger(__name__)

BATCHES_PER_SWEEP = 200
LOOK_AGAIN = 55.0
"""Seconds until an open batch is looked at again: once a sweep."""
UNSENT_AFTER = 20.0
"""A run still waiting after this was perhaps never sent."""
RESEND_ANYWAY_AFTER = 600.0
"""Even with a backlog, a run waiting for this long is sent again: a duplicate is harmless."""

TOO_LATE = Problem(
    code="run_expired",
    message="The run did not end within its lifetime; nothing can be said of the test.",
)


@dataclass(frozen=True, slots=True)
class Sweep:
    """What sweeping needs."""

    runs: Runs
    deliveries: Deliveries
    queue: RunQueue
    announcer: Announcer
    clock: Clock
    settlement: Settlement
    supersede: Callable[[Batch], None] = lambda batch: None
    """Cancels what of a batch's group is older than the newest that supersedes."""


def sweep(to: Sweep) -> int:
    """Look at everything that is due; returns how many things there were. May run twice at once."""
    now = to.clock.now()
    batches = to.runs.due_batches(now, BATCHES_PER_SWEEP)
    dry = not batches or to.queue.backlog() == 0
    for batch in batches:
        _sweep_batch(batch, dry, to)
    return len(batches) + _wake_deliveries(now, to)


def _sweep_batch(batch_id: BatchId, dry: bool, to: Sweep) -> None:
    batch = to.runs.batch(batch_id)
    if batch is None or batch.announced_at is not None:
        return
    if batch.terms.group:  # its start, or that of a newer one, may have been cut short
        to.supersede(batch)
    runs = to.runs.runs_of(batch)
    to.runs.postpone(batch.id, to.clock.now() + LOOK_AGAIN)
    _send_again([run for run in runs if _needs_sending(run, dry, to.clock.now())], to)
    for run in runs:
        _end_hopeless(run, to)
    if batch.phased:
        move_on(batch, to.settlement)
    _settle_half_done(batch, runs, to)


def _needs_sending(run: Run, dry: bool, now: float) -> bool:
    """A message can be missing only where the queue ran dry, or its executor was lost."""
    if run.held:
        return False
    if run.status == "queued":
        waited = now - run.waiting_since
        return (dry and waited >= UNSENT_AFTER) or waited >= RESEND_ANYWAY_AFTER
    return run.abandoned(now) and run.attempt < MAX_ATTEMPTS


def _send_again(runs: list[Run], to: Sweep) -> None:
    if runs:
        _log.warning("Sending %d runs again: %s …", len(runs), runs[0].id)
        to.queue.send(tuple(RunMessage(run=run.id, project=run.project) for run in runs))


def _end_hopeless(run: Run, to: Sweep) -> None:
    """Errored: a run whose executor was lost too often, or whose time is over."""
    now = to.clock.now()
    if run.abandoned(now) and run.attempt >= MAX_ATTEMPTS:
        give_up(run, EXECUTOR_LOST, to.settlement)
    elif not run.over and not run.held and run.deadline_at <= now:
        give_up(run, TOO_LATE, to.settlement)


def _settle_half_done(batch: Batch, runs: tuple[Run, ...], to: Sweep) -> None:
    """Repeat the effects of a batch whose runs all ended and whose outcome is not out yet.

    An executor died between finishing a run and announcing. Which run it was is not known, and
    need not be: every effect is idempotent.
    """
    if all(run.over for run in runs):
        for run in runs:
            settle(run, to.settlement)
        if not runs:
            announce(batch, to.settlement)


def _wake_deliveries(now: float, to: Sweep) -> int:
    """Wake the reporter for deliveries whose time has come, each by itself: one may be slow."""
    due = to.deliveries.due(now, BATCHES_PER_SWEEP)
    for subject, id in due:
        to.announcer.publish(
            Outcome(
                kind="delivery",
                project=ProjectId(""),
                delivery=address_of(subject, id),
                status="due",
            )
        )
    return len(due)
