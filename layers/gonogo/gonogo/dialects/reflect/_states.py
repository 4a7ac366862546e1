"""Reflect's two vocabularies: of suite executions, and of test and tag executions.

Clients loop on these words without looking further (contract 5): `pending` is the only word for a
suite in flight, and only an item that failed may hold the letters `failed`.
"""

from __future__ import annotations

from collections.abc import Mapping

from gonogo.domain.batch import Batch
from gonogo.domain.run import RunStatus

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


def suite_status(batch: Batch) -> str:
    """`pending` until every run is over, then one of three words; every loop ends at them."""
    if not batch.over:
        return "pending"
    if batch.tally.canceled:
        return "canceled"
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
