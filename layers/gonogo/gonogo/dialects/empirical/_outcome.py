"""What Empirical's webhooks tell: the event, and the test run as lists show it."""

from __future__ import annotations

from gonogo.dialects._contract import Links
from gonogo.dialects.empirical import _documents
from gonogo.dialects.empirical._documents import Document
from gonogo.dialects.empirical._states import state_of
from gonogo.domain.commands import BatchView, RunView

EVENTS = (
    "webhook.test",
    "test_run.queued",
    "test_run.started",
    "test_run.ended",
    "test_run.error",
    "test_run.cancelled",
)
"""What a webhook may ask for; `queued` and `started` are not told (docs/guide/empirical.md)."""


def encode_batch_outcome(view: BatchView, links: Links) -> Document:
    """A test run that is over: `test_run.ended`, `.error` or `.cancelled`."""
    runs = [part.run for part in view.runs]
    return {
        "event": f"test_run.{state_of(view.batch, runs)}",
        "data": {
            "test_run": {
                **_documents.item(view.batch, runs),
                "run_id": _documents.run_id(view.batch),
            }
        },
    }


def encode_outcome(view: RunView, links: Links) -> Document:
    """A test that ended, which Empirical has no event for."""
    return {"event": "test_case.ended", "data": {"test_case": _documents.case(view, links)}}
