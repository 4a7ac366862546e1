"""The small world behind recorded Empirical events: projects, environments, test runs, webhooks."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from gonogo.domain.commands import Answer, BatchView, Command, ReadBatch, Start, Started
from gonogo.domain.commands import webhooks as hooks
from gonogo.domain.commands.canceling import CancelBatch
from gonogo.domain.commands.defining import (
    EnvironmentList,
    KeyHolder,
    ListEnvironments,
    WhoAmI,
)
from gonogo.domain.commands.history import BatchList, ListBatches, Rerun
from gonogo.domain.ids import KeyId, ProjectId, WebhookId
from gonogo.domain.key import Key
from gonogo.domain.result import Problem
from gonogo.domain.terms import Terms
from gonogo.domain.webhook import Webhook
from gonogo.errors import (
    Conflict,
    Forbidden,
    Internal,
    Invalid,
    NotFound,
    RateLimited,
    Unauthorized,
)
from gonogo.services.cancel import CANCELED
from tests.builders import NOW, NUMBER, a_batch, a_project, a_run, an_environment
from tests.results import CHECKOUT, a_bad_view, a_batch_view, a_good_result, a_view

ORDERS = a_project()
BILLING = replace(a_project(), id=ProjectId("billingbilli"), name="Billing EU")
PROJECTS = {"one": (ORDERS,), "two": (BILLING, ORDERS), "weak": (ORDERS,), "busy": (ORDERS,)}
SECRET = "whsec_Q29ycmVjdEhvcnNlQmF0dGVyeVN0YXBsZTEyMzQ1Njc4"
ENVIRONMENTS = (
    an_environment("production", variables={"base_url": "https://shop.example.com"}),
    an_environment("QA (west)", variables={"base_url": "https://qa.example.com", "retries": "2"}),
)
TERMS = Terms(
    facts={
        "commit": "3f78685",
        "branch": "feature/basket",
        "build_url": "https://pr-1.example.com",
    },
    kept={
        "environment": {"id": "env-production", "slug": "production", "name": "production"},
        "build": {
            "url": "https://pr-1.example.com",
            "branch": "feature/basket",
            "commit": "3f78685",
        },
        "metadata": {"deployed_by": "alice", "build_number": 42},
        "environment_variables_overrides": [{"name": "USER", "value": "ada"}],
        "branch": "main",
    },
)
LOST = Problem(code="executor_lost", message="The executor was lost twice.")
SKIPPED = Problem(code="setup_failed", message="The test Login failed before it.")

GOOD, BAD = a_view(a_good_result()), a_bad_view(1)
WAITING = a_view(None, 0)
RUNNING = a_view(None, 1, status="running", attempt=1, started_at=NOW + 1)
BROKEN = a_view(None, 0, status="errored", attempt=2, finished_at=NOW + 90, problem=LOST)
STOPPED = a_view(None, 1, status="canceled", finished_at=NOW + 2, problem=CANCELED)
LEFT_OUT = a_view(None, 2, status="canceled", finished_at=NOW + 2, problem=SKIPPED)


def _batch(place: int, *views: Any, **fields: Any) -> BatchView:
    told = {"dialect": "empirical", "terms": TERMS, "announced_at": NOW + 3}
    return a_batch_view(*views, number=NUMBER + 1000 * place, **{**told, **fields})


BATCHES_BY_NAME: Mapping[str, BatchView] = {
    "progress-queued": _batch(1, WAITING, announced_at=None),
    "progress": _batch(2, GOOD, RUNNING, announced_at=None),
    "passed": _batch(3, GOOD),
    "failed": _batch(4, GOOD, BAD),
    "error": _batch(5, BROKEN),
    "canceled": _batch(6, GOOD, STOPPED),
    "canceled-after-a-failure": _batch(7, BAD, STOPPED),
    "failed-and-the-rest-left-out": _batch(8, BAD, LEFT_OUT),
    "nothing-ran": _batch(9),
    "started-elsewhere": _batch(10, GOOD, dialect="native", terms=Terms()),
}
HOOK = Webhook(
    id=WebhookId("7d0d2a52-6c7e-4d0a-9f37-8a3a4b7f2d11"),
    project=ORDERS.id,
    kind="empirical",
    settings={"url": "https://hooks.example.com/e", "events": "test_run.ended,test_run.error"},
    hint="…Njc4",
    format="empirical",
    created_at=NOW,
    changed_at=NOW,
)
ANOTHER = replace(HOOK, id=WebhookId("7d0d2a52-6c7e-4d0a-9f37-8a3a4b7f2d12"), kind="slack")


def dispatch(command: Command) -> Answer:
    """Answer a command."""
    if command.key not in PROJECTS:  # type: ignore[attr-defined]
        raise Unauthorized("A valid API key is needed. Send it as `Authorization: Bearer <key>`.")
    return _USE_CASES[type(command)](command)


def _who(command: WhoAmI) -> KeyHolder:
    projects = PROJECTS[str(command.key)]
    ids = tuple(project.id for project in projects)
    id = KeyId("1f0e8a52-6c7e-4d0a-9f37-8a3a4b7f2d10")
    hint = "gonogo_…bQ2x"
    key = Key(id=id, name="ci", hash="", hint=hint, role="read", projects=ids, created_at=NOW)
    return KeyHolder(key=key, projects=projects)


def _environments(command: ListEnvironments) -> EnvironmentList:
    mine = ENVIRONMENTS if command.project == ORDERS.id else ()
    return EnvironmentList(project=ORDERS, environments=mine)


def _start(command: Start) -> Started:
    if command.key == "busy":
        raise RateLimited("More than 100 calls in 10 seconds.", limit=100, window=10, retry_after=4)
    if command.key == "weak":
        raise Forbidden("This key has the role 'read'; 'trigger' is needed.")
    if "broken" in command.selection.tests:
        raise Internal("Something broke on our side.")
    if "nope" in command.selection.tests:
        raise Invalid("There is no test 'nope'.", field="tests", accepted="ids, numbers or names")
    total = 0 if ("@none",) in command.selection.tags else 2
    batch = a_batch(total=total, terms=command.terms, dialect=command.dialect)
    runs = tuple(a_run(batch, index) for index in range(total))
    return Started(project=ORDERS, batch=batch, runs=runs)


def _rerun(command: Rerun) -> Started:
    view = _read(ReadBatch(key=command.key, batch=command.batch))
    if not view.batch.over:
        raise Conflict("The batch is not over, so it cannot be started once more.")
    if command.only_failed and view.batch.verdict == "go":
        raise Conflict("All runs of the batch passed, so none is started once more.")
    batch = a_batch(total=1, terms=view.batch.terms, rerun_of=view.batch.id, dialect="empirical")
    return Started(project=ORDERS, batch=batch, runs=(a_run(batch, test=CHECKOUT),))


def _read(command: ReadBatch) -> BatchView:
    for view in BATCHES_BY_NAME.values():
        if command.batch in (str(view.batch.number), view.batch.id):
            return view
    raise NotFound("There is no such batch.")


def _cancel(command: CancelBatch) -> BatchView:
    view = _read(ReadBatch(key=command.key, batch=command.batch))
    if view.batch.over:
        raise Conflict("The batch is over: its verdict is go.")
    over = [part if part.run.over else _stopped(part) for part in view.runs]
    told = {"terms": TERMS, "dialect": "empirical", "announced_at": NOW + 3}
    return a_batch_view(*over, number=view.batch.number, **told)


def _stopped(part: Any) -> Any:
    ended = replace(part.run, status="canceled", finished_at=NOW + 2, problem=CANCELED)
    return replace(part, run=ended)


def _list(command: ListBatches) -> BatchList:
    newest = sorted(BATCHES_BY_NAME.values(), key=lambda view: -view.batch.number)
    mine = newest if command.project == ORDERS.id else []
    recent = mine[:3] if command.within == 86_400 else mine
    return BatchList(project=ORDERS, batches=tuple(view.batch for view in recent))


def _create_hook(command: hooks.CreateWebhook) -> hooks.WebhookCreated:
    made = replace(HOOK, settings={name: str(value) for name, value in command.settings.items()})
    return hooks.WebhookCreated(webhook=made, secret=SECRET)


_USE_CASES: Mapping[type, Callable[[Any], Answer]] = {
    WhoAmI: _who,
    ListEnvironments: _environments,
    Start: _start,
    Rerun: _rerun,
    ReadBatch: _read,
    CancelBatch: _cancel,
    ListBatches: _list,
    hooks.CreateWebhook: _create_hook,
    hooks.ListWebhooks: lambda command: hooks.WebhookList(webhooks=(HOOK, ANOTHER)),
    hooks.DeleteWebhook: lambda command: hooks.WebhookDeleted(id=command.webhook),
}
