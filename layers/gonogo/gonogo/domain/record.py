"""What a vendor's clients keep in a project and gonogo only stores: a document with an id."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from gonogo.domain.ids import ProjectId


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredFile:
    """An object that belongs to a record."""

    storage: str
    """Its name in the store; it begins with the project's id."""
    name: str
    """What its owner calls it."""
    size: int
    media_type: str = "application/octet-stream"
    until: float | None = None
    """When it is gone, Unix seconds; None for as long as its project."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """One stored document of a project."""

    kind: str
    """Whose and what: `<dialect>.<thing>`; records are listed by it."""
    id: str
    """A UUID; empty in one that is to be created."""
    project: ProjectId
    number: int = 0
    """For clients that know integers; sorts by time of creation."""
    body: Mapping[str, object] = field(default_factory=dict)
    created_at: float = 0.0
    changed_at: float = 0.0
    version: int = 1
    file: StoredFile | None = None
    """Kept beside it; it goes with its record."""

    def over(self, now: float) -> bool:
        """Whether its file was to be kept until now."""
        return self.file is not None and self.file.until is not None and self.file.until <= now
