"""Commands about definitions to their use cases."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from gonogo.domain.commands import defining as asked
from gonogo.services.definitions import environments, projects, suites, tests
from gonogo.services.definitions.lookup import Defining

CASES: Mapping[type, Callable[[Any, Defining], object]] = {
    asked.WhoAmI: projects.who_am_i,
    asked.ReadProject: projects.read_project,
    asked.PutProject: projects.put_project,
    asked.DeleteProject: projects.delete_project,
    asked.ListTests: tests.list_tests,
    asked.ReadTest: tests.read_test,
    asked.PutTest: tests.put_test,
    asked.DeleteTest: tests.delete_test,
    asked.ListEnvironments: environments.list_environments,
    asked.PutEnvironment: environments.put_environment,
    asked.DeleteEnvironment: environments.delete_environment,
    asked.ListSuites: suites.list_suites,
    asked.ReadSuite: suites.read_suite,
    asked.PutSuite: suites.put_suite,
    asked.DeleteSuite: suites.delete_suite,
}


def define(command: object, to: Defining) -> object:
    """Answer a command about definitions."""
    return CASES[type(command)](command, to)
