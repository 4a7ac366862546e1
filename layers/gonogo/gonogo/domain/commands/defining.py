"""Definitions one by one: what is asked about projects, tests, environments, suites; the answers.

Whoever changes a thing reads it, changes its copy and puts that: a put of another version than the
stored one is a `Conflict`. `project` may be empty where an id alone says which thing is meant: then
the projects that the key opens are looked through. An id may be given as the thing's number.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from gonogo.domain.commands import StoredTest
from gonogo.domain.environment import Environment
from gonogo.domain.ids import ProjectId
from gonogo.domain.key import Key
from gonogo.domain.project import Project, Suite
from gonogo.domain.test import TestHead

# ---- who asks, and projects ----------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class WhoAmI:
    """The presented key, whatever its role, and the projects that it opens."""

    key: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class KeyHolder:
    """A key without its secret, and its projects by name."""

    key: Key
    projects: tuple[Project, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadProject:
    """One project, with a key of role `read`; empty: the key's only one."""

    key: str | None
    project: str = ""
    """Id or name."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PutProject:
    """Create (id empty; role `admin`) or replace (role `write`) a project.

    `id`, `trigger`, `created_at` and `version` of a new one are given to it. `AlreadyThere` if the
    name is taken.
    """

    key: str | None
    project: Project


@dataclass(frozen=True, slots=True, kw_only=True)
class DeleteProject:
    """Remove a project and all that it owns, with a key of role `admin`, or `write` bound to it."""

    key: str | None
    project: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ProjectView:
    """One project."""

    project: Project


# ---- tests ---------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class ListTests:
    """A project's tests without their steps, by name, with a key of role `read`."""

    key: str | None
    project: str


@dataclass(frozen=True, slots=True, kw_only=True)
class TestList:
    """Tests by name."""

    __test__ = False  # pytest: no class of tests

    project: Project
    tests: tuple[TestHead, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadTest:
    """One test with its steps, with a key of role `read`."""

    key: str | None
    test: str
    """Id, number or (with a project) name."""
    project: str = ""
    document: bool = False
    """Whether it is wanted as a file says it, too."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PutTest:
    """Create (`head.id` empty) or replace a test, with a key of role `write`.

    `id`, `number`, `trigger`, `created_at`, `step_count` and `version` of the head are given by
    gonogo. Steps are checked as a push checks them; `InvalidDefinition` lists all that is wrong.
    """

    key: str | None
    project: str
    test: StoredTest
    unique: bool = False
    """Whether another test of the project with this name is an `AlreadyThere`."""
    document: Mapping[str, object] | None = None
    """As a file says it; of `test` then only `head.id` and `head.version` count."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TestView:
    """One test, whole."""

    __test__ = False

    project: Project
    test: StoredTest
    document: Mapping[str, object] | None = None
    """As a file says it, where that was asked for."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DeleteTest:
    """Remove a test, also from the suites that name it, with a key of role `write`."""

    key: str | None
    test: str
    project: str = ""


# ---- environments --------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class ListEnvironments:
    """The shared environments of a project, or a test's own, with a key of role `read`."""

    key: str | None
    project: str
    test: str | None = None
    documents: bool = False
    """Whether they are wanted as files say them, too."""


@dataclass(frozen=True, slots=True, kw_only=True)
class EnvironmentList:
    """Environments in the order of their creation."""

    project: Project
    environments: tuple[Environment, ...]
    documents: tuple[Mapping[str, object], ...] = ()
    """As files say them, where that was asked for."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PutEnvironment:
    """Create (`id` empty) or replace an environment, with a key of role `write`.

    Its field `test` says whose it is: None for a shared one.
    """

    key: str | None
    project: str
    environment: Environment
    unique: bool = False
    """Whether another one beside it with this name is an `AlreadyThere`."""
    document: Mapping[str, object] | None = None
    """As a file says it; of `environment` then only `id` and `test` count."""


@dataclass(frozen=True, slots=True, kw_only=True)
class EnvironmentView:
    """One environment."""

    project: Project
    environment: Environment
    document: Mapping[str, object] | None = None
    """As a file says it, where that was asked for."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DeleteEnvironment:
    """Remove an environment, with a key of role `write`; `Conflict` while something needs it."""

    key: str | None
    project: str
    environment: str
    """Id or name."""
    test: str | None = None


# ---- suites --------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class ListSuites:
    """A project's suites, by name, with a key of role `read`."""

    key: str | None
    project: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SuiteList:
    """Suites by name."""

    project: Project
    suites: tuple[Suite, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadSuite:
    """One suite, with a key of role `read`."""

    key: str | None
    suite: str
    """Id, number or (with a project) name."""
    project: str = ""
    document: bool = False
    """Whether it is wanted as a file says it, too."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PutSuite:
    """Create (`id` empty) or replace a suite, with a key of role `write`.

    `id`, `trigger`, `created_at` and `version` of a new one are given to it; its tests must be
    there.
    """

    key: str | None
    project: str
    suite: Suite
    unique: bool = False
    """Whether another suite of the project with this name is an `AlreadyThere`."""
    document: Mapping[str, object] | None = None
    """As a file says it, with `setup`, `teardown` and `sequential`; of `suite` then only `id` and
    `version` count."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SuiteView:
    """One suite."""

    project: Project
    suite: Suite
    document: Mapping[str, object] | None = None
    """As a file says it, where that was asked for."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DeleteSuite:
    """Remove a suite, with a key of role `write`."""

    key: str | None
    suite: str
    project: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Deleted:
    """It is there no more."""

    kind: str
    id: str
    project: ProjectId


OF_DEFINITIONS = (
    WhoAmI,
    ReadProject,
    PutProject,
    DeleteProject,
    ListTests,
    ReadTest,
    PutTest,
    DeleteTest,
    ListEnvironments,
    PutEnvironment,
    DeleteEnvironment,
    ListSuites,
    ReadSuite,
    PutSuite,
    DeleteSuite,
)
