"""Tell the bell what changed, so that it rings as the schedules say, whoever dies in between."""

from __future__ import annotations

import logging
from dataclasses import dataclass

from gonogo.domain.schedule import Schedule, ScheduleChange
from gonogo.errors import Unavailable
from gonogo.ports import Clock
from gonogo.services.scheduling.timing import next_at
from gonogo.stores import Bell, Schedules

_log = logging.getLogger(__name__)

CHANGES_PER_SWEEP = 50
_ROUNDS = 5


@dataclass(frozen=True, slots=True)
class Telling:
    """What it needs."""

    schedules: Schedules
    bell: Bell
    clock: Clock


def tell(change: ScheduleChange, to: Telling) -> bool:
    """Have the bell know what stands; False if it cannot be told now: the janitor does it then.

    Two changes may be told at once, and the older one last. So whoever told one looks again
    whether it still stands, and tells anew if not.
    """
    try:
        for _ in range(_ROUNDS):
            stood = _tell_what_stands(change, to)
            to.schedules.told(change)
            if _same(stood, to.schedules.find(change.project, change.schedule)):
                return True
    except Unavailable as error:
        _log.warning("The schedule %s is told later: %s", change.schedule, error)
        return False
    to.schedules.doubt(change.project, change.schedule)
    return False


def _tell_what_stands(change: ScheduleChange, to: Telling) -> Schedule | None:
    schedule = to.schedules.find(change.project, change.schedule)
    if schedule is None:
        to.bell.drop(change.project, change.schedule)
    else:
        to.bell.set(schedule, next_at(schedule, to.clock.now()))
    return schedule


def _same(told: Schedule | None, stands: Schedule | None) -> bool:
    """Whether nobody changed it meanwhile; a start's note in it is no change."""
    return (told.version if told else None) == (stands.version if stands else None)


def tell_changes(to: Telling) -> int:
    """Tell what nobody told: its writer died, or the bell did not answer. How many there were."""
    changes = to.schedules.changes(CHANGES_PER_SWEEP)
    for change in changes:
        tell(change, to)
    return len(changes)
