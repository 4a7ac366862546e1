"""What a webhook is told in Reflect's words; the vendor defines no payload of its own."""

from __future__ import annotations

from collections.abc import Mapping

from gonogo.dialects._contract import Links
from gonogo.dialects.reflect import _executions, _suite_executions
from gonogo.dialects.reflect._runs import finished_run, test_number
from gonogo.dialects.reflect._states import test_status
from gonogo.domain.commands import BatchView, RunView
from gonogo.domain.ids import number_of
from gonogo.domain.slug import slug


def encode_outcome(view: RunView, links: Links) -> Mapping[str, object]:
    """A finished run, as an item of a test execution shows it."""
    run = view.run
    item = {
        "testId": test_number(run),
        "status": test_status(run.status),
        "run": finished_run(view, links),
    }
    return {"executionId": number_of("batch", run.batch), "tests": [item]}


def encode_batch_outcome(view: BatchView, links: Links) -> Mapping[str, object]:
    """A finished execution, as its status call shows it."""
    if view.batch.kind != "suite":
        return _executions.document(view, links)
    suite = slug(view.batch.target.removeprefix("suite "))
    return _suite_executions.document(view, suite, links)
