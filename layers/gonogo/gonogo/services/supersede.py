"""A newer batch takes the place of those of its group that are still open."""

from __future__ import annotations

from dataclasses import dataclass

from gonogo.domain.batch import Batch
from gonogo.domain.ids import BatchId, uuid_of
from gonogo.domain.result import Problem
from gonogo.services.cancel import cancel_open
from gonogo.services.settle import Settlement
from gonogo.stores import Groups

MOST_KNOWN = 20
"""Batches of a group that are remembered before those that are over are looked for."""


@dataclass(frozen=True, slots=True)
class Superseding:
    """What superseding needs."""

    groups: Groups
    settlement: Settlement


def supersede(batch: Batch, to: Superseding) -> None:
    """Cancel what of the batch's group is older than the newest that supersedes.

    That may be this one or, if another was faster, the batch itself is too old. Safe to repeat:
    the janitor does it for every open batch, should its start have been cut short.
    """
    group = _name(batch)
    known, newest = to.groups.join(
        batch.project,
        group,
        batch.number,
        supersedes=batch.terms.supersede,
        now=to.settlement.clock.now(),
    )
    old = sorted(number for number in known if number < newest)
    if old or len(known) > MOST_KNOWN:
        over = [number for number in old if _ended(number, newest, batch, to)]
        if len(known) > MOST_KNOWN:
            over += [number for number in known if number > newest and _is_over(number, to)]
        to.groups.leave(batch.project, group, frozenset(over))


def _name(batch: Batch) -> str:
    """The group as it is kept. A trigger's address may end what it can start, and nothing else."""
    if batch.source == "trigger":
        return f"{batch.kind} {batch.target_id} {batch.terms.group}"
    return f"project {batch.terms.group}"


def _ended(number: int, newest: int, batch: Batch, to: Superseding) -> bool:
    """Cancel a batch; whether it is over."""
    runs = to.settlement.runs
    old = runs.batch(_id(number))
    if old is None or old.over or old.project != batch.project:
        return True
    still_open = (run for run in runs.runs_of(old) if not run.over and run.phase != "teardown")
    cancel_open(tuple(still_open), to.settlement, _why(newest, batch.terms.group))
    return _is_over(number, to)


def _is_over(number: int, to: Superseding) -> bool:
    found = to.settlement.runs.batch(_id(number))
    return found is None or found.over


def _id(number: int) -> BatchId:
    return BatchId(uuid_of("batch", number))


def _why(newest: int, group: str) -> Problem:
    return Problem(
        code="superseded",
        message=f"The newer batch {_id(newest)} of the group {group!r} took its place.",
    )
