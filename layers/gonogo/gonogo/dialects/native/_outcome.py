"""The native webhook: a finished run or batch, and why it is not good."""

from __future__ import annotations

from gonogo.dialects._contract import Links
from gonogo.dialects.native import _documents
from gonogo.domain.commands import BatchView, RunView
from gonogo.domain.reasons import reasons_of, reasons_of_run


def encode_outcome(view: RunView, links: Links) -> dict[str, object]:
    """The body that is posted when a run has ended."""
    document = _documents.run(view.run, links)
    document["reasons"] = [_documents.reason(reason) for reason in reasons_of_run(view)]
    return {"event": "run.finished", "run": document}


def encode_batch_start(view: BatchView, links: Links) -> dict[str, object]:
    """The body that is posted when the first run of a batch begins: its runs as they stand."""
    document = _documents.batch(view.batch, links)
    document["reasons"] = []
    document["runs"] = [_documents.run(part.run, links) for part in view.runs]
    return {"event": "batch.started", "batch": document}


def encode_batch_outcome(view: BatchView, links: Links) -> dict[str, object]:
    """The body that is posted when a batch is over: verdict, reasons and runs."""
    document = _documents.batch(view.batch, links)
    document["reasons"] = [_documents.reason(reason) for reason in reasons_of(view)]
    document["runs"] = [_documents.run(part.run, links) for part in view.runs]
    return {"event": "batch.finished", "batch": document}
