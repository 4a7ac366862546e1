"""What Empirical's webhooks tell: the event, and the test run as lists show it."""

from __future__ import annotations

from collections.abc import Iterable

from gonogo.dialects._contract import Links
from gonogo.dialects.empirical import _documents
from gonogo.dialects.empirical._documents import Document
from gonogo.dialects.empirical._states import state_of
from gonogo.domain.commands import BatchView, RunView
from gonogo.domain.webhook import WebhookEvent

EVENTS = (
    "webhook.test",
    "test_run.queued",
    "test_run.started",
    "test_run.ended",
    "test_run.error",
    "test_run.cancelled",
)
"""What a webhook may ask for; it is told of `queued` when the first test begins, as `started`."""
_STARTS = frozenset(("test_run.queued", "test_run.started"))
_ENDS = frozenset(("test_run.ended", "test_run.error", "test_run.cancelled"))


def events_for(names: Iterable[str]) -> tuple[WebhookEvent, ...]:
    """What gonogo calls the events that a webhook asks for; one that asks for none of them hears
    of ends, so that trying it out is not all that it can do.

    >>> events_for(["test_run.started"]), events_for(["test_run.error"])
    (('batch.started',), ('batch.finished',))
    """
    starts, ends = _STARTS.intersection(names), _ENDS.intersection(names)
    if not starts:
        return ("batch.finished",)
    return ("batch.started", "batch.finished") if ends else ("batch.started",)


def encode_batch_start(view: BatchView, links: Links) -> Document:
    """A test run whose first test begins: `test_run.started`."""
    return {**encode_batch_outcome(view, links), "event": "test_run.started"}


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
