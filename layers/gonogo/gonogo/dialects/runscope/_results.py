"""Runscope's results: a test's runs, the latest one, and single steps with their traffic."""

from __future__ import annotations

from collections.abc import Generator
from typing import Any

from gonogo.dialects._contract import Conversation, Links, Reply, Request, Route, Talk
from gonogo.dialects.runscope._envelope import success
from gonogo.dialects.runscope._opened import opened
from gonogo.dialects.runscope._reading import Plain, moment, whole_number
from gonogo.dialects.runscope._result import (
    decode_result,
    encode_result,
    header,
    requests_of,
    result_of,
)
from gonogo.domain.commands import Command, RunView
from gonogo.domain.commands.history import MAX_PAGE, ListRuns, RunList
from gonogo.domain.http import Headers
from gonogo.domain.result import Received, Sent, walk
from gonogo.domain.run import RUN_LIFETIME, Run
from gonogo.errors import NotFound

PAGE, MOST = 10, 50
MOST_PAGES = 50
"""Of the history; what is older than that many is not looked for."""


def list_results(request: Request, links: Links) -> Talk:
    """The headers of a test's runs, newest first."""
    yield from opened(request)
    offset = whole_number(request, "offset", 0)
    count = min(whole_number(request, "count", PAGE), MOST)
    since, before = moment(request, "since"), moment(request, "before")
    runs = yield from _runs(request, offset + count, since, before)
    return success(200, [header(run, links) for run in runs[offset : offset + count]])


def _runs(
    request: Request, wanted: int, since: float | None, before: float | None
) -> Generator[Command, Any, list[Run]]:
    """The newest runs that began between two moments, both excluded."""
    found: list[Run] = []
    next_page: int | None = None
    for _ in range(MOST_PAGES):
        page: RunList = yield ListRuns(
            key=request.bearer,
            project=request.params["bucket"],
            test=request.params["test"],
            limit=min(max(wanted, 1), MAX_PAGE),
            before=next_page,
        )
        runs = [view.run for view in page.runs]
        found += [run for run in runs if _between(began(run), since, before)]
        next_page = page.next
        # A run may begin long after it was asked for, but not after its lifetime.
        too_old = since is not None and runs and runs[-1].created_at + RUN_LIFETIME < since
        if next_page is None or len(found) >= wanted or too_old:
            break
    return found


def began(run: Run) -> float:
    """When a result says that it began."""
    return run.created_at if run.started_at is None else run.started_at


def _between(moment: float, since: float | None, before: float | None) -> bool:
    return (since is None or moment > since) and (before is None or moment < before)


def latest(request: Request, links: Links) -> Talk:
    """The newest run with its steps."""
    page: RunList = yield ListRuns(
        key=request.bearer,
        project=request.params["bucket"],
        test=request.params["test"],
        limit=1,
        results=True,
    )
    if not page.runs:
        raise NotFound("The test was never run.")
    return success(200, result_of(page.runs[0], links))


def encode_step(view: RunView, request: Request, links: Links) -> Reply:
    """A step's entry, with what was sent and what came back."""
    wanted = request.params["step"]
    entry = next((each for each in requests_of(view) if each["uuid"] == wanted), None)
    if entry is None:
        raise NotFound("The run has no such step.")
    steps = walk(view.result.steps if view.result else ())
    step = next((each for each in steps if each.id == wanted), None)
    milliseconds = step.response.timings.total if step and step.response else None
    return success(
        200,
        {
            **entry,
            "request": _request(step.request if step else None),
            "response": _response(step.response if step else None, milliseconds),
        },
    )


def _request(sent: Sent | None) -> Plain:
    if sent is None:
        return {"method": None, "url": None, "headers": {}, "body": None}
    headers = _by_name(sent.headers)
    return {"method": sent.method, "url": sent.url, "headers": headers, "body": sent.body}


def _response(received: Received | None, milliseconds: float | None) -> Plain:
    """An object also for a step without HTTP: a client parses the body of every one."""
    return {
        "status": received.status if received else None,
        "reason": received.reason if received else None,
        "headers": _by_name(received.headers) if received else {},
        "body": received.body if received else None,
        "size_bytes": received.size if received else 0,
        "response_time_ms": round(milliseconds or 0),
    }


def _by_name(headers: Headers) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for name, value in headers:
        found.setdefault(name, []).append(value)
    return found


_ALL = "/buckets/<bucket>/tests/<test>/results"
_ONE = f"{_ALL}/<run>"
ROUTES = (
    Conversation(("GET",), _ALL, list_results, "List a test's results, newest first."),
    Conversation(("GET",), f"{_ALL}/latest", latest, "Read a test's newest result."),
    Route(("GET",), _ONE, decode_result, encode_result, "Read a run and its result."),
    Route(
        ("GET",),
        f"{_ONE}/steps/<step>",
        decode_result,
        encode_step,
        "Read a step of a run: what was sent, and what came back.",
    ),
)
