"""Start what a schedule names when its bell rings: once for each moment, however often it rings."""

from __future__ import annotations

import logging
from dataclasses import dataclass, replace

from gonogo.domain.commands import Started, VariableSet
from gonogo.domain.ids import TriggerId
from gonogo.domain.project import Trigger
from gonogo.domain.schedule import Ring, Schedule
from gonogo.domain.terms import Idempotency, Terms
from gonogo.errors import Conflict, Invalid, NotFound
from gonogo.services.accept import Acceptance, Manner, order_in
from gonogo.services.begin import Order, Ticket, begin
from gonogo.services.once import once
from gonogo.services.plan import Wish
from gonogo.stores import Schedules

_log = logging.getLogger(__name__)

FACT = "schedule"
"""A batch's facts name the schedule that started it."""
_EARLY = 1.0
"""Seconds that a ring may come before its moment and still be taken for it."""


@dataclass(frozen=True, slots=True)
class Hearing:
    """What it needs."""

    schedules: Schedules
    acceptance: Acceptance


def hear(ring: Ring, to: Hearing) -> Started | None:
    """Start what is due; None if there is nothing to start.

    `Conflict` while another ring of the same moment is at it: it is to be told again then.
    """
    schedule = to.schedules.find(ring.project, ring.schedule)
    if schedule is None or schedule.version != ring.version:
        # Its bell knows another: whoever changed it died before telling, or is just about to.
        to.schedules.doubt(ring.project, ring.schedule)
    if schedule is None or schedule.held(ring.at + _EARLY):
        return None
    try:
        started = _start(schedule, ring, to.acceptance)
    except (NotFound, Invalid) as error:
        _pause(schedule, str(error), to.schedules)
        return None
    to.schedules.started(ring.project, ring.schedule, started.batch.created_at)
    return started


def _start(schedule: Schedule, ring: Ring, to: Acceptance) -> Started:
    asked = Idempotency(key=str(int(ring.at)), fingerprint=schedule.id)

    def first(ticket: Ticket | None) -> Started:
        return begin(_order(schedule, to), to.beginning, ticket)

    return once(f"schedule#{schedule.id}", asked, schedule.project, first, to.repeating)


def _order(schedule: Schedule, to: Acceptance) -> Order:
    target = Trigger(
        id=TriggerId(""),  # it comes by no URL
        kind=schedule.kind,
        project=schedule.project,
        target=schedule.target,
    )
    launch = to.catalog.launch(target)
    one = VariableSet(variables=schedule.variables, environment=schedule.environment)
    wish = Wish(sets=(one,), locations=(), webhooks=())
    terms = Terms(facts={FACT: schedule.id})
    manner = Manner(source="schedule", dialect=schedule.dialect, terms=terms)
    return order_in(launch, target, wish, manner, to)


def _pause(schedule: Schedule, why: str, schedules: Schedules) -> None:
    """What cannot be started is not tried for ever; the note tells whoever looks."""
    _log.warning("The schedule %s was paused: %s", schedule.id, why)
    note = f"Paused, because it could not be started: {why}"
    if schedule.note:
        note = f"{note} · {schedule.note}"
    paused = replace(schedule, paused=True, resume_at=None, note=note[:500])
    try:
        schedules.put(replace(paused, version=schedule.version + 1))
    except Conflict:
        return  # somebody changed it just now: perhaps it can be started then
