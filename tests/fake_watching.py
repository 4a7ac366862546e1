"""In-memory audit log and usage that pass the same contract suites as those on DynamoDB."""

from __future__ import annotations

from datetime import UTC, date, datetime

from gonogo.domain.audit import AuditEntry
from gonogo.domain.batch import Batch
from gonogo.domain.ids import ProjectId
from gonogo.domain.usage import Usage
from gonogo.errors import AlreadyThere


class FakeAudit:
    """The `Audit` port."""

    def __init__(self) -> None:
        self.entries: dict[tuple[ProjectId, int], AuditEntry] = {}

    def note(self, entry: AuditEntry) -> None:
        """Add a change."""
        if self.entries.setdefault((entry.project, entry.number), entry) != entry:
            raise AlreadyThere("number")

    def of(self, project: ProjectId, limit: int, before: int | None) -> tuple[AuditEntry, ...]:
        """The newest changes below a number."""
        found = [e for (owner, _), e in self.entries.items() if owner == project]
        found = [e for e in found if before is None or e.number < before]
        return tuple(sorted(found, key=lambda e: -e.number)[:limit])


class FakeUsages:
    """The `Usages` port."""

    def __init__(self) -> None:
        self._counted: dict[str, tuple[ProjectId, date, Usage]] = {}

    def count(self, batch: Batch, usage: Usage) -> None:
        """Add what a batch used, once."""
        day = datetime.fromtimestamp(batch.created_at, UTC).date()
        self._counted.setdefault(batch.id, (batch.project, day, usage))

    def of(self, project: ProjectId, first: date, last: date) -> dict[date, Usage]:
        """By day."""
        found: dict[date, Usage] = {}
        for owner, day, usage in self._counted.values():
            if owner == project and first <= day <= last:
                found[day] = found.get(day, Usage()) + usage
        return found
