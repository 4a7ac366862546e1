"""Records: what is only kept for a vendor's clients and has no meaning here."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from gonogo.domain.ids import ProjectId

MAX_RECORD_BYTES = 256 * 1024
"""Of a record's body as JSON."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """A body under a kind and an id, in one project."""

    kind: str
    """Named with its dialect in front: `testerarmy.memory`."""
    project: ProjectId
    id: str
    body: Mapping[str, object]
    number: int = 0
    """For clients that need an integer: time-ordered, unique within the project."""
    created_at: float = 0.0
    updated_at: float = 0.0
    version: int = 1
