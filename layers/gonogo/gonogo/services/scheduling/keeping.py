"""Make, change, list and forget schedules."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from gonogo.domain.commands.defining import Deleted
from gonogo.domain.commands.schedules import (
    DeleteSchedule,
    ListSchedules,
    PutSchedule,
    ReadSchedule,
    ScheduleList,
    ScheduleView,
)
from gonogo.domain.ids import EnvironmentId, ScheduleId, new_uuid
from gonogo.domain.key import Role
from gonogo.domain.project import Project, Suite
from gonogo.domain.schedule import INTERVALS, Schedule
from gonogo.domain.test import TestHead
from gonogo.errors import Conflict, Invalid, NotFound
from gonogo.ports import Catalog, Clock, Keys
from gonogo.services.aim import goes_by_id
from gonogo.services.authorise import authorise
from gonogo.services.definitions.lookup import project_of
from gonogo.services.scheduling.telling import Telling, tell
from gonogo.services.scheduling.timing import check, next_at
from gonogo.stores import Bell, Schedules

MAX_NOTE = 500
MAX_VARIABLES = 50
MAX_TEXT = 4_096
MAX_OF_PROJECT = 1_000
MAX_PAUSE = 366 * 86_400
AT_ONCE_SECONDS = 3.0
"""Until the first start of a schedule that starts at once: the bell must hear of it first."""


@dataclass(frozen=True, slots=True)
class Keeping:
    """What it needs."""

    schedules: Schedules
    bell: Bell
    catalog: Catalog
    keys: Keys
    clock: Clock

    @property
    def telling(self) -> Telling:
        """What telling the bell needs."""
        return Telling(self.schedules, self.bell, self.clock)


def keep(command: object, to: Keeping) -> object:
    """Answer a command about schedules."""
    return _CASES[type(command)](command, to)


def list_schedules(command: ListSchedules, to: Keeping) -> ScheduleList:
    """A project's schedules, oldest first."""
    project = _project(command.key, command.project, "read", to)
    wanted = command.target
    now = to.clock.now()
    every = (_current(each, now) for each in to.schedules.of(project.id))
    found = tuple(each for each in every if wanted in (None, each.target))
    return ScheduleList(
        project=project,
        schedules=found,
        next_at={each.id: next_at(each, now) for each in found},
    )


def read_schedule(command: ReadSchedule, to: Keeping) -> ScheduleView:
    """One schedule, and when it starts next."""
    project = _project(command.key, command.project, "read", to)
    return _view(project, _found(project, command.schedule, to), to.clock.now())


def put_schedule(command: PutSchedule, to: Keeping) -> ScheduleView:
    """A new schedule, or one in the place of what was there."""
    given = command.schedule
    project = _project(command.key, given.project, "write", to)
    now = to.clock.now()
    wanted = _checked(replace(given, project=project.id), project, now, to)
    if wanted.id:
        before = _found(project, wanted.id, to)
        wanted = _changed(before, wanted, now, at_once=command.at_once)
    else:
        _refuse_more(wanted, to.schedules.of(project.id), command.most)
        wanted = replace(
            wanted,
            id=ScheduleId(new_uuid()),
            counts_from=_counted_from(wanted, now, at_once=command.at_once),
            created_at=now,
            last_started_at=None,
            version=1,
        )
    tell(to.schedules.put(wanted), to.telling)
    return _view(project, wanted, now)


def delete_schedule(command: DeleteSchedule, to: Keeping) -> Deleted:
    """It starts nothing more."""
    project = _project(command.key, command.project, "write", to)
    id = ScheduleId(command.schedule.lower())
    change = to.schedules.delete(project.id, id)
    if change is None:
        raise _missing(command.schedule)
    tell(change, to.telling)
    return Deleted(kind="schedule", id=id, project=project.id)


def _project(key: str | None, name: str, role: Role, to: Keeping) -> Project:
    return project_of(to.catalog, authorise(to.keys, key, role, to.clock.now()), name)


def _found(project: Project, schedule: str, to: Keeping) -> Schedule:
    found = to.schedules.find(project.id, ScheduleId(schedule.lower()))
    if found is None:
        raise _missing(schedule)
    return _current(found, to.clock.now())


def _missing(schedule: str) -> NotFound:
    return NotFound(f"There is no schedule {schedule[:64]!r}.")


def _current(schedule: Schedule, now: float) -> Schedule:
    """A pause whose end has come is none."""
    if schedule.paused and not schedule.held(now):
        return replace(schedule, paused=False, resume_at=None)
    return schedule


def _view(project: Project, schedule: Schedule, now: float) -> ScheduleView:
    return ScheduleView(project=project, schedule=schedule, next_at=next_at(schedule, now))


def _changed(before: Schedule, wanted: Schedule, now: float, *, at_once: bool) -> Schedule:
    """What follows from what was there; `Conflict` if that is not what the caller saw."""
    if wanted.version != before.version:
        raise Conflict("Somebody else changed the schedule just now.")
    resumed = before.paused and not wanted.paused
    anew = at_once or resumed or before.interval != wanted.interval
    counted = _counted_from(wanted, now, at_once=at_once) if anew else before.counts_from
    return replace(
        wanted,
        counts_from=counted,
        created_at=before.created_at,
        last_started_at=before.last_started_at,
        version=before.version + 1,
    )


def _counted_from(schedule: Schedule, now: float, *, at_once: bool) -> float:
    if at_once and schedule.interval:
        return now + AT_ONCE_SECONDS - INTERVALS[schedule.interval]
    return now


def _refuse_more(wanted: Schedule, there: Sequence[Schedule], most: int) -> None:
    same = [each for each in there if (each.kind, each.target) == (wanted.kind, wanted.target)]
    if len(same) >= most:
        raise Conflict(f"The {wanted.kind} has {len(same)} schedules, and {most} is the most.")
    if len(there) >= MAX_OF_PROJECT:
        raise Conflict(f"The project has {len(there)} schedules, and that is the most.")


def _checked(schedule: Schedule, project: Project, now: float, to: Keeping) -> Schedule:
    """The schedule with the ids of what it names; `Invalid` or `NotFound` tell what is wrong."""
    check(schedule)
    _check_pause(schedule, now)
    if len(schedule.note) > MAX_NOTE:
        raise Invalid("The note is too long.", field="note", accepted=f"{MAX_NOTE} characters")
    sizes = [len(name) + len(value) for name, value in schedule.variables.items()]
    if len(sizes) > MAX_VARIABLES or any(size > MAX_TEXT for size in sizes):
        raise Invalid(
            "The variables are too many or too long.",
            field="variables",
            accepted=f"up to {MAX_VARIABLES}, each of up to {MAX_TEXT} characters",
        )
    target = project.id if schedule.kind == "project" else _target(schedule, project, to.catalog)
    schedule = replace(schedule, target=target)
    return replace(schedule, environment=_environment(schedule, to.catalog))


def _check_pause(schedule: Schedule, now: float) -> None:
    until = schedule.resume_at
    if until is None:
        return
    if not schedule.paused or not now < until <= now + MAX_PAUSE:
        raise Invalid(
            "A pause cannot end then.",
            field="resume_at",
            accepted="for a paused schedule a time from now on, within a year",
        )


def _target(schedule: Schedule, project: Project, catalog: Catalog) -> str:
    named: Sequence[TestHead | Suite] = (
        catalog.suites(project.id) if schedule.kind == "suite" else catalog.test_heads(project.id)
    )
    wanted = schedule.target
    by_id = (each.id for each in named if goes_by_id(schedule.kind, each.id, wanted))
    found = next(by_id, None) or next((each.id for each in named if each.name == wanted), None)
    if found is None:
        raise NotFound(f"The project {project.name!r} has no {schedule.kind} {wanted[:100]!r}.")
    return found


def _environment(schedule: Schedule, catalog: Catalog) -> EnvironmentId | None:
    """The id of the named environment: a shared one, or one of the test's own."""
    wanted = schedule.environment
    if not wanted:
        return None
    known = list(catalog.shared_environments(schedule.project))
    if schedule.kind == "test":
        heads = catalog.test_heads(schedule.project)
        test = next(head.id for head in heads if head.id == schedule.target)
        stored = catalog.test(schedule.project, test)
        known += stored.own if stored else ()
    for environment in known:
        if wanted == environment.name or wanted.lower() == environment.id:
            return environment.id
    raise Invalid(
        f"There is no environment {wanted[:100]!r} for it.",
        field="environment",
        accepted=", ".join(f"{each.name} ({each.id})" for each in known) or "none is defined",
    )


_CASES: dict[type, Callable[[Any, Keeping], object]] = {
    ListSchedules: list_schedules,
    ReadSchedule: read_schedule,
    PutSchedule: put_schedule,
    DeleteSchedule: delete_schedule,
}
