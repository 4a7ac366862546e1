"""A definition document as values: what a project's files say, things named and not yet stored."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from gonogo.domain.environment import Environment
from gonogo.domain.test import Step

SETTINGS_NAME = "Test Settings"
"""The environment that a test gets when nothing else gives it one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TestDefinition:
    """A test: requests in their order, and what must be true of the answers."""

    __test__ = False  # pytest would collect a class of this name

    name: str
    """Unique in the project; a push finds the test by it."""
    description: str = ""
    """For people."""
    tags: tuple[str, ...] = ()
    """Words to select tests by."""
    environment: str | None = None
    """The environment it runs in unless the start names another: one of its own or a shared one.

    Without it: the first of its own, else the project's first shared one.
    """
    environments: tuple[Environment, ...] = ()
    """Environments that only this test has."""
    steps: tuple[Step, ...]
    """1 to 100 steps, run in this order."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SuiteDefinition:
    """Tests that are started together and give one verdict."""

    name: str
    """Unique in the project; a push finds the suite by it."""
    tests: tuple[str, ...] = ()
    """Names of tests."""
    tags: tuple[str, ...] = ()
    """Adds every test that has one of these tags when the suite is pushed, by name.

    Those of `setup` and `teardown` are left out.
    """
    setup: tuple[str, ...] = ()
    """Tests that run first, one after the other; the suite's own run only if all of them pass.

    What they leave in variables and cookies is handed on to all that follow.
    """
    teardown: tuple[str, ...] = ()
    """Tests that run last, one after the other, whatever happened."""
    sequential: bool = False
    """Runs the suite's tests one after the other, and hands on from one to the next."""
    environment: str | None = None
    """The shared environment it runs in unless the start names another."""


@dataclass(frozen=True, slots=True, kw_only=True)
class StepList:
    """Steps that tests share: a step that says `use` with its name stands for them."""

    name: str
    """What `use` calls it."""
    params: tuple[str, ...] = ()
    """Names of the parameters that a use must give."""
    defaults: Mapping[str, str] = field(default_factory=dict)
    """Parameters that a use may give, with what they are if it does not."""
    steps: tuple[Step, ...]
    """Its steps; they use the parameters as variables. They may use other lists."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """A project's definitions, or a part of them."""

    # Nothing is stored yet, so the id of an environment is its name, and a parent is meant by it.

    project: str | None = None
    """The project's name."""
    environments: tuple[Environment, ...] = ()
    """Shared environments: every test of the project can run in them."""
    lists: tuple[StepList, ...] = ()
    """Shared step lists. Reading a document puts their steps where they are used."""
    tests: tuple[TestDefinition, ...] = ()
    """The project's tests."""
    suites: tuple[SuiteDefinition, ...] = ()
    """The project's suites."""


def default_environment(test: TestDefinition, shared: tuple[Environment, ...]) -> str | None:
    """The name of the environment a test runs in by itself; None: an empty one must be made."""
    if test.environment is not None:
        return test.environment
    return next((environment.name for environment in test.environments + shared), None)


def members(suite: SuiteDefinition, tags: dict[str, tuple[str, ...]]) -> tuple[str, ...]:
    """Names of a suite's tests; `tags` has the tags of every test of the project by its name."""
    wanted, around = set(suite.tags), {*suite.setup, *suite.teardown}
    # By name: a catalog and a document hold their tests in different orders.
    fitting = {name for name, has in tags.items() if wanted.intersection(has)}
    tagged = sorted(fitting - around)
    return tuple(dict.fromkeys((*suite.tests, *tagged)))
