"""Test and tag executions: start one test or all of a tag, say how they stand (contract 6)."""

from __future__ import annotations

from collections.abc import Generator
from typing import Any

from gonogo.dialects._contract import Links, Reply, Request, Talk, json_reply
from gonogo.dialects.reflect._asking import Plain, body_of, key_of, project_of, scalar, wrong
from gonogo.dialects.reflect._overrides import terms_of, told_ignored, variables_of
from gonogo.dialects.reflect._runs import BROWSERS, Document, finished_run, kept, test_number
from gonogo.dialects.reflect._states import test_status
from gonogo.domain.commands import (
    BatchView,
    Command,
    ReadBatch,
    RunView,
    Start,
    Started,
    VariableSet,
)
from gonogo.domain.project import TargetKind
from gonogo.domain.terms import Selection
from gonogo.errors import NotFound

EVERY = "all"
"""The tag that every test has."""


def start_test(request: Request, links: Links) -> Talk:
    """One test, in a browser that must be one of four."""
    body = body_of(request)
    if scalar(body.get("browser"), "browser") not in ("", *BROWSERS):
        raise wrong("browser", ", ".join(BROWSERS))
    started = yield _start(request, body, "test", request.params["test"], Selection())
    return _started(started, body)


def start_tag(request: Request, links: Links) -> Talk:
    """Every test with a tag; clients read the first of them at once, so there must be one."""
    body, tag = body_of(request), request.params["tag"]
    selection = Selection() if tag == EVERY else Selection(tags=((tag,),))
    started: Started = yield _start(request, body, "project", None, selection)
    if not started.runs:
        raise NotFound(f"No test has the tag {tag[:100]!r}.")
    return _started(started, body)


def _start(
    request: Request, body: Plain, kind: TargetKind, target: str | None, selection: Selection
) -> Start:
    return Start(
        key=key_of(request),
        project=project_of(request),
        kind=kind,
        target=target,
        sets=(VariableSet(variables=variables_of(body)),),
        selection=selection,
        terms=terms_of(body, request.at),
        dialect="reflect",
    )


def _started(started: Started, body: Plain) -> Reply:
    return json_reply(200, {"executionId": started.batch.number}, *told_ignored(body))


def read_execution(request: Request, links: Links) -> Talk:
    """How it stands; a test has a `run` as soon as it is over, and not before."""
    view = yield from find(request)
    return json_reply(200, document(view, links))


def find(request: Request) -> Generator[Command, Any, BatchView]:
    """The execution of a path, whatever kind it is, without the results of its runs."""
    execution = request.params["execution"]
    try:
        view: BatchView = yield ReadBatch(key=key_of(request), batch=execution)
    except NotFound:
        raise NotFound(f"There is no execution {execution[:64]!r}.") from None
    return view


def document(view: BatchView, links: Links) -> Document:
    """A test or tag execution."""
    return {
        "executionId": view.batch.number,
        "browser": kept(view.batch).get("browser") or BROWSERS[0],
        "tests": [_test(part, links) for part in view.runs],
    }


def _test(view: RunView, links: Links) -> Document:
    run = view.run
    item: Document = {"testId": test_number(run), "status": test_status(run.status)}
    if run.over:
        item["run"] = finished_run(view, links)
    return item
