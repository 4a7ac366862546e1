"""Projects, suites and triggers: who owns the tests, and what a URL starts."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from gonogo.domain.environment import Environment
from gonogo.domain.ids import EnvironmentId, ProjectId, SuiteId, TestId, TriggerId
from gonogo.domain.terms import Phases
from gonogo.domain.test import TestHead

TargetKind = Literal["project", "suite", "test"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Project:
    """The tenant boundary: it owns all else."""

    id: ProjectId
    name: str
    trigger: TriggerId
    """Starts every test of the project."""
    url: str = ""
    """Where the tested system lives; a start may put another in its place."""
    created_at: float = 0.0
    version: int = 1
    kept: Mapping[str, object] = field(default_factory=dict)
    """What a vendor's client stored with it and gonogo has no use for."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Suite:
    """A named list of tests, in up to three phases."""

    id: SuiteId
    name: str
    tests: tuple[TestId, ...]
    """Of the phase `main`."""
    trigger: TriggerId
    environment: EnvironmentId | None = None
    """Used where a trigger names none; before the tests' own defaults."""
    setup: tuple[TestId, ...] = ()
    """Run first, one after the other; what they leave in variables and cookies is handed on."""
    teardown: tuple[TestId, ...] = ()
    """Run last, whatever happened."""
    sequential: bool = False
    """Whether the tests of `main` run one after the other."""
    created_at: float = 0.0
    version: int = 1
    kept: Mapping[str, object] = field(default_factory=dict)
    """What a vendor's client stored with it and gonogo has no use for."""

    @property
    def phases(self) -> Phases | None:
        """Its tests by phase; None where all run at once."""
        if not (self.setup or self.teardown or self.sequential):
            return None
        return Phases(
            setup=self.setup, main=self.tests, teardown=self.teardown, sequential=self.sequential
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Trigger:
    """An unguessable id in a URL, and what it starts."""

    id: TriggerId
    kind: TargetKind
    project: ProjectId
    target: str
    """The id of the project, suite or test."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Startable:
    """A test and every environment that it may be started in."""

    test: TestHead
    own: tuple[Environment, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Launch:
    """All that is needed to start what a target names: one read of the catalog."""

    project: Project
    target: str
    """For people: `suite smoke`."""
    tests: tuple[Startable, ...]
    shared: tuple[Environment, ...] = ()
    environment: EnvironmentId | None = None
    """The suite's, if it has one."""
    disabled: tuple[Startable, ...] = ()
    """Further tests of the target, which run only if a start names them."""
    phases: Phases | None = None
    """Ids of the tests by phase; None: all at once. `tests` has each of them once."""
