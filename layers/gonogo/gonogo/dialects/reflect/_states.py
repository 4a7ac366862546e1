"""Reflect's two vocabularies: of suite executions, and of test and tag executions.

Clients loop on these words without looking further (contract 5): `pending` is the only word for a
suite in flight, and only an item that failed may hold the letters `failed`.
"""

from __future__ import annotations

from collections.abc import Mapping

from gonogo.domain.batch import Batch
from gonogo.domain.commands import BatchView
from gonogo.domain.run import Run, RunStatus
from gonogo.domain.turns import SETUP_FAILED

_ITEMS: Mapping[RunStatus, str] = {
    "queued": "queued",
    "running": "running",
    "passed": "passed",
    "failed": "failed",
    "errored": "failed",
    "canceled": "canceled",
}
_TESTS: Mapping[RunStatus, str] = {**_ITEMS, "passed": "succeeded", "canceled": "failed"}
"""A client's loop ends when every test succeeded or failed: there is no third word for it."""
_RUNS: Mapping[RunStatus, str] = {"passed": "passed"}


def suite_status(view: BatchView) -> str:
    """`pending` until every run is over, then one of three words; every loop ends at them.

    Canceled is canceled at once, while tests that clear up go on. What is canceled because a setup
    test failed was nobody's wish: that is a suite that failed.
    """
    batch, runs = view.batch, [part.run for part in view.runs]
    wished = any(run.status == "canceled" and not _hopeless(run) for run in runs)
    if not batch.over:
        left = {run.phase for run in runs if not run.over}
        return "canceled" if wished and left == {"teardown"} else "pending"
    return "canceled" if wished else _ended(batch)


def status_by_head(batch: Batch) -> str | None:
    """The same without the runs; None where they must be looked at."""
    if not batch.tally.canceled:
        return _ended(batch) if batch.over else "pending"
    if batch.setup or (batch.teardown and not batch.over):
        return None
    return "canceled" if batch.over else "pending"


def _hopeless(run: Run) -> bool:
    return run.problem is not None and run.problem.code == SETUP_FAILED


def _ended(batch: Batch) -> str:
    if not batch.total and not batch.refused:
        return "passed"  # a suite without tests (contract 9)
    return "passed" if batch.verdict == "go" else "failed"


def item_status(status: RunStatus) -> str:
    """A test of a suite execution."""
    return _ITEMS[status]


def test_status(status: RunStatus) -> str:
    """A test of a test or tag execution."""
    return _TESTS[status]


def run_status(status: RunStatus) -> str:
    """A run that is over, in either."""
    return _RUNS.get(status, "failed")
