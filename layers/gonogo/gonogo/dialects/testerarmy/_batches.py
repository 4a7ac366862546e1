"""Batches: canceled whole, and started once more."""

from __future__ import annotations

from gonogo.dialects._contract import Conversation, Links, Reply, Request, Talk, json_reply
from gonogo.dialects.testerarmy._asking import VENDOR, Asking, Caller, needs_uuid, unlisted
from gonogo.dialects.testerarmy._error import refusal
from gonogo.dialects.testerarmy._membership import default_id
from gonogo.dialects.testerarmy._wanted import ids_document
from gonogo.domain.commands import BatchView, ReadBatch, Started
from gonogo.domain.commands.canceling import CancelBatch
from gonogo.domain.commands.history import Rerun
from gonogo.errors import Conflict, NotFound


def _cancel(request: Request, links: Links, asking: Caller) -> Talk:
    batch = yield from _id(request, asking)
    before: BatchView = yield ReadBatch(key=asking.key, batch=batch)
    try:
        after: BatchView = yield CancelBatch(key=asking.key, batch=batch)
    except Conflict:  # all of it is over, which is what was asked for
        after = yield ReadBatch(key=asking.key, batch=batch)
    return _canceled(before, after)


def _canceled(before: BatchView, after: BatchView) -> Reply:
    """What became of each run; one that still goes on is a failure."""
    over = {part.run.id for part in before.runs if part.run.over}
    since = [part.run for part in after.runs if part.run.id not in over]
    canceled = [run.id for run in since if run.status == "canceled"]
    finished = [p.run.id for p in after.runs if p.run.over and p.run.id not in canceled]
    failed = [run.id for run in since if not run.over]
    document = {
        "batchId": after.batch.id,
        "cancelled": len(canceled),
        "alreadyFinished": len(finished),
        "cancelledRunIds": canceled,
        "alreadyFinishedRunIds": finished,
    }
    if failed:
        more = {**document, "failedRunIds": failed}
        return refusal(409, f"{len(failed)} runs could not be cancelled.", more=more)
    return json_reply(200, document)


def _rerun(request: Request, links: Links, asking: Caller) -> Talk:
    source = yield from _id(request, asking)
    started: Started = yield Rerun(key=asking.key, batch=source, dialect=VENDOR)
    batch = started.batch
    document = {
        **ids_document(started),
        "groupId": batch.target_id if batch.kind == "suite" else default_id(started.project),
        "sourceBatchId": source,
        "skippedTestIds": list(started.skipped),
    }
    return json_reply(202, document)


def _id(request: Request, asking: Caller) -> Asking[str]:
    return needs_uuid(request.params["batch"], asking, NotFound("Batch not found."))


ROUTES = (
    Conversation(
        ("POST",), "/batches/<batch>/cancel", unlisted(_cancel), "Cancel a batch's open runs."
    ),
    Conversation(
        ("POST",), "/batches/<batch>/rerun", unlisted(_rerun), "Start a batch's tests once more."
    ),
)
