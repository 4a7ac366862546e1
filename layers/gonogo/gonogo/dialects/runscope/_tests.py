"""Runscope's tests: listed, made by name or by import, read as an export, changed in part."""

from __future__ import annotations

from collections.abc import Callable, Generator
from typing import Any

from gonogo.dialects._contract import Conversation, Links, Request, Talk, any_json
from gonogo.dialects.runscope._envelope import gone, success
from gonogo.dialects.runscope._last_run import LOOK, newest_over
from gonogo.dialects.runscope._opened import opened
from gonogo.dialects.runscope._paging import page_of
from gonogo.dialects.runscope._reading import Plain, as_object, body_of
from gonogo.dialects.runscope._references import every_step, known_tests, references
from gonogo.dialects.runscope._schedules import schedules_of
from gonogo.dialects.runscope._step_codec import Given, Taken, take_steps
from gonogo.dialects.runscope._test_codec import changed_test, detail, list_item, new_test
from gonogo.domain.commands import Command, RunView, StoredTest
from gonogo.domain.commands.defining import (
    DeleteTest,
    ListEnvironments,
    ListTests,
    PutTest,
    ReadTest,
    TestList,
    TestView,
)
from gonogo.domain.commands.history import ListRuns
from gonogo.errors import Conflict, Invalid
from gonogo.formats.plain import text

PAGE = 10
MOST_LAST_RUNS = 100
"""Tests of one answer whose last run is looked up; further ones show none."""
MOST_AT_ONCE = 50
"""Tests of one import."""


def list_tests(request: Request, links: Links) -> Talk:
    """A bucket's tests, newest first."""
    listed: TestList = yield ListTests(key=request.bearer, project=request.params["bucket"])
    newest = sorted(listed.tests, key=lambda head: (head.created_at, head.number), reverse=True)
    shown: list[Plain] = []
    for head in page_of(request, newest, PAGE):
        run = None
        if len(shown) < MOST_LAST_RUNS:
            run = yield from _last(request.bearer, listed.project.id, head.id)
        shown.append(list_item(head, run, links))
    return success(200, shown)


def create(request: Request, links: Links) -> Talk:
    """One test by its name or as a whole export, or several in an array."""
    yield from opened(request)
    raw = any_json(request)
    if not isinstance(raw, list):
        made = yield from _import(request, as_object(raw, "body"), links, {}, 0)
        return success(201, made)
    if not 1 <= len(raw) <= MOST_AT_ONCE:
        raise Invalid("So many tests cannot be made at once.", accepted=f"1 to {MOST_AT_ONCE}")
    bodies = [as_object(each, f"[{number}]") for number, each in enumerate(raw)]
    shown: list[Plain] = []
    came: dict[str, str] = {}
    for number, body in enumerate(bodies):
        made = yield from _import(request, body, links, came, number)
        came[text(body.get("id"))] = made["id"]
        shown.append(made)
    return success(201, shown)


def _import(
    request: Request, body: Plain, links: Links, came: dict[str, str], number: int
) -> Generator[Command, Any, Plain]:
    """Make a test; `came`: what the ids of those before it in an array became."""
    key, bucket = request.bearer, request.params["bucket"]
    tests = yield from known_tests(key, bucket, body.get("steps"), came)
    shared = yield from _shared(request, body)
    given = Given(frozenset(), (request.id, request.at, bucket, number))
    steps = body.get("steps")
    taken = take_steps([] if steps is None else steps, given, tests)
    view: TestView = yield PutTest(key=key, project=bucket, test=new_test(body, taken, shared))
    ids = yield from references(key, view.project.id, view.test.steps)
    return detail(view.test, view.project, ids, links)


def _shared(request: Request, body: Plain) -> Generator[Command, Any, frozenset[str]]:
    """The ids of the bucket's shared environments, if the body may name one."""
    if not body.get("environments") and not body.get("default_environment_id"):
        return frozenset()
    listed = yield ListEnvironments(key=request.bearer, project=request.params["bucket"])
    return frozenset(each.id for each in listed.environments)


def read(request: Request, links: Links) -> Talk:
    """A whole test: with its steps, its environments, its schedules and its last run."""
    view: TestView = yield ReadTest(
        key=request.bearer, test=request.params["test"], project=request.params["bucket"]
    )
    shown = yield from _whole(request, view, links)
    return success(200, shown)


def _whole(request: Request, view: TestView, links: Links) -> Generator[Command, Any, Plain]:
    key, project, test = request.bearer, view.project.id, view.test.head.id
    ids = yield from references(key, project, view.test.steps)
    run = yield from _last(key, project, test)
    schedules = yield from schedules_of(key, project, test)
    return detail(view.test, view.project, ids, links, run=run, schedules=schedules)


def _last(key: str | None, project: str, test: str) -> Generator[Command, Any, RunView | None]:
    runs = yield ListRuns(key=key, project=project, test=test, limit=LOOK, results=True)
    return newest_over(runs)


def update(request: Request, links: Links) -> Talk:
    """Change what the body names; steps are replaced as a whole."""
    project = yield from opened(request)
    body = body_of(request)
    steps = body.get("steps")
    tests = yield from known_tests(request.bearer, project.id, steps)

    def change(before: StoredTest) -> StoredTest:
        taken: Taken | None = None
        if steps is not None:
            own = frozenset(text(step.get("id")) for step in every_step(before.steps))
            seed = (request.id, request.at, before.head.id, before.head.version)
            taken = take_steps(steps, Given(own, seed), tests)
        return changed_test(before, body, taken)

    view = yield from put(request, change)
    shown = yield from _whole(request, view, links)
    return success(200, shown)


def put(
    request: Request, change: Callable[[StoredTest], StoredTest]
) -> Generator[Command, Any, TestView]:
    """Read the test, change it, put it; once more if somebody else did in between."""
    key, bucket, test = request.bearer, request.params["bucket"], request.params["test"]
    for last in (False, True):
        view: TestView = yield ReadTest(key=key, test=test, project=bucket)
        try:
            stored: TestView = yield PutTest(
                key=key, project=view.project.id, test=change(view.test)
            )
        except Conflict:
            if last:
                raise
        else:
            return stored
    raise AssertionError("the loop returns or raises")


def delete(request: Request, links: Links) -> Talk:
    """Remove a test with all that it owns."""
    yield DeleteTest(
        key=request.bearer, test=request.params["test"], project=request.params["bucket"]
    )
    return gone()


_ALL = "/buckets/<bucket>/tests"
_ONE = "/buckets/<bucket>/tests/<test>"
ROUTES = (
    Conversation(("GET",), _ALL, list_tests, "List a bucket's tests, newest first."),
    Conversation(("POST",), _ALL, create, "Create a test by its name, or import whole exports."),
    Conversation(("GET",), _ONE, read, "Read a test with all that belongs to it: its export."),
    Conversation(("PUT",), _ONE, update, "Change of a test what the body names."),
    Conversation(("DELETE",), _ONE, delete, "Delete a test."),
)
