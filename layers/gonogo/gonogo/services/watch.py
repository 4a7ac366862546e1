"""Tell what became of a project: who changed what, and how much it was used."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from gonogo.domain.audit import DEPLOYMENT
from gonogo.domain.commands.watching import (
    MAX_DAYS,
    AuditLog,
    ReadAudit,
    ReadUsage,
    UsageView,
)
from gonogo.domain.usage import Usage
from gonogo.errors import Invalid
from gonogo.ports import Catalog, Clock, Keys
from gonogo.services.authorise import authorise, project_for
from gonogo.stores import Audit, Usages

_DAYS = 30


@dataclass(frozen=True, slots=True)
class Watching:
    """What these use cases need."""

    audit: Audit
    usages: Usages
    catalog: Catalog
    keys: Keys
    clock: Clock


def watch(command: object, to: Watching) -> object:
    """Answer a command about what became of a project."""
    return _CASES[type(command)](command, to)


def read_audit(command: ReadAudit, to: Watching) -> AuditLog:
    """A page of changes, newest first."""
    key = authorise(to.keys, command.key, "write" if command.project else "admin", to.clock.now())
    project = project_for(to.catalog, key, command.project).id if command.project else DEPLOYMENT
    found = to.audit.of(project, command.limit + 1, command.before)
    shown = found[: command.limit]
    more = shown[-1].number if len(found) > command.limit else None
    return AuditLog(entries=shown, next=more)


def read_usage(command: ReadUsage, to: Watching) -> UsageView:
    """By day, and in all."""
    key = authorise(to.keys, command.key, "read", to.clock.now())
    project = project_for(to.catalog, key, command.project)
    last = command.last or datetime.fromtimestamp(to.clock.now(), UTC).date()
    first = command.first or last - timedelta(days=_DAYS - 1)
    if not 0 <= (last - first).days < MAX_DAYS:
        raise Invalid(
            f"The days from {first} to {last} cannot be counted.",
            field="from",
            accepted=f"a day before `to`, at most {MAX_DAYS} days in all",
        )
    days = to.usages.of(project.id, first, last)
    return UsageView(first=first, last=last, days=days, total=sum(days.values(), Usage()))


_CASES: Mapping[type, Callable[[Any, Watching], object]] = {
    ReadAudit: read_audit,
    ReadUsage: read_usage,
}
