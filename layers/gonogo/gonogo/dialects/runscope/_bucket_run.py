"""Runscope's run of a whole bucket: what a trigger started, added up."""

from __future__ import annotations

from gonogo.dialects._contract import Conversation, Links, Request, Talk
from gonogo.dialects.runscope._envelope import success
from gonogo.dialects.runscope._reading import Plain
from gonogo.dialects.runscope._result import shown_counts
from gonogo.domain.commands import BatchView, ReadBatch
from gonogo.domain.result import walk
from gonogo.errors import NotFound

MOST_READ = 100
"""Runs of a bucket run whose steps are read to count the requests that failed."""


def read(request: Request, links: Links) -> Talk:
    """The sums; the failures once it is over and bad."""
    view: BatchView = yield ReadBatch(key=request.bearer, batch=request.params["runs"])
    if request.params["bucket"] not in (view.project.id, view.project.name):
        raise NotFound("There is no such run of this bucket.")
    if view.batch.over and view.batch.verdict != "go" and len(view.runs) <= MOST_READ:
        view = yield ReadBatch(key=request.bearer, batch=view.batch.id, results=True)
    return success(200, _shown(view))


def _shown(view: BatchView) -> Plain:
    batch, runs = view.batch, [part.run for part in view.runs]
    counts = [shown_counts(run) for run in runs]
    ends = [run.finished_at for run in runs if run.finished_at is not None]
    began = min((r.started_at for r in runs if r.started_at is not None), default=batch.created_at)
    ended = max(ends, default=batch.created_at) if batch.over else None
    good = batch.total > 0 and batch.tally.passed == batch.total
    return {
        "uuid": batch.id,
        "status": "completed" if batch.over else "working",
        "started_at": float(began),
        "finished_at": None if ended is None else float(ended),
        "total_test_runs": batch.total,
        "test_runs_passed": batch.tally.passed,
        "result": ("pass" if good else "fail") if batch.over else None,
        "total_requests": sum(each.requests for each in counts),
        "total_scripts": sum(each.scripts_passed + each.scripts_failed for each in counts),
        "total_assertions": sum(each.assertions_passed + each.assertions_failed for each in counts),
        "total_duration_in_sec": 0.0 if ended is None else round(float(ended - began), 3),
        "bucket_key": view.project.id,
        "bucket_name": view.project.name,
        "failure_details": _failures(view) if batch.over and not good else None,
    }


def _failures(view: BatchView) -> Plain:
    runs = [part.run for part in view.runs]
    counts = [shown_counts(run) for run in runs]
    steps = [step for part in view.runs if part.result for step in walk(part.result.steps)]
    return {
        "tests_failed": sum(run.status != "passed" for run in runs),
        "assertions_failed": sum(each.assertions_failed for each in counts),
        "scripts_failed": sum(each.scripts_failed for each in counts),
        "requests_failed": sum(
            step.type == "request" and step.status in ("failed", "errored") for step in steps
        ),
    }


ROUTES = (
    Conversation(
        ("GET",),
        "/buckets/<bucket>/results/<runs>",
        read,
        "Read the sums of all that one trigger started.",
    ),
)
