"""Further ports, of what is kept beside definitions and runs: records, files, who did what."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:  # as in ports.py
    from gonogo.domain.ids import ProjectId
    from gonogo.domain.record import Record


class Records(Protocol):
    """Documents that vendors' clients keep in a project."""

    def of(self, project: ProjectId, kind: str) -> tuple[Record, ...]:
        """The records of a kind, oldest first, read consistently."""
        ...

    def find(self, project: ProjectId, kind: str, id: str) -> Record | None:
        """One record, read consistently."""
        ...

    def owner(self, kind: str, id: str) -> ProjectId | None:
        """The project that has the record."""
        ...

    def put(self, record: Record) -> None:
        """Create (version 1) or replace; `Conflict`: the stored version must be `version` - 1."""
        ...

    def delete(self, project: ProjectId, kind: str, id: str) -> bool:
        """Forget a record; False if there was none."""
        ...

    def clear(self, project: ProjectId) -> None:
        """Forget every record of the project."""
        ...
