"""Reading test runs: one, its status, its cases; and canceling one."""

from __future__ import annotations

from collections.abc import Generator
from typing import Any

from gonogo.dialects._contract import Links, Request, Talk, json_reply
from gonogo.dialects.empirical import _documents
from gonogo.dialects.empirical._envelope import PRECONDITION_FAILED, refusal
from gonogo.dialects.empirical._fields import read_body
from gonogo.dialects.empirical._project import chosen, names_one
from gonogo.dialects.empirical._query import page_of
from gonogo.domain.batch import Batch
from gonogo.domain.commands import BatchView, Command, ReadBatch
from gonogo.domain.commands.canceling import CancelBatch
from gonogo.domain.ids import NUMBER_BITS
from gonogo.errors import Conflict, NotFound

Finding = Generator[Command, Any, BatchView]
_MISSING = "Test run not found."


def talk_one(request: Request, links: Links) -> Talk:
    """`GET /api/test-runs/{id}`."""
    view = yield from found(request, request.params["id"])
    test_run = {
        "testRun": _documents.whole(view, links),
        "flattenedSummaryDetails": [_documents.summary(part, links) for part in view.runs],
    }
    return json_reply(200, {"data": {"test_run": test_run}})


def talk_status(request: Request, links: Links) -> Talk:
    """`GET /api/test-runs/{run_id}/status`, by the larger integer."""
    number = _number(request.params["id"]) - 1
    view = yield from found(request, str(number))
    return json_reply(200, {"data": _documents.whole(view, links)})


def talk_cases(request: Request, links: Links) -> Talk:
    """`GET /api/v2/test-runs/{id}/cases`."""
    page = page_of(request)
    view = yield from found(request, request.params["id"], results=True)
    cases = [_documents.case(part, links) for part in page.of(view.runs)]
    return json_reply(200, {"data": cases, "pagination": page.document(len(view.runs))})


def talk_cancel(request: Request, links: Links) -> Talk:
    """`POST /api/test-runs/{id}/cancel`; 412 if there is nothing left to cancel."""
    read_body(request)
    batch = yield from found_batch(request, request.params["id"])
    try:
        view: BatchView = yield CancelBatch(key=request.bearer, batch=batch.id)
    except Conflict:
        return refusal(PRECONDITION_FAILED, "The test run is over, so it cannot be cancelled.")
    message = "The test run was cancelled."
    test_run = _documents.item(view.batch, [part.run for part in view.runs])
    return json_reply(200, {"data": {"message": message, "test_run": test_run}, "message": message})


def found(request: Request, id: str, *, results: bool = False) -> Finding:
    """A test run of the project that is meant; any other is not there."""
    _number(id)
    try:
        view: BatchView = yield ReadBatch(key=request.bearer, batch=id, results=results)
    except NotFound:
        raise NotFound(_MISSING) from None
    if names_one(request) and (yield from chosen(request)).id != view.project.id:
        raise NotFound(_MISSING)
    return view


def found_batch(request: Request, id: str) -> Generator[Command, Any, Batch]:
    """Its head."""
    view = yield from found(request, id)
    return view.batch


def _number(text: str) -> int:
    """An id is an integer, and nothing else is one."""
    if text.isascii() and text.isdecimal() and len(text) <= 16 and int(text) < 1 << NUMBER_BITS:
        return int(text)
    raise NotFound(_MISSING)
