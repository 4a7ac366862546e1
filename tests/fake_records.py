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


class FakeFiles:
    """The `Files` port; `objects` are those that were put."""

    def __init__(self) -> None:
        self.objects: dict[str, bytes] = {}

    def upload_url(self, name: str, size: int, seconds: int) -> str:
        """Where to PUT."""
        return f"https://files.example/{name}?size={size}&seconds={seconds}"

    def download_url(self, name: str, filename: str, seconds: int) -> str:
        """Where to get."""
        return f"https://files.example/{name}?as={filename}&seconds={seconds}"

    def put(self, name: str, content: bytes, media_type: str) -> None:
        """Store."""
        self.objects[name] = content

    def size(self, name: str) -> int | None:
        """How large."""
        return len(self.objects[name]) if name in self.objects else None

    def delete(self, name: str) -> None:
        """Remove."""
        self.objects.pop(name, None)

    def clear(self, project: ProjectId) -> None:
        """Remove all of a project."""
        kept = {n: c for n, c in self.objects.items() if not n.startswith(f"{project}/")}
        self.objects = kept
