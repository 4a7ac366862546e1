"""The small world behind recorded Bug0 events: one project, its suites, and executions of it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from gonogo.domain.commands import Answer, BatchView, Command, ReadBatch, Start, Started
from gonogo.domain.commands.defining import ListSuites, ListTests, SuiteList, TestList
from gonogo.domain.ids import SuiteId, TriggerId
from gonogo.domain.project import Project, Suite
from gonogo.errors import Forbidden, Internal, NotFound, RateLimited, Unauthorized
from gonogo.services.cancel import CANCELED
from tests.builders import NOW, NUMBER, a_batch, a_head, a_project
from tests.results import a_bad_view, a_batch_view, a_good_result, a_view

KEYS = {"bug0_sk_good": "read", "bug0_sk_trigger_only": "trigger"}
TESTS = tuple(
    a_head(name, NUMBER + i) for i, name in enumerate(("Sign in", "Basket", "Pay", "Tidy up"))
)


def _suite(name: str, *tests: int) -> Suite:
    return Suite(
        id=SuiteId(f"suite-{name.lower()}"),
        name=name,
        tests=tuple(TESTS[i].id for i in tests),
        trigger=TriggerId("00000000-0000-4000-8000-0000000000aa"),
    )


SUITES = (_suite("Checkout", 1, 2), _suite("Cleanup", 3), _suite("Login", 0))

GOOD, BAD = a_view(a_good_result()), a_bad_view(1)
WAITING = a_view(None, 0)
RUNNING = a_view(None, 1, status="running", attempt=1, started_at=NOW + 1)
CANCELED_RUN = a_view(None, 1, status="canceled", finished_at=NOW + 2, problem=CANCELED)
LOST = a_view(None, 0, status="errored", attempt=2, started_at=NOW + 1, finished_at=NOW + 90)


def _batch(place: int, *views: Any) -> BatchView:
    return a_batch_view(*views, number=NUMBER + 1000 * place, dialect="bug0")


BATCHES_BY_NAME: Mapping[str, BatchView] = {
    "progress-queued": _batch(1, WAITING),
    "progress": _batch(2, GOOD, RUNNING),
    "passed": _batch(3, GOOD),
    "failed": _batch(4, GOOD, BAD),
    "failed-because-lost": _batch(5, LOST),
    "failed-and-the-rest-canceled": _batch(6, BAD, CANCELED_RUN),
    "canceled": _batch(7, GOOD, CANCELED_RUN),
    "nothing-ran": _batch(8),
}


def dispatch(command: Command) -> Answer:
    """Answer a command."""
    return _USE_CASES[type(command)](command)


def _project(command: Any, role: str) -> Project:
    roles = ("trigger", "read")
    if command.key not in KEYS:
        raise Unauthorized("A valid API key is needed.")
    if roles.index(KEYS[command.key]) < roles.index(role):
        raise Forbidden(f"This key has the role {KEYS[command.key]!r}.")
    known = a_project()
    if command.project in ("busy", "broken"):
        return replace(known, id=command.project, name=command.project)
    if command.project not in (known.id, known.name):
        raise NotFound(f"There is no project {command.project!r}.")
    return known


def _suites(command: ListSuites) -> SuiteList:
    return SuiteList(project=_project(command, "read"), suites=SUITES)


def _tests(command: ListTests) -> TestList:
    return TestList(project=_project(command, "read"), tests=TESTS)


def _start(command: Start) -> Started:
    project = _project(command, "trigger")
    if project.id == "busy":
        raise RateLimited("More than 10 calls in 60 seconds.", limit=10, window=60, retry_after=21)
    if project.id == "broken":
        raise Internal("Something broke on our side.")
    assert command.phases is not None
    total = len(command.phases.setup + command.phases.main + command.phases.teardown)
    batch = a_batch(total=total, target="project orders", dialect=command.dialect)
    return Started(project=project, batch=batch, runs=())


def _read(command: ReadBatch) -> BatchView:
    if command.key not in KEYS:
        raise Unauthorized("A valid API key is needed.")
    for view in BATCHES_BY_NAME.values():
        if str(view.batch.number) == command.batch:
            return view
    raise NotFound("There is no such batch.")


_USE_CASES: Mapping[type, Callable[[Any], Answer]] = {
    ListSuites: _suites,
    ListTests: _tests,
    Start: _start,
    ReadBatch: _read,
}
