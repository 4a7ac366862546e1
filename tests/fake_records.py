"""In-memory stores of records and files that pass the same contract suites as those on AWS."""

from __future__ import annotations

from gonogo.domain.ids import ProjectId
from gonogo.domain.record import Record
from gonogo.errors import Conflict


class FakeRecords:
    """The `Records` port."""

    def __init__(self) -> None:
        self._records: dict[tuple[str, str], Record] = {}

    def of(self, project: ProjectId, kind: str) -> tuple[Record, ...]:
        """The records of a kind, oldest first."""
        found = [r for r in self._records.values() if (r.project, r.kind) == (project, kind)]
        return tuple(sorted(found, key=lambda record: record.number))

    def find(self, project: ProjectId, kind: str, id: str) -> Record | None:
        """One record."""
        found = self._records.get((kind, id))
        return found if found and found.project == project else None

    def owner(self, kind: str, id: str) -> ProjectId | None:
        """The project that has the record."""
        found = self._records.get((kind, id))
        return found.project if found else None

    def put(self, record: Record) -> None:
        """Create or replace."""
        before = self._records.get((record.kind, record.id))
        if (before.version if before else 0) != record.version - 1:
            raise Conflict("version")
        if before and before.project != record.project:
            raise Conflict("project")
        self._records[record.kind, record.id] = record

    def delete(self, project: ProjectId, kind: str, id: str) -> bool:
        """Forget a record."""
        return self.find(project, kind, id) is not None and bool(self._records.pop((kind, id)))

    def clear(self, project: ProjectId) -> None:
        """Forget every record of the project."""
        kept = {key: r for key, r in self._records.items() if r.project != project}
        self._records = kept
