"""Schedules in the catalog, and beside them which of them their bell may not know yet."""

from __future__ import annotations

from collections.abc import Mapping
from uuid import uuid4

from gonogo.aws.documents import pack, unpack
from gonogo.aws.table import IF_THERE, UNLESS_THERE, ConditionFailed, Key, Table
from gonogo.aws.values import Item
from gonogo.domain.ids import EnvironmentId, ProjectId, ScheduleId
from gonogo.domain.schedule import Schedule, ScheduleChange
from gonogo.errors import Conflict

_SCHEDULE = "SCHEDULE#"
CHANGES = "SCHEDULECHANGES"
"""One partition for all: it is empty but for the seconds between a change and its telling."""
_MARKED = "#mark = :mark"


class DynamoSchedules:
    """The `Schedules` port."""

    def __init__(self, table: Table) -> None:
        self._table = table

    def of(self, project: ProjectId) -> tuple[Schedule, ...]:
        """A project's schedules, oldest first."""
        items = self._table.query(_partition(project), prefix=_SCHEDULE)
        found = [_schedule_of(project, item) for item in items]
        return tuple(sorted(found, key=lambda schedule: (schedule.created_at, schedule.id)))

    def find(self, project: ProjectId, schedule: ScheduleId) -> Schedule | None:
        """One schedule."""
        item = self._table.get(_at(project, schedule))
        return _schedule_of(project, item) if item else None

    def put(self, schedule: Schedule) -> ScheduleChange:
        """Create or replace, and note that it changed."""
        change = _change(schedule.project, schedule.id)
        item = {**_item(schedule), "nonce": change.mark}
        still, values = UNLESS_THERE, {}
        if schedule.version > 1:
            still, values = f"{IF_THERE} AND #version = :before", {"before": schedule.version - 1}
        writes = [self._table.putting(item, condition=still, values=values), self._noting(change)]
        try:
            self._table.transact(writes)
        except ConditionFailed as failed:
            if not failed.written_by(change.mark):
                raise Conflict("Somebody else changed the schedule just now.") from failed
        return change

    def delete(self, project: ProjectId, schedule: ScheduleId) -> ScheduleChange | None:
        """Forget a schedule, and note that it changed; None if there was none."""
        if self._table.get(_at(project, schedule), only=("pk",)) is None:
            return None
        change = _change(project, schedule)
        self._table.transact([self._table.deleting(_at(project, schedule)), self._noting(change)])
        return change

    def _noting(self, change: ScheduleChange) -> dict[str, object]:
        item = {**_change_at(change)._asdict(), "mark": change.mark}
        return self._table.putting(item)

    def started(self, project: ProjectId, schedule: ScheduleId, at: float) -> None:
        """Note when it was started last, if it is still there."""
        try:
            self._table.update(
                _at(project, schedule),
                "SET #last_started_at = :at",
                condition=f"{IF_THERE} AND "
                "(attribute_not_exists(#last_started_at) OR #last_started_at < :at)",
                values={"at": at},
            )
        except ConditionFailed:
            return

    def doubt(self, project: ProjectId, schedule: ScheduleId) -> None:
        """Note it as changed: its bell rang otherwise than it says."""
        self._table.put(
            {**_change_at(_change(project, schedule))._asdict(), "mark": uuid4().hex[:16]}
        )

    def changes(self, limit: int) -> tuple[ScheduleChange, ...]:
        """What changed and was not told yet."""
        return tuple(
            ScheduleChange(
                project=ProjectId(item["sk"].partition("#")[0]),
                schedule=ScheduleId(item["sk"].partition("#")[2]),
                mark=item["mark"],
            )
            for item in self._table.query(CHANGES, first=limit)
        )

    def told(self, change: ScheduleChange) -> None:
        """Forget a change, unless there was another since."""
        try:
            self._table.delete(_change_at(change), condition=_MARKED, values={"mark": change.mark})
        except ConditionFailed:
            return


def _partition(project: ProjectId) -> str:
    return f"SCHEDULES#{project}"


def _at(project: ProjectId, schedule: ScheduleId) -> Key:
    return Key(_partition(project), f"{_SCHEDULE}{schedule}")


def _change(project: ProjectId, schedule: ScheduleId) -> ScheduleChange:
    return ScheduleChange(project=project, schedule=schedule, mark=uuid4().hex[:16])


def _change_at(change: ScheduleChange) -> Key:
    return Key(CHANGES, f"{change.project}#{change.schedule}")


def _item(schedule: Schedule) -> Item:
    return {
        **_at(schedule.project, schedule.id)._asdict(),
        "kind": schedule.kind,
        "target": schedule.target,
        "interval": schedule.interval,
        "cron": schedule.cron,
        "timezone": schedule.timezone,
        "environment": schedule.environment,
        "variables": _packed(schedule.variables),
        "note": schedule.note,
        "dialect": schedule.dialect,
        "paused": schedule.paused,
        "resume_at": schedule.resume_at,
        "counts_from": schedule.counts_from,
        "created_at": schedule.created_at,
        "version": schedule.version,
        "kept": _packed(schedule.kept),
        # Left out while there is none: a start's note of it is compared as a number.
        **({"last_started_at": schedule.last_started_at} if schedule.last_started_at else {}),
    }


def _packed(document: Mapping[str, object]) -> bytes | None:
    return pack(dict(document)) if document else None


def _schedule_of(project: ProjectId, item: Item) -> Schedule:
    environment = item.get("environment")
    return Schedule(
        id=ScheduleId(item["sk"].removeprefix(_SCHEDULE)),
        project=project,
        kind=item.get("kind", "project"),
        target=item.get("target", ""),
        interval=item.get("interval", ""),
        cron=item.get("cron", ""),
        timezone=item.get("timezone", "UTC"),
        environment=EnvironmentId(environment) if environment else None,
        variables=unpack(item["variables"]) if item.get("variables") else {},
        note=item.get("note", ""),
        dialect=item.get("dialect", "native"),
        paused=item.get("paused", False),
        resume_at=_time(item, "resume_at"),
        counts_from=_time(item, "counts_from") or 0.0,
        created_at=_time(item, "created_at") or 0.0,
        last_started_at=_time(item, "last_started_at"),
        version=item.get("version", 1),
        kept=unpack(item["kept"]) if item.get("kept") else {},
    )


def _time(item: Item, name: str) -> float | None:
    return float(item[name]) if item.get(name) is not None else None
