"""A run in Reflect's words: what items of executions and the history of a test have in common."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from gonogo.dialects._contract import Links
from gonogo.dialects.reflect import _urls
from gonogo.dialects.reflect._states import run_status
from gonogo.domain.batch import Batch
from gonogo.domain.commands import RunView
from gonogo.domain.ids import number_of
from gonogo.domain.reasons import reasons_of_result
from gonogo.domain.result import RunResult
from gonogo.domain.run import Run
from gonogo.errors import NotFound

BROWSERS = ("Chrome", "Edge", "Firefox", "Safari")
"""Which is asked for makes no difference to a test of an API; clients get it back."""
Document = dict[str, object]


def kept(batch: Batch) -> Mapping[str, object]:
    """What was sent with the start of an execution, if it was started in these words."""
    return batch.terms.kept if batch.dialect == "reflect" else {}


def test_number(run: Run) -> int:
    """The number of a run's test; 0 for one whose id has none."""
    try:
        return number_of("test", run.test)
    except NotFound:
        return 0


def milliseconds(seconds: float | None) -> int:
    """Unix seconds as the vendor's clients read times."""
    return round((seconds or 0.0) * 1000)


def times(run: Run) -> Document:
    """When it ran, and how long; of a run that never began, its creation."""
    begin = run.created_at if run.started_at is None else run.started_at
    end = begin if run.finished_at is None else run.finished_at
    return {
        "startTime": milliseconds(begin),
        "endTime": milliseconds(end),
        "runTime": milliseconds(max(0.0, end - begin)),
    }


def finished_run(view: RunView, links: Links) -> Document:
    """A run that is over, as both kinds of execution show it."""
    run = view.run
    return {
        "runId": run.number,
        "status": run_status(run.status),
        "variables": dict(run.variables),
        **times(run),
        "videoUrl": _urls.run(test_number(run), run.number, links),
    }


def step_count(view: RunView) -> int:
    """Steps of the run; while its result is not at hand, the requests that it sent."""
    return len(view.result.steps) if view.result else view.run.counts.requests


def failures(view: RunView) -> Mapping[str, str]:
    """Why a run did not pass, by the index of the step; nothing while its result is not at hand."""
    run, result = view.run, view.result
    if run.status == "passed":
        return {}
    found = _of_steps(result) if result else {}
    if run.problem:
        return found or {"0": run.problem.message}
    return found or ({"0": f"The run {run.status}."} if result else {})


def _of_steps(result: RunResult) -> dict[str, str]:
    return {
        str(index): reasons_of_result("", replace(result, steps=(step,)))[0].message
        for index, step in enumerate(result.steps)
        if step.status in ("failed", "errored") and result.status != "passed"
    }
