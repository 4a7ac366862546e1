"""What became of a project: who changed what, and how much it was used."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from gonogo.domain.audit import AuditEntry
from gonogo.domain.usage import Usage

MAX_PAGE = 100
MAX_DAYS = 366


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadAudit:
    """Changes, newest first, with a key of role `write`; empty `project`: of what belongs to none,
    with a key of role `admin`."""

    key: str | None
    project: str = ""
    limit: int = 50
    """1 to `MAX_PAGE`."""
    before: int | None = None
    """Only numbers below: the `next` of the page before."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AuditLog:
    """A page of changes, newest first."""

    entries: tuple[AuditEntry, ...]
    next: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadUsage:
    """How much a project was used from one day to another, with a key of role `read`."""

    key: str | None
    project: str
    first: date | None = None
    """None: thirty days up to the last one."""
    last: date | None = None
    """None: today."""


@dataclass(frozen=True, slots=True, kw_only=True)
class UsageView:
    """By day, and in all; days without use are left out."""

    first: date
    last: date
    days: Mapping[date, Usage]
    total: Usage


OF_WATCHING = (ReadAudit, ReadUsage)
