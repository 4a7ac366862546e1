"""The small world behind recorded Reflect events: a suite, its tests, and executions of them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from gonogo.domain.batch import Batch, Tally
from gonogo.domain.commands import (
    Answer,
    BatchView,
    Command,
    ReadBatch,
    RunView,
    Start,
    Started,
    StoredTest,
)
from gonogo.domain.commands import defining as asked
from gonogo.domain.commands.canceling import CancelBatch
from gonogo.domain.commands.history import BatchList, ListBatches, ListRuns, RunList
from gonogo.domain.ids import KeyId, SuiteId, TestId, TriggerId, number_of, uuid_of
from gonogo.domain.key import Key
from gonogo.domain.project import Suite
from gonogo.domain.result import Problem
from gonogo.domain.slug import goes_by
from gonogo.domain.terms import Terms
from gonogo.errors import Conflict, Forbidden, NotFound, RateLimited, Unauthorized
from gonogo.services.cancel import CANCELED
from tests.builders import NOW, NUMBER, a_batch, a_head, a_project, a_run
from tests.results import a_bad_view, a_batch_view, a_good_result, a_view

KEYS = {"reflect-key": "write", "trigger-only": "trigger"}
ROLES = ("trigger", "read", "write", "admin")
LOGIN = a_head("Login", NUMBER, tags=("smoke",))
CHECKOUT = a_head("Checkout", NUMBER + 40, tags=("smoke", "money"))
SIGN_IN = a_head("Sign in", NUMBER + 41, tags=("segment",), enabled=False)
HEADS = (CHECKOUT, LOGIN, SIGN_IN)
STEPS = (
    {
        "type": "request",
        "id": "s-1",
        "note": "Log in",
        "method": "POST",
        "url": "https://shop.example.com/login",
        "headers": {"Accept": "application/json"},
        "body": '{"user": "{{user}}"}',
        "assertions": [{"source": "response_status", "comparison": "equal", "value": 200}],
    },
    {"type": "pause", "id": "s-2", "duration": 2},
    {"type": "subtest", "id": "s-3", "test": SIGN_IN.id},
    {"type": "unsupported", "kind": "click", "content": {"type": "click", "selector": "#buy"}},
)
SUITE = Suite(
    id=SuiteId(uuid_of("suite", NUMBER + 7)),
    name="Regression Tests",
    tests=(LOGIN.id, CHECKOUT.id),
    trigger=TriggerId("00000000-0000-4000-8000-00000000000c"),
    created_at=NOW,
)
EMPTY = replace(SUITE, id=SuiteId(uuid_of("suite", NUMBER + 8)), name="empty", tests=())
SENT = {
    "overrides": {"hostnames": [{"original": "shop.example.com", "replacement": "pr.example.com"}]},
    "variables": {"user": "alice"},
    "gitHub": {"owner": "acme", "repo": "shop", "sha": "0d1a26e"},
}

GOOD, BAD = a_view(a_good_result()), a_bad_view(1)
WAITING = a_view(None, 1, test=CHECKOUT.id)
RUNNING = a_view(None, 1, test=CHECKOUT.id, status="running", attempt=1, started_at=NOW + 1)
LOST = a_view(
    None,
    1,
    status="errored",
    attempt=2,
    started_at=NOW + 1,
    finished_at=NOW + 90,
    problem=Problem(code="lost", message="The executor was lost twice."),
)


def _canceled(view: RunView) -> RunView:
    run = replace(view.run, status="canceled", finished_at=NOW + 2, problem=CANCELED)
    return replace(view, run=run)


def _of_suite(place: int, *views: RunView, suite: Suite = SUITE, **fields: Any) -> BatchView:
    given = {"kind": "suite", "target_id": suite.id, "dialect": "reflect", **fields}
    view = a_batch_view(*views, number=NUMBER + 1000 * place, **given)
    batch = replace(view.batch, target=f"suite {suite.name}")
    runs = tuple(_in(batch, index, part) for index, part in enumerate(views))
    return replace(view, batch=batch, runs=runs)


def _in(batch: Batch, index: int, view: RunView) -> RunView:
    place = a_run(batch, index)
    run = replace(view.run, id=place.id, number=place.number, batch=batch.id)
    return replace(view, run=run)


def _of_test(place: int, *views: RunView, **kept: object) -> BatchView:
    terms = Terms(kept=kept)
    return _of_suite(place, *views, kind="test", target_id=LOGIN.id, terms=terms)


OPEN = _of_suite(2, GOOD, RUNNING)
BATCHES = (
    _of_suite(1, a_view(None), WAITING, terms=Terms(kept=SENT)),
    OPEN,
    _of_suite(3, GOOD, terms=Terms(kept=SENT)),
    _of_suite(4, GOOD, BAD),
    _of_suite(5, GOOD, LOST),
    _of_suite(6, GOOD, _canceled(WAITING)),
    _of_suite(7, suite=EMPTY),
    _of_test(11, a_view(None), browser="Edge"),
    _of_test(12, GOOD, RUNNING),
    _of_test(13, GOOD),
    _of_test(14, GOOD, BAD),
    _of_test(15, _canceled(WAITING)),
)


def dispatch(command: Command) -> Answer:
    """Answer a command."""
    return _USE_CASES[type(command)](command)


def _authorised(command: Any, role: str) -> None:
    if command.key not in KEYS:
        raise Unauthorized("A valid API key is needed.")
    if ROLES.index(KEYS[command.key]) < ROLES.index(role):
        raise Forbidden(f"This key has the role {KEYS[command.key]!r}; {role!r} is needed.")


def _start(command: Start) -> Started:
    _authorised(command, "trigger")
    target = command.target or ""
    if target == "busy":
        raise RateLimited("More than 100 calls in 10 seconds.", limit=100, window=10, retry_after=4)
    heads: tuple[Any, ...] = tuple(head for head in HEADS if command.selection.fits(head.tags))
    if command.kind == "suite":
        suite = _suite(target)
        heads = tuple(head for head in HEADS if head.id in suite.tests)
    elif command.kind == "test":
        heads = (_head(target),)
    batch = a_batch(len(heads), kind=command.kind, terms=command.terms, dialect=command.dialect)
    runs = tuple(a_run(batch, i, test=head.id) for i, head in enumerate(heads))
    return Started(project=a_project(), batch=batch, runs=runs)


def _suite(name: str) -> Suite:
    for suite in (SUITE, EMPTY):
        if goes_by(suite, name) or name in (suite.id, suite.name):
            return suite
    raise NotFound(f"There is no suite {name!r}.")


def _head(name: str) -> Any:
    for head in HEADS:
        if name in (head.id, str(head.number)):
            return head
    raise NotFound(f"There is no test {name!r}.")


def _read_batch(command: ReadBatch | CancelBatch) -> BatchView:
    _authorised(command, "read")
    number = number_of("batch", command.batch)
    for view in BATCHES:
        if view.batch.number == number:
            return view
    raise NotFound("There is no such batch.")


def _cancel(command: CancelBatch) -> BatchView:
    view = _read_batch(command)
    if view.batch.over:
        raise Conflict("The batch is over.")
    runs = tuple(part if part.run.over else _canceled(part) for part in view.runs)
    return replace(view, batch=replace(view.batch, tally=Tally(passed=1, canceled=1)), runs=runs)


def _who(command: asked.WhoAmI) -> asked.KeyHolder:
    _authorised(command, "trigger")
    key = Key(id=KeyId("k"), name="ci", hash="", hint="", role="write", projects=(a_project().id,))
    return asked.KeyHolder(key=key, projects=(a_project(),))


def _read_suite(command: asked.ReadSuite) -> asked.SuiteView:
    _authorised(command, "read")
    return asked.SuiteView(project=a_project(), suite=_suite(command.suite))


def _list_suites(command: asked.ListSuites) -> asked.SuiteList:
    _authorised(command, "read")
    return asked.SuiteList(project=a_project(), suites=(SUITE, EMPTY))


def _put_suite(command: asked.PutSuite) -> asked.SuiteView:
    _authorised(command, "write")
    made = replace(command.suite, id=SuiteId(uuid_of("suite", NUMBER + 9)))
    return asked.SuiteView(project=a_project(), suite=made)


def _list_tests(command: asked.ListTests) -> asked.TestList:
    _authorised(command, "read")
    return asked.TestList(project=a_project(), tests=HEADS)


def _read_test(command: asked.ReadTest) -> asked.TestView:
    _authorised(command, "read")
    return asked.TestView(
        project=a_project(), test=StoredTest(head=_head(command.test), steps=STEPS)
    )


def _put_test(command: asked.PutTest) -> asked.TestView:
    _authorised(command, "write")
    head = replace(command.test.head, id=TestId(uuid_of("test", NUMBER + 50)), number=NUMBER + 50)
    return asked.TestView(project=a_project(), test=replace(command.test, head=head))


def _read_project(command: asked.ReadProject) -> asked.ProjectView:
    _authorised(command, "read")
    return asked.ProjectView(project=a_project())


def _list_batches(command: ListBatches) -> BatchList:
    _authorised(command, "read")
    of_suites = [view.batch for view in BATCHES if view.batch.kind == "suite"]
    fitting = [batch for batch in of_suites if command.target in (None, batch.target_id)]
    return BatchList(project=a_project(), batches=tuple(reversed(fitting)))


def _list_runs(command: ListRuns) -> RunList:
    _authorised(command, "read")
    _head(command.test or "")
    views = [view for batch in BATCHES[1:4] for view in batch.runs]
    return RunList(project=a_project(), runs=tuple(reversed(views)))


_USE_CASES: Mapping[type, Callable[[Any], Answer]] = {
    Start: _start,
    ReadBatch: _read_batch,
    CancelBatch: _cancel,
    ListBatches: _list_batches,
    ListRuns: _list_runs,
    asked.WhoAmI: _who,
    asked.ReadProject: _read_project,
    asked.ReadSuite: _read_suite,
    asked.ListSuites: _list_suites,
    asked.PutSuite: _put_suite,
    asked.ListTests: _list_tests,
    asked.ReadTest: _read_test,
    asked.PutTest: _put_test,
}
