"""The native webhook: a finished run and why it is not good."""

from __future__ import annotations

from gonogo.dialects._contract import Links
from gonogo.dialects.native import _documents
from gonogo.domain.commands import RunView
from gonogo.domain.reasons import reasons_of_run


def encode_outcome(view: RunView, links: Links) -> dict[str, object]:
    """The body that is posted when a run has ended."""
    document = _documents.run(view.run, links)
    document["reasons"] = [_documents.reason(reason) for reason in reasons_of_run(view)]
    return {"event": "run.finished", "run": document}
