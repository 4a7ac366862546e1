"""The schedules that recorded events find."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from gonogo.domain.commands import schedules as asked
from gonogo.domain.commands.defining import Deleted
from gonogo.domain.ids import EnvironmentId, ScheduleId
from gonogo.domain.schedule import Schedule
from gonogo.errors import NotFound
from gonogo.services.scheduling.timing import check, next_at
from tests.builders import NOW, a_project

Authorised = Callable[[str | None, str], None]
NIGHTLY = Schedule(
    id=ScheduleId("5c4e0c1d-2f6b-4e0a-8d5f-0a1b2c3d4e5f"),
    project=a_project().id,
    kind="suite",
    target="06fd1217-2800-8045-a5d2-39f9fb839154",
    cron="30 6 * * MON-FRI",
    timezone="Europe/Berlin",
    environment=EnvironmentId("8b0c1b0e-0f3b-4c8e-9a77-0d6d2a1f0e55"),
    variables={"host": "https://shop.example.com"},
    note="before work",
    counts_from=NOW,
    created_at=NOW,
    last_started_at=NOW + 60,
    version=3,
)
HOURLY = replace(
    NIGHTLY,
    id=ScheduleId("6d5f0c1d-2f6b-4e0a-8d5f-0a1b2c3d4e5f"),
    kind="project",
    target=a_project().id,
    cron="",
    timezone="UTC",
    interval="1h",
    environment=None,
    variables={},
    note="",
    created_at=NOW + 5,
    last_started_at=None,
    version=1,
)


class ScheduleWorld:
    """Answers commands about schedules."""

    def __init__(self, authorised: Authorised) -> None:
        self._authorised = authorised

    def cases(self) -> Mapping[type, Callable[[Any], object]]:
        """By command."""
        return {
            asked.ListSchedules: self._list,
            asked.ReadSchedule: self._read,
            asked.PutSchedule: self._put,
            asked.DeleteSchedule: self._delete,
        }

    def _list(self, command: asked.ListSchedules) -> asked.ScheduleList:
        self._check(command.key, "read", command.project)
        every = (NIGHTLY, HOURLY)
        found = tuple(each for each in every if command.target in (None, each.target))
        times: dict[str, float | None] = {each.id: next_at(each, NOW) for each in found}
        return asked.ScheduleList(project=a_project(), schedules=found, next_at=times)

    def _read(self, command: asked.ReadSchedule) -> asked.ScheduleView:
        self._check(command.key, "read", command.project)
        return _view(_known(command.schedule))

    def _put(self, command: asked.PutSchedule) -> asked.ScheduleView:
        schedule = command.schedule
        self._check(command.key, "write", schedule.project)
        check(schedule)
        if schedule.id:
            before = _known(schedule.id)
            return _view(replace(schedule, created_at=NOW, version=before.version + 1))
        return _view(replace(schedule, id=HOURLY.id, created_at=NOW, counts_from=NOW))

    def _delete(self, command: asked.DeleteSchedule) -> Deleted:
        self._check(command.key, "write", command.project)
        found = _known(command.schedule)
        return Deleted(kind="schedule", id=found.id, project=found.project)

    def _check(self, key: str | None, role: str, project: str) -> None:
        self._authorised(key, role)
        if project not in ("orders", a_project().id):
            raise NotFound(f"There is no project {project!r}.")


def _known(id: str) -> Schedule:
    for schedule in (NIGHTLY, HOURLY):
        if schedule.id == id:
            return schedule
    raise NotFound(f"There is no schedule {id!r}.")


def _view(schedule: Schedule) -> asked.ScheduleView:
    whole = replace(schedule, project=a_project().id, counts_from=NOW)
    return asked.ScheduleView(project=a_project(), schedule=whole, next_at=next_at(whole, NOW))
