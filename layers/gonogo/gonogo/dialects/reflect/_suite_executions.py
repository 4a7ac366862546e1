"""Suite executions: start, status, list and cancel, as shell loops read them (contract 3 to 5)."""

from __future__ import annotations

from collections.abc import Generator
from typing import Any

from gonogo.dialects._contract import Links, Request, Talk, json_reply
from gonogo.dialects.reflect import _urls
from gonogo.dialects.reflect._asking import body_of, key_of, project_of
from gonogo.dialects.reflect._executions import find
from gonogo.dialects.reflect._github import build_of, event_of
from gonogo.dialects.reflect._overrides import terms_of, told_ignored, variables_of
from gonogo.dialects.reflect._runs import (
    BROWSERS,
    Document,
    failures,
    finished_run,
    kept,
    milliseconds,
    step_count,
    test_number,
)
from gonogo.dialects.reflect._states import item_status, status_by_head, suite_status
from gonogo.domain.batch import Batch
from gonogo.domain.commands import (
    BatchView,
    Command,
    ReadBatch,
    RunView,
    Start,
    Started,
    VariableSet,
)
from gonogo.domain.commands.canceling import CancelBatch
from gonogo.domain.commands.defining import ReadSuite, SuiteView, WhoAmI
from gonogo.domain.commands.history import BatchList, ListBatches
from gonogo.domain.slug import slug
from gonogo.errors import Conflict, NotFound

RECENT = 25
"""Executions that a list shows."""
_MOST_PAGES = 5
"""Each may look through a thousand batches of the project."""
_FINISHED = "The execution is finished already."
_OF_SUITE = "suite "
"""What stands before the suite's name in a batch's target."""


def start_suite(request: Request, links: Links) -> Talk:
    """Run a suite; a repository's webhook, which cannot set a header, has the key in the query."""
    key = key_of(request) or _key_in(request)
    event = event_of(request)
    if event is not None and (answer := event.answer):
        yield WhoAmI(key=key)
        return json_reply(200, {"message": answer})
    body = body_of(request) if event is None else build_of(event)
    started: Started = yield Start(
        key=key,
        project=project_of(request),
        kind="suite",
        target=request.params["suite"],
        sets=(VariableSet(variables=variables_of(body)),),
        terms=terms_of(body, request.at),
        dialect="reflect",
    )
    head = _head(started.batch, request.params["suite"], links)
    return json_reply(200, head, *told_ignored(body))


def _key_in(request: Request) -> str | None:
    return next((value.strip() for name, value in request.query if name == "apiKey"), None)


def _head(batch: Batch, suite: str, links: Links) -> Document:
    return {"suiteId": suite, **_execution(batch, suite, links)}


def _execution(batch: Batch, suite: str, links: Links) -> Document:
    url = _urls.suite_execution(suite, batch.number, links)
    return {"executionId": batch.number, "url": url}


def _state(status: str) -> Document:
    """`isFinished` exactly when the word is a last one."""
    return {"isFinished": status != "pending", "status": status}


def read_suite_execution(request: Request, links: Links) -> Talk:
    """How it stands. It is polled without a pause, so results are read only when it is over."""
    view = yield from _find(request)
    if view.batch.over:
        view = yield ReadBatch(key=key_of(request), batch=view.batch.id, results=True)
    return json_reply(200, document(view, request.params["suite"], links))


def _find(request: Request) -> Generator[Command, Any, BatchView]:
    """The execution, if it is one of the suite; the suite may have another name by now."""
    key, suite = key_of(request), request.params["suite"]
    view = yield from find(request)
    batch = view.batch
    name = batch.target.removeprefix(_OF_SUITE)
    if batch.kind == "suite" and suite in (slug(name), name, batch.target_id):
        return view
    known: SuiteView = yield ReadSuite(key=key, suite=suite, project=batch.project)
    if batch.kind != "suite" or known.suite.id != batch.target_id:
        raise NotFound(f"The suite {suite[:100]!r} has no execution {batch.number}.")
    return view


def list_suite_executions(request: Request, links: Links) -> Talk:
    """The newest; an unknown suite has none, and that is no error."""
    key, suite = key_of(request), request.params["suite"]
    batches: tuple[Batch, ...] = ()
    try:
        known: SuiteView = yield ReadSuite(key=key, suite=suite, project=project_of(request))
    except NotFound:
        pass
    else:
        batches = yield from _recent(key, known)
    data = []
    for batch in batches:
        status = status_by_head(batch)
        if status is None:
            view: BatchView = yield ReadBatch(key=key, batch=batch.id)
            status = suite_status(view)
        data.append({**_execution(batch, suite, links), **_state(status)})
    return json_reply(200, {"suiteId": suite, "executions": {"data": data}})


def _recent(key: str | None, known: SuiteView) -> Generator[Command, Any, tuple[Batch, ...]]:
    """The newest of a suite; in a busy project they stand far between others."""
    found: tuple[Batch, ...] = ()
    before: int | None = None
    for _ in range(_MOST_PAGES):
        page: BatchList = yield ListBatches(
            key=key,
            project=known.project.id,
            kind="suite",
            target=known.suite.id,
            limit=RECENT - len(found),
            before=before,
        )
        found += page.batches
        before = page.next
        if before is None or len(found) >= RECENT:
            break
    return found


def cancel_suite_execution(request: Request, links: Links) -> Talk:
    """End what is open; `Conflict` if nothing is, or if all ended meanwhile."""
    view = yield from _find(request)
    if suite_status(view) != "pending":
        raise Conflict(_FINISHED)
    ended: BatchView = yield CancelBatch(key=key_of(request), batch=view.batch.id)
    if ended.batch.over and not ended.batch.tally.canceled:
        raise Conflict(_FINISHED)
    number = view.batch.number
    return json_reply(200, {"executionId": number, "status": "canceled", "isFinished": True})


def document(view: BatchView, suite: str, links: Links) -> Document:
    """A suite execution with what was sent to start it."""
    sent = kept(view.batch)
    variables = {"variables": sent["variables"]} if "variables" in sent else {}
    items = [_item(index, part, links) for index, part in enumerate(view.runs)]
    return {
        **_head(view.batch, suite, links),
        **_state(suite_status(view)),
        "overrides": sent.get("overrides", {}),
        **variables,
        "gitHub": sent.get("gitHub", {}),
        "tests": {"data": items, "bookmark": ""},
    }


def _item(index: int, view: RunView, links: Links) -> Document:
    """One test of the suite in one place; a canceled one has no run."""
    run = view.run
    over = run.over and run.status != "canceled"
    first = next((step.url for step in view.result.steps if step.url), None) if view.result else ""
    return {
        "instanceId": index,
        "testId": test_number(run),
        **({"startingUrl": first} if first else {}),
        "status": item_status(run.status),
        "runs": [_run(view, links)] if over else [],
    }


def _run(view: RunView, links: Links) -> Document:
    failed = failures(view)
    return {
        **finished_run(view, links),
        "browser": BROWSERS[0],
        "timestamp": milliseconds(view.run.created_at),
        "stepCount": step_count(view),
        **({"failedStepIndex": failed} if failed else {}),
    }
