"""Batches: canceled whole, and started once more."""

from __future__ import annotations

from gonogo.dialects._contract import Conversation, Links, Reply, Request, Talk, json_reply
from gonogo.dialects.testerarmy._asking import VENDOR, Caller, known
from gonogo.dialects.testerarmy._error import refusal
from gonogo.dialects.testerarmy._fields import is_uuid
from gonogo.dialects.testerarmy._membership import default_id
from gonogo.dialects.testerarmy._wanted import ids_document
from gonogo.domain.commands import BatchView, ReadBatch, Started
from gonogo.domain.commands.canceling import CancelBatch
from gonogo.domain.commands.history import Rerun
from gonogo.errors import Conflict, NotFound


def _cancel(request: Request, links: Links, asking: Caller) -> Talk:
    batch = _id(request)
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
    source = _id(request)
    started: Started = yield Rerun(key=asking.key, batch=source, dialect=VENDOR)
    batch = started.batch
    document = {
        **ids_document(started),
        "groupId": batch.target_id if batch.kind == "suite" else default_id(started.project),
        "sourceBatchId": source,
        "skippedTestIds": list(started.skipped),
    }
    return json_reply(202, document)


def _id(request: Request) -> str:
    id = request.params["batch"].lower()
    if not is_uuid(id):
        raise NotFound("Batch not found.")
    return id


ROUTES = (
    Conversation(
        ("POST",), "/batches/<batch>/cancel", known(_cancel), "Cancel a batch's open runs."
    ),
    Conversation(
        ("POST",), "/batches/<batch>/rerun", known(_rerun), "Start a batch's tests once more."
    ),
)
