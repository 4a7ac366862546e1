"""Empirical's states. `ended` is not passed: passed is `ended` with no failed test."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Literal

from gonogo.domain.batch import Batch
from gonogo.domain.run import Run, RunStatus
from gonogo.domain.turns import SETUP_FAILED

State = Literal["queued", "started", "ended", "error", "cancelled"]
STATES = ("pending", "queued", "started", "ended", "error", "cancelling", "cancelled")
"""All that a client may ask for; here nothing waits for others, or is long in ending."""
RESULTS = ("passed", "failed")

_LOST = "executor_lost"

_CASES: Mapping[RunStatus, str] = {
    "queued": "pending",
    "running": "pending",
    "passed": "passed",
    "failed": "failed",
    "errored": "failed",
    "canceled": "skipped",
}


def state_of(batch: Batch, runs: Sequence[Run] = ()) -> State:
    """One word. Whatever is no go is never `ended` without a failed test."""
    tally = batch.tally
    if not batch.over:
        begun = tally.over or any(run.status != "queued" for run in runs)
        return "started" if begun else "queued"
    if tally.canceled and (not failed_count(batch) or any(map(_on_purpose, runs))):
        return "cancelled"
    if tally.failed or (tally.passed and (tally.errored or batch.verdict == "go")):
        return "ended"
    return "error"


def needs_runs(batch: Batch) -> bool:
    """Whether the word depends on the runs: has one begun, was one canceled on purpose."""
    if not batch.over:
        return not batch.tally.over
    return bool(batch.tally.canceled and failed_count(batch))


def _on_purpose(run: Run) -> bool:
    """Not because a test before it failed."""
    return run.status == "canceled" and (run.problem is None or run.problem.code != SETUP_FAILED)


def result_of(batch: Batch, runs: Sequence[Run] = ()) -> str | None:
    """`passed` or `failed`; None while it is open and when it was canceled."""
    state = state_of(batch, runs)
    if state not in ("ended", "error"):
        return None
    return "failed" if state == "error" or failed_count(batch) else "passed"


def failed_count(batch: Batch) -> int:
    """A test that could not be judged has failed: no client knows a third word."""
    return batch.tally.failed + batch.tally.errored


def error_code(batch: Batch, runs: Sequence[Run] = ()) -> str | None:
    """Why a test run is an `error`."""
    if state_of(batch, runs) != "error":
        return None
    if not batch.total:
        return "report_not_generated"
    lost = any(run.problem is not None and run.problem.code == _LOST for run in runs)
    return "worker_interrupted" if lost else "run_failed_with_error"


def case_status(status: RunStatus) -> str:
    """How one test stands."""
    return _CASES[status]
