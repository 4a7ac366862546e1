"""End what was started: open runs become `canceled`, those that ended stay as they are."""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace

from gonogo.domain.batch import Batch
from gonogo.domain.commands import BatchView, ReadBatch, ReadRun, RunView
from gonogo.domain.commands.canceling import CancelBatch, CancelRun
from gonogo.domain.key import Key
from gonogo.domain.result import Problem
from gonogo.domain.run import MAX_ATTEMPTS, Run
from gonogo.errors import Conflict
from gonogo.services.browse import Browsing, read_batch, read_run
from gonogo.services.settle import Settlement, finish

CANCELED = Problem(code="canceled", message="The run was canceled before it ended.")
SIDE_BY_SIDE = 16
"""A batch may have thousands of runs, and the gateway waits for 30 seconds."""


@dataclass(frozen=True, slots=True)
class Cancellation:
    """What canceling needs."""

    browsing: Browsing
    settlement: Settlement


def cancel_run(command: CancelRun, key: Key, to: Cancellation) -> RunView:
    """End a run; `Conflict` if it ended before, with how."""
    asked = ReadRun(key=command.key, run=command.run)
    view = read_run(asked, key, to.browsing)
    if not _cancel(view.run, to.settlement, CANCELED):
        ended = read_run(asked, key, to.browsing).run.status
        raise Conflict(f"The run is over: it {_ENDED.get(ended, 'ended')}.")
    return read_run(asked, key, to.browsing)


def cancel_batch(command: CancelBatch, key: Key, to: Cancellation) -> BatchView:
    """End the open runs of a batch; `Conflict` if there are none.

    Those of `teardown` go on: what was begun is cleared up. Only once nothing else is open does
    another call end these too.
    """
    asked = ReadBatch(key=command.key, batch=command.batch)
    view = read_batch(asked, key, to.browsing)
    if view.batch.over:
        raise Conflict(f"The batch is over: {_verdict(view.batch)}.")
    still_open = [part.run for part in view.runs if not part.run.over]
    before = [run for run in still_open if run.phase != "teardown"] or still_open
    cancel_open(before, to.settlement)
    return read_batch(asked, key, to.browsing)


def cancel_open(runs: Sequence[Run], to: Settlement, problem: Problem = CANCELED) -> None:
    """End those of the runs that are open."""
    # Who waits goes first: the end of the one under way must not let another begin.
    for group in ([r for r in runs if r.held], [r for r in runs if not r.held]):
        with ThreadPoolExecutor(max_workers=SIDE_BY_SIDE, thread_name_prefix="cancel") as pool:
            list(pool.map(lambda run: _cancel(run, to, problem), group))


_ENDED = {"passed": "passed", "failed": "failed", "canceled": "was canceled"}


def _verdict(batch: Batch) -> str:
    return f"its verdict is {batch.verdict}"


def _cancel(run: Run, to: Settlement, problem: Problem) -> bool:
    """Whether this call ended the run.

    An executor may take the run meanwhile, which is another attempt of it: then that one is ended.
    It finds its lease lost, stops, and cannot write an outcome any more.
    """
    for _ in range(MAX_ATTEMPTS + 1):
        if run.over:
            return False
        at = to.clock.now()
        ended = replace(run, status="canceled", finished_at=at, problem=problem)
        if finish(ended, to):
            return True
        run = to.runs.run(run.id) or run
    return False
