"""What a start would start: asked for without starting it."""

from __future__ import annotations

from dataclasses import dataclass

from gonogo.domain.commands import Start
from gonogo.domain.ids import EnvironmentId
from gonogo.domain.project import Project
from gonogo.domain.terms import Phase
from gonogo.domain.test import TestHead


@dataclass(frozen=True, slots=True, kw_only=True)
class Preview:
    """What this start would start; refused as it would be, but for how often."""

    start: Start


@dataclass(frozen=True, slots=True, kw_only=True)
class PreviewedRun:
    """A run as it would be made."""

    test: TestHead
    environment: EnvironmentId | None
    environment_name: str
    location: str
    phase: Phase
    blocking: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Previewed:
    """Everything that would be started, in its order."""

    project: Project
    target: str
    runs: tuple[PreviewedRun, ...]
    refused: int = 0
    """Runs that could not be made: unknown locations."""
