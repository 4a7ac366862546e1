"""Schedules of a project: what is asked about them, and the answers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from gonogo.domain.project import Project
from gonogo.domain.schedule import Schedule


@dataclass(frozen=True, slots=True, kw_only=True)
class ListSchedules:
    """A project's schedules, oldest first, with a key of role `read`."""

    key: str | None
    project: str
    target: str | None = None
    """Only those of this suite or test: its id."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ScheduleList:
    """Schedules, oldest first."""

    project: Project
    schedules: tuple[Schedule, ...]
    next_at: Mapping[str, float | None] = field(default_factory=dict)
    """When each starts next, by id."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadSchedule:
    """One schedule, with a key of role `read`."""

    key: str | None
    project: str
    schedule: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PutSchedule:
    """Create (`id` empty) or replace a schedule, with a key of role `write`.

    `id`, `created_at`, `version` of a new one are given to it, and `last_started_at` of any; the
    target may be named by id, number or name. An interval is counted anew if it changes, and when a
    pause ends by a put.
    """

    key: str | None
    schedule: Schedule
    at_once: bool = False
    """Whether an interval's first start is now, and not an interval from now."""
    most: int = 100
    """`Conflict` if the target had more schedules then."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ScheduleView:
    """One schedule."""

    project: Project
    schedule: Schedule
    next_at: float | None = None
    """When it starts next; None while it is paused."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DeleteSchedule:
    """Remove a schedule, with a key of role `write`; answers a `Deleted`."""

    key: str | None
    project: str
    schedule: str


OF_SCHEDULES = (ListSchedules, ReadSchedule, PutSchedule, DeleteSchedule)
