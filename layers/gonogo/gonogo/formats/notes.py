"""Notes on what a mapping could not carry, changed, or leaves to a person."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Literal

Plain = dict[str, Any]
"""A part of a definition document, as `docs/reference/definition.md` writes it."""
Kind = Literal["lost", "changed", "check"]


@dataclass(frozen=True, slots=True)
class Note:
    """One thing that is not as it was, where it stood, and in which way it differs."""

    where: str
    what: str
    kind: Kind = "lost"


@dataclass(slots=True)
class Notes:
    """Collects notes; the same thing at the same place is said once."""

    found: dict[Note, None] = field(default_factory=dict)

    def lost(self, where: str, what: str) -> None:
        """Something that could not be carried."""
        self.found[Note(where, what)] = None

    def changed(self, where: str, what: str) -> None:
        """Something that was carried, and differs."""
        self.found[Note(where, what, "changed")] = None

    def check(self, where: str, what: str) -> None:
        """Something that a person should look at."""
        self.found[Note(where, what, "check")] = None
