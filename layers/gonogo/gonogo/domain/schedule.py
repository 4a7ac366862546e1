"""Schedules: what starts by itself, and when."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from gonogo.domain.ids import EnvironmentId, ProjectId, ScheduleId
from gonogo.domain.project import TargetKind

Interval = Literal["1m", "5m", "15m", "30m", "1h", "6h", "1d"]
INTERVALS: Mapping[str, int] = {
    "1m": 60,
    "5m": 300,
    "15m": 900,
    "30m": 1800,
    "1h": 3600,
    "6h": 21_600,
    "1d": 86_400,
}
"""Seconds of each interval (source: `contracts/runscope.md` 3.8)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Schedule:
    """One rule: either every `interval`, or by a cron expression in a time zone."""

    id: ScheduleId
    project: ProjectId
    kind: TargetKind
    target: str
    """The id of the project, suite or test that it starts."""
    environment: EnvironmentId | None = None
    interval: str | None = None
    """One of `INTERVALS`."""
    cron: str | None = None
    """Five fields, as crontab has them."""
    timezone: str = "UTC"
    """An IANA name; only for `cron`."""
    note: str = ""
    paused: bool = False
    resume_at: float | None = None
    """When a pause ends by itself."""
    created_at: float = 0.0
    version: int = 1
    kept: Mapping[str, object] = field(default_factory=dict)
    """What a vendor's client stored with it and gonogo has no use for."""
