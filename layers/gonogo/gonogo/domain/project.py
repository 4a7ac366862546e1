"""Projects, suites and triggers: who owns the tests, and what a URL starts."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from gonogo.domain.environment import Environment
from gonogo.domain.ids import EnvironmentId, ProjectId, SuiteId, TestId, TriggerId
from gonogo.domain.test import TestHead

TargetKind = Literal["project", "suite", "test"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Project:
    """The tenant boundary: it owns all else."""

    id: ProjectId
    name: str
    trigger: TriggerId
    """Starts every test of the project."""
    created_at: float = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Suite:
    """A named list of tests."""

    id: SuiteId
    name: str
    tests: tuple[TestId, ...]
    trigger: TriggerId
    environment: EnvironmentId | None = None
    """Used where a trigger names none; before the tests' own defaults."""


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
