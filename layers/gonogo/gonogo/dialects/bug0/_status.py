"""How an execution stands: our own extension, with the same key and under the same address."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Literal

from gonogo.dialects._contract import Links, Request, Talk, json_reply
from gonogo.dialects.bug0._envelope import refusal
from gonogo.dialects.bug0._ids import batch_number, execution_id
from gonogo.dialects.bug0._request import key_of
from gonogo.domain.batch import Batch
from gonogo.domain.commands import BatchView, ReadBatch
from gonogo.domain.run import Run
from gonogo.errors import NotFound

Status = Literal["queued", "running", "passed", "failed", "cancelled"]
Document = dict[str, object]


def talk_status(request: Request, links: Links) -> Talk:
    """One execution by its id: status, times and counts."""
    try:
        number = batch_number(request.params["execution"])
        view: BatchView = yield ReadBatch(key=key_of(request), batch=str(number))
    except NotFound:
        return refusal(404, "Execution not found")
    return json_reply(200, {"success": True, **execution(view, links)})


def execution(view: BatchView, links: Links) -> Document:
    """An execution with its counts."""
    batch, tally = view.batch, view.batch.tally
    runs = [part.run for part in view.runs]
    ends = [run.finished_at for run in runs if run.finished_at is not None]
    starts = [run.started_at for run in runs if run.started_at is not None]
    return {
        "executionId": execution_id(batch.number),
        "status": status_of(batch, runs),
        "startedAt": time(min(starts, default=None)),
        "finishedAt": time(max(ends, default=batch.created_at)) if batch.over else None,
        "reportUrl": f"{links.public}/ui/batches/{batch.id}",
        "counts": {
            "total": batch.total,
            "passed": tally.passed,
            "failed": tally.failed,
            "errored": tally.errored,
            "cancelled": tally.canceled,
        },
    }


def status_of(batch: Batch, runs: Sequence[Run]) -> Status:
    """One word: whatever is not good has failed, unless nothing but a cancel kept it from ending.

    Tests that a failed login kept from running are canceled; that execution failed.
    """
    if not batch.over:
        return "queued" if all(run.status == "queued" for run in runs) else "running"
    if batch.verdict == "go":
        return "passed"
    only_canceled = batch.tally.canceled and not batch.tally.failed + batch.tally.errored
    return "cancelled" if only_canceled else "failed"


def time(seconds: float | None) -> str | None:
    """A moment as ISO 8601 text in UTC, to the millisecond."""
    if seconds is None:
        return None
    moment = datetime.fromtimestamp(seconds, UTC).isoformat(timespec="milliseconds")
    return moment.replace("+00:00", "Z")
