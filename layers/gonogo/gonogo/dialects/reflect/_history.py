"""The runs of a test, newest first, each with the suite execution that it was part of."""

from __future__ import annotations

from collections.abc import Generator, Mapping
from typing import Any

from gonogo.dialects._contract import Links, Request, Talk, json_reply
from gonogo.dialects.reflect._asking import key_of, project_of, whole
from gonogo.dialects.reflect._runs import (
    Document,
    failures,
    milliseconds,
    step_count,
    times,
)
from gonogo.domain.batch import Batch
from gonogo.domain.commands import Command, RunView
from gonogo.domain.commands.history import MAX_PAGE, BatchList, ListBatches, ListRuns, RunList
from gonogo.domain.ids import BatchId, number_of
from gonogo.domain.slug import slug

MOST_COUNTED = 1_000
"""Runs that `totalRuns` counts; of a test with more, it tells that there are more."""
_DEFAULT = 25
_FARTHEST = 100_000


def list_runs(request: Request, links: Links) -> Talk:
    """A page of a test's runs; those that go on are not among them: they did not pass nor fail."""
    limit = whole(request, "limit", _DEFAULT, 1, MAX_PAGE)
    offset = whole(request, "offset", 0, 0, _FARTHEST)
    over = yield from _over(request, max(MOST_COUNTED, offset + limit + 1))
    shown = over[offset : offset + limit]
    views = yield from _with_results(request, shown)
    suites = yield from _suites(request, shown)
    runs = [_run(view, suites) for view in views]
    return json_reply(200, {"totalRuns": len(over), "runs": runs})


def _over(request: Request, most: int) -> Generator[Command, Any, list[RunView]]:
    """The test's runs that are over, up to a number of them."""
    found: list[RunView] = []
    before: int | None = None
    while len(found) < most:
        page: RunList = yield ListRuns(
            key=key_of(request),
            project=project_of(request),
            test=request.params["test"],
            limit=MAX_PAGE,
            before=before,
        )
        found.extend(view for view in page.runs if view.run.over)
        before = page.next
        if before is None:
            break
    return found[:most]


def _with_results(request: Request, shown: list[RunView]) -> Generator[Command, Any, list[RunView]]:
    """The same runs; with their results if one of them must say why it failed."""
    if all(view.run.status == "passed" for view in shown):
        return shown
    page: RunList = yield ListRuns(
        key=key_of(request),
        project=shown[0].project.id,
        test=request.params["test"],
        limit=MAX_PAGE,
        before=shown[0].run.number + 1,
        results=True,
    )
    told = {view.run.id: view for view in page.runs}
    return [told.get(view.run.id, view) for view in shown]


def _suites(
    request: Request, shown: list[RunView]
) -> Generator[Command, Any, Mapping[BatchId, Batch]]:
    """The suite executions among the batches that the runs belong to, as far as they are recent."""
    if not shown:
        return {}
    page: BatchList = yield ListBatches(
        key=key_of(request),
        project=shown[0].project.id,
        kind="suite",
        limit=MAX_PAGE,
        before=shown[0].run.number,
    )
    return {batch.id: batch for batch in page.batches}


def _run(view: RunView, suites: Mapping[BatchId, Batch]) -> Document:
    run = view.run
    passed = run.status == "passed"
    document: Document = {
        "id": run.number,
        "passed": passed,
        "created": milliseconds(run.created_at),
        "runTime": times(run)["runTime"],
    }
    if not passed:
        told = failures(view).items()
        document["failureDetails"] = {
            "stepCount": step_count(view),
            "failedStepsByIndex": {index: {"summaryErrorMessage": why} for index, why in told},
        }
    if batch := suites.get(run.batch):
        document["suiteExecution"] = _execution(batch, suites)
    return document


def _execution(batch: Batch, suites: Mapping[BatchId, Batch]) -> Document:
    """The suite's execution; of one that was started once more, also the first of them."""
    attempts, origin = 1, batch
    while origin.rerun_of and origin.rerun_of in suites:
        attempts, origin = attempts + 1, suites[origin.rerun_of]
    if origin.rerun_of:
        attempts += 1
    return {
        "executionId": batch.number,
        "slug": slug(batch.target.removeprefix("suite ")),
        "attemptNumber": attempts,
        "originExecutionId": number_of("batch", origin.rerun_of or origin.id),
    }
