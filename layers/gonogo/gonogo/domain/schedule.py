"""A schedule: what is started again and again, and when."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from gonogo.domain.ids import EnvironmentId, ProjectId, ScheduleId
from gonogo.domain.project import TargetKind

Interval = Literal["1m", "5m", "15m", "30m", "1h", "6h", "1d", "7d"]
INTERVALS: Mapping[str, int] = {
    "1m": 60,
    "5m": 300,
    "15m": 900,
    "30m": 1_800,
    "1h": 3_600,
    "6h": 21_600,
    "1d": 86_400,
    "7d": 604_800,
}
"""Their seconds."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Schedule:
    """Starts a target at an interval, or by cron in a time zone: one of the two."""

    id: ScheduleId
    """A UUID; empty in one that is to be created."""
    project: ProjectId
    kind: TargetKind
    target: str
    """The id of the project, suite or test."""
    interval: str = ""
    """One of `Interval`."""
    cron: str = ""
    """Five fields: minute, hour, day of month, month, day of week."""
    timezone: str = "UTC"
    """An IANA name; for `cron`."""
    environment: EnvironmentId | None = None
    variables: Mapping[str, str] = field(default_factory=dict)
    note: str = ""
    dialect: str = "native"
    """Who made it: what it starts is told in the same words."""
    paused: bool = False
    resume_at: float | None = None
    """When a pause ends by itself: a maintenance window."""
    counts_from: float = 0.0
    """From when its interval is counted: the first start is one interval later."""
    created_at: float = 0.0
    last_started_at: float | None = None
    version: int = 1
    kept: Mapping[str, object] = field(default_factory=dict)
    """What a vendor's client stored with it and gonogo has no use for."""

    def held(self, at: float) -> bool:
        """Whether nothing is to be started at that moment."""
        return self.paused and (self.resume_at is None or at < self.resume_at)


@dataclass(frozen=True, slots=True, kw_only=True)
class ScheduleChange:
    """A schedule that was put or deleted, and which its bell may not know of yet."""

    project: ProjectId
    schedule: ScheduleId
    mark: str
    """Tells this change from later ones."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Ring:
    """The bell rang for a schedule."""

    project: ProjectId
    schedule: ScheduleId
    version: int
    """Of the schedule, as the bell was told it last."""
    at: float
    """The moment it rang for: the same each time that it is told."""
