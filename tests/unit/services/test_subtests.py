"""Which test of a project a step means, and the environment it runs in."""

from __future__ import annotations

from typing import Any

import pytest

from gonogo.domain.commands import StoredTest
from gonogo.domain.ids import EnvironmentId
from gonogo.errors import Invalid
from gonogo.services.define import steps_from_plain
from gonogo.services.subtests import ProjectTests
from tests.builders import a_head, a_project, an_environment
from tests.fake_catalog import FakeCatalog

PROJECT = a_project()
BASE = an_environment("base", variables={"host": "a", "port": "1"})
OWN = an_environment("own", parent=BASE.id, variables={"host": "b"})


def project_tests(**head: Any) -> ProjectTests:
    """Those of a project with one test, `Login`."""
    catalog = FakeCatalog()
    catalog.add_project(PROJECT)
    catalog.put_shared_environments(PROJECT.id, (BASE,))
    step = {"type": "request", "url": "http://a.test"}
    stored = StoredTest(head=a_head(**head), steps=(step,), own=(OWN,))
    catalog.put_test(PROJECT.id, stored)
    return ProjectTests(PROJECT.id, catalog, steps_from_plain)


@pytest.mark.parametrize("name", ["Login", a_head().id])
def test_test_is_found_by_name_and_by_id(name: str) -> None:
    found = project_tests().find(name, "")
    assert found is not None
    assert (found.test.id, len(found.test.steps)) == (a_head().id, 1)


def test_unknown_test_is_none() -> None:
    assert project_tests().find("login", "") is None


@pytest.mark.parametrize("name", ["own", OWN.id])
def test_environment_is_found_by_name_and_by_id_under_its_parents(name: str) -> None:
    found = project_tests().find("Login", name)
    assert found is not None
    assert found.variables == {"host": "b", "port": "1"}


def test_without_an_environment_it_is_the_tests_own_choice() -> None:
    found = project_tests(default_environment=EnvironmentId(BASE.id)).find("Login", "")
    assert found is not None
    assert found.environment is not None
    assert found.environment.name == "base"


def test_unknown_environment_is_told() -> None:
    with pytest.raises(Invalid, match="no environment 'nope'"):
        project_tests().find("Login", "nope")
