"""Schedules in memory, and a bell that a test can look at."""

from __future__ import annotations

from dataclasses import replace
from itertools import count

from gonogo.domain.ids import ProjectId, ScheduleId
from gonogo.domain.schedule import Schedule, ScheduleChange
from gonogo.errors import Conflict, Unavailable

Place = tuple[ProjectId, ScheduleId]


class FakeSchedules:
    """The `Schedules` port."""

    def __init__(self) -> None:
        self._schedules: dict[Place, Schedule] = {}
        self._changes: dict[Place, ScheduleChange] = {}
        self._marks = map(str, count())

    def of(self, project: ProjectId) -> tuple[Schedule, ...]:
        """A project's schedules, oldest first."""
        found = [each for each in self._schedules.values() if each.project == project]
        return tuple(sorted(found, key=lambda each: (each.created_at, each.id)))

    def find(self, project: ProjectId, schedule: ScheduleId) -> Schedule | None:
        """One schedule."""
        return self._schedules.get((project, schedule))

    def put(self, schedule: Schedule) -> ScheduleChange:
        """Create or replace."""
        before = self._schedules.get((schedule.project, schedule.id))
        if (before.version if before else 0) != schedule.version - 1:
            raise Conflict("changed")
        self._schedules[schedule.project, schedule.id] = schedule
        return self._changed(schedule.project, schedule.id)

    def delete(self, project: ProjectId, schedule: ScheduleId) -> ScheduleChange | None:
        """Forget a schedule."""
        gone = self._schedules.pop((project, schedule), None)
        return self._changed(project, schedule) if gone else None

    def _changed(self, project: ProjectId, schedule: ScheduleId) -> ScheduleChange:
        change = ScheduleChange(project=project, schedule=schedule, mark=next(self._marks))
        self._changes[project, schedule] = change
        return change

    def started(self, project: ProjectId, schedule: ScheduleId, at: float) -> None:
        """Note when it was started last."""
        found = self.find(project, schedule)
        if found and (found.last_started_at is None or found.last_started_at < at):
            self._schedules[project, schedule] = replace(found, last_started_at=at)

    def doubt(self, project: ProjectId, schedule: ScheduleId) -> None:
        """Note it as changed."""
        self._changed(project, schedule)

    def changes(self, limit: int) -> tuple[ScheduleChange, ...]:
        """What was not told yet."""
        return tuple(self._changes.values())[:limit]

    def told(self, change: ScheduleChange) -> None:
        """Forget a change."""
        place = (change.project, change.schedule)
        if self._changes.get(place) == change:
            del self._changes[place]


class FakeBell:
    """The `Bell` port: what it would ring for, and from when on."""

    def __init__(self) -> None:
        self.rings: dict[ScheduleId, tuple[Schedule, float | None]] = {}
        self.broken = False

    def set(self, schedule: Schedule, first: float | None) -> None:
        """Remember it."""
        self._check()
        self.rings[schedule.id] = (schedule, first)

    def drop(self, project: ProjectId, schedule: ScheduleId) -> None:
        """Forget it."""
        self._check()
        self.rings.pop(schedule, None)

    def _check(self) -> None:
        if self.broken:
            raise Unavailable("The bell does not answer.")
