"""The small world behind recorded Runscope events: the shared one, with a test's own history."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from gonogo.dialects._contract import Links
from gonogo.dialects.runscope._owner import team_id
from gonogo.domain.commands import Answer, Command, ReadRun
from gonogo.domain.commands.history import ListRuns, RunList
from gonogo.domain.commands.records import (
    DeleteRecord,
    ListRecords,
    PutRecord,
    ReadRecord,
    RecordList,
    RecordView,
)
from gonogo.domain.commands.schedules import (
    DeleteSchedule,
    ListSchedules,
    PutSchedule,
    ReadSchedule,
    ScheduleList,
    ScheduleView,
)
from gonogo.domain.ids import EnvironmentId, ScheduleId
from gonogo.domain.record import Record
from gonogo.domain.schedule import Schedule
from gonogo.errors import NotFound, Unauthorized
from gonogo.services.cancel import CANCELED
from tests.builders import NOW, a_head, a_project
from tests.golden import world
from tests.results import a_view

SCHEDULE = Schedule(
    id=ScheduleId("5c4e0c1d-2f6b-4e0a-8d5f-0a1b2c3d4e5f"),
    project=a_project().id,
    kind="test",
    target=a_head().id,
    interval="1h",
    environment=EnvironmentId(world.STAGING),
    note="hourly",
    created_at=NOW,
    kept={"runscope": {"interval": "1.0h"}},
)
CANCELED_RUN = a_view(
    None, 5, status="canceled", started_at=NOW + 1, finished_at=NOW + 2, problem=CANCELED
)
ROLE = Record(
    kind="runscope.role",
    id="1d0e8a52-6c7e-4d0a-9f37-8a3a4b7f2d10",
    project=a_project().id,
    body={
        "name": "Auditors",
        "permissions": ["team:people:view"],
        "team": team_id(Links(public=world.SETTINGS.public_base, dialect="")),
    },
)


def dispatch(command: Command) -> Answer:
    """Answer a command: of one's own, else as the shared world does."""
    own = _OWN.get(type(command))
    return own(command) if own else world.dispatch(command)


def _known(key: str | None, project: str) -> None:
    if key not in world.KEYS:
        raise Unauthorized("A key is needed, and none that is in force was given.")
    if project not in (a_project().id, a_project().name, ""):
        raise NotFound(f"There is no project {project!r}.")


def _run(command: ReadRun) -> Answer:
    if command.run != CANCELED_RUN.run.id:
        return world.dispatch(command)
    _known(command.key, command.project or "")
    return CANCELED_RUN


def _runs(command: ListRuns) -> RunList:
    _known(command.key, command.project)
    views = sorted(world.RUNS.values(), key=lambda view: -view.run.number)
    found = tuple(view for view in views if command.test in (None, view.run.test))
    return RunList(project=a_project(), runs=found[: command.limit])


def _schedules(command: ListSchedules) -> ScheduleList:
    _known(command.key, command.project)
    return ScheduleList(project=a_project(), schedules=(SCHEDULE,))


def _schedule(command: ReadSchedule | DeleteSchedule) -> ScheduleView:
    _known(command.key, command.project)
    if command.schedule != SCHEDULE.id:
        raise NotFound("There is no such schedule.")
    return ScheduleView(project=a_project(), schedule=SCHEDULE)


def _put_schedule(command: PutSchedule) -> ScheduleView:
    _known(command.key, command.schedule.project)
    stored = replace(command.schedule, id=SCHEDULE.id, created_at=NOW)
    return ScheduleView(project=a_project(), schedule=stored)


def _records(command: ListRecords) -> RecordList:
    _known(command.key, command.project)
    return RecordList(records=(ROLE,))


def _record(command: ReadRecord | DeleteRecord) -> RecordView:
    _known(command.key, command.project)
    if command.id != ROLE.id:
        raise NotFound(f"There is no record {command.id!r}.")
    return RecordView(record=ROLE)


def _put_record(command: PutRecord) -> RecordView:
    _known(command.key, command.record.project)
    return RecordView(record=replace(command.record, id=ROLE.id))


_OWN: Mapping[type, Callable[[Any], Answer]] = {
    ReadRun: _run,
    ListRuns: _runs,
    ListSchedules: _schedules,
    ReadSchedule: _schedule,
    DeleteSchedule: _schedule,
    PutSchedule: _put_schedule,
    ListRecords: _records,
    ReadRecord: _record,
    DeleteRecord: _record,
    PutRecord: _put_record,
}
