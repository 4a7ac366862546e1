"""Many at once change a project's definitions: what must fit together does."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

import pytest

from gonogo.aws.catalog import DynamoCatalog
from gonogo.aws.clients import Clients
from gonogo.aws.keys import DynamoKeys
from gonogo.aws.table import Table
from gonogo.aws.usage import DynamoUsages
from gonogo.domain.clock import SystemClock
from gonogo.domain.commands import StoredTest
from gonogo.domain.commands.defining import DeleteTest, PutEnvironment, PutSuite, PutTest, TestView
from gonogo.domain.environment import Environment
from gonogo.domain.ids import EnvironmentId, SuiteId, TestId, TriggerId
from gonogo.domain.project import Suite
from gonogo.domain.test import TestHead
from gonogo.domain.usage import Usage
from gonogo.errors import AlreadyThere, Conflict, Invalid
from gonogo.services.definitions.cases import define
from gonogo.services.definitions.lookup import Defining
from gonogo.services.keys import issue
from tests.aws_stack import OFFLINE
from tests.builders import NUMBER, PROJECT, a_batch, a_project
from tests.contract.locked_moto import LockedMoto, served
from tests.contract.template_tables import make_tables
from tests.contract.test_races import raced

RACERS = 6
STEP = {"type": "request", "url": "http://a.example/"}


class Project:
    """One project on an atomic server, and what racers ask of it."""

    def __init__(self, clients: Clients, prefix: str) -> None:
        self.clock = SystemClock()
        table = Table(clients, f"{prefix}catalog")
        self.catalog, keys = DynamoCatalog(table, self.clock), DynamoKeys(table)
        self.usages = DynamoUsages(Table(clients, f"{prefix}runs"), self.clock)
        self.to = Defining(self.catalog, keys, self.clock)
        self.catalog.add_project(a_project())
        self.key = issue(keys, self.clock, name="k", role="write", projects=(PROJECT,)).secret

    def test(self, name: str, *, unique: bool = False) -> StoredTest:
        """Make a test."""
        head = TestHead(id=TestId(""), number=0, name=name, trigger=TriggerId(""))
        command = PutTest(
            key=self.key,
            project=PROJECT,
            test=StoredTest(head=head, steps=(STEP,)),
            unique=unique,
        )
        answer = define(command, self.to)
        assert isinstance(answer, TestView)
        return answer.test


@pytest.fixture(scope="module")
def clients() -> Iterator[Clients]:
    """Clients of a server that is atomic, as moto itself is not."""
    with served(LockedMoto()) as address:
        yield Clients(**OFFLINE, endpoint_url=address)


@pytest.fixture
def project(clients: Clients) -> Project:
    """A fresh one."""
    prefix = f"define-{uuid4().hex[:8]}-"
    make_tables(clients.dynamodb, prefix)
    return Project(clients, prefix)


def told(move: Callable[[int], Any]) -> list[Any]:
    """What each racer got."""
    return raced(move, RACERS)


def test_a_name_that_must_be_unique_is_given_once(project: Project) -> None:
    """However many ask for it at the same moment."""
    answers = told(lambda racer: project.test("Health", unique=True))
    assert Counter(a if isinstance(a, type) else "made" for a in answers) == {
        "made": 1,
        AlreadyThere: RACERS - 1,
    }
    assert len(project.catalog.test_heads(PROJECT)) == 1


def test_of_many_changes_of_one_version_one_is_made(project: Project) -> None:
    """The others hear that it was changed meanwhile."""
    made = project.test("Health")

    def change(racer: int) -> object:
        head = replace(made.head, description=f"by {racer}")
        wanted = replace(made, head=head)
        return define(PutTest(key=project.key, project=PROJECT, test=wanted), project.to)

    answers = told(change)
    assert answers.count(Conflict) == RACERS - 1
    after = project.catalog.test_head(PROJECT, made.head.id)
    assert after and after.version == 2


def test_no_environment_is_lost_to_another(project: Project) -> None:
    """They stand in one item, and all of them are there in the end."""

    def add(racer: int) -> object:
        given = Environment(id=EnvironmentId(""), name=f"e{racer}")
        command = PutEnvironment(key=project.key, project=PROJECT, environment=given)
        return define(command, project.to)

    told(add)
    names = {each.name for each in project.catalog.shared_environments(PROJECT)}
    assert names == {f"e{racer}" for racer in range(RACERS)}


def test_no_suite_names_a_test_that_is_gone(project: Project) -> None:
    """Whoever was faster: the suite is refused, or the test is taken out of it."""
    test = project.test("Health").head.id

    def act(racer: int) -> object:
        if racer == 0:
            return define(DeleteTest(key=project.key, test=test), project.to)
        suite = Suite(id=SuiteId(""), name=f"s{racer}", tests=(test,), trigger=TriggerId(""))
        try:
            return define(PutSuite(key=project.key, project=PROJECT, suite=suite), project.to)
        except Invalid:
            return None

    told(act)
    assert project.catalog.test_heads(PROJECT) == ()
    assert all(test not in suite.tests for suite in project.catalog.suites(PROJECT))


def test_a_batch_is_counted_once_by_many_at_once(project: Project) -> None:
    """And batches that end together do not lose each other's counts."""

    def count(racer: int) -> None:
        for batch in (a_batch(), a_batch(number=NUMBER + 10 * (racer + 1))):
            project.usages.count(batch, Usage(batches=1, requests=2))

    told(count)
    day = datetime.fromtimestamp(a_batch().created_at, UTC).date()
    used = project.usages.of(PROJECT, day, day)[day]
    assert used == Usage(batches=1 + RACERS, requests=2 * (1 + RACERS))
