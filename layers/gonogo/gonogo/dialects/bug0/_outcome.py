"""What a webhook in Bug0's words tells: Bug0 documents none, so these are its status words."""

from __future__ import annotations

from collections.abc import Mapping

from gonogo.dialects._contract import Links
from gonogo.dialects.bug0._status import Document, execution, time
from gonogo.domain.commands import BatchView, RunView
from gonogo.domain.run import RunStatus

_WORDS: Mapping[RunStatus, str] = {"passed": "passed", "canceled": "cancelled"}


def encode_outcome(view: RunView, links: Links) -> Document:
    """A test that ended."""
    run = view.run
    return {
        "event": "test.completed",
        "projectId": run.project,
        "test": {"id": run.test, "name": run.test_name},
        "status": _WORDS.get(run.status, "failed"),
        "startedAt": time(run.started_at),
        "finishedAt": time(run.finished_at),
        "reportUrl": f"{links.public}/ui/runs/{run.id}",
    }


def encode_batch_outcome(view: BatchView, links: Links) -> Document:
    """An execution that is over."""
    return {
        "event": "execution.completed",
        "projectId": view.batch.project,
        **execution(view, links),
    }
