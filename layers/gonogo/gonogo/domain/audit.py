"""Who changed what, when: one entry for every change, never changed itself."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from gonogo.domain.ids import KeyId, ProjectId

Deed = Literal["created", "changed", "deleted", "rotated", "revoked"]
DEPLOYMENT = ProjectId("")
"""In the place of a project: changes of what belongs to none."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AuditEntry:
    """One change."""

    number: int
    """Sorts by time."""
    project: ProjectId
    at: float
    key: KeyId
    """Of whoever did it."""
    key_name: str
    deed: Deed
    kind: str
    """Of the thing: `test`, `secret`, `key` …"""
    id: str
    """Of the thing; a secret's name."""
    name: str = ""
