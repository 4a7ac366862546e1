"""Whose turn it is in a batch with phases, and who never gets one. Runs in, runs out: no memory."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from gonogo.domain.batch import Batch
from gonogo.domain.result import Problem
from gonogo.domain.run import Run

MOST_IN_TURN = 100
"""Runs of one phase that go one after the other: each end of one looks at the others."""
SETUP_FAILED = "setup_failed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Turn:
    """What happens next in a batch; nothing while those whose turn it is are under way."""

    begin: tuple[Run, ...] = ()
    cancel: tuple[Run, ...] = ()
    problem: Problem | None = None
    """Why they are canceled."""


def turn(batch: Batch, runs: Sequence[Run]) -> Turn:
    """What the runs of a batch, as they stand, let happen next.

    A run that is over stays as it is, so whoever asks later gets the same or more: it does no harm
    to ask twice, nor to ask with runs that were read a moment ago.
    """
    setup = [run for run in runs if run.phase == "setup"]
    main = [run for run in runs if run.phase == "main"]
    bad = next((run for run in setup if run.over and run.status != "passed"), None)
    if bad is not None:
        hopeless = tuple(run for run in (*setup, *main) if run.held and not run.over)
        if hopeless:
            return Turn(cancel=hopeless, problem=_why(bad))
    teardown = [run for run in runs if run.phase == "teardown"]
    for phase, in_turn in ((setup, True), (main, batch.sequential), (teardown, True)):
        still_open = [run for run in phase if not run.over]
        if still_open:
            those = still_open[:1] if in_turn else still_open
            return Turn(begin=tuple(run for run in those if run.held))
    return Turn()


def turns_of(batch: Batch) -> int:
    """How many turns there are at most, each as long as a run may take: its lifetime."""
    main = batch.total - batch.setup - batch.teardown
    return max(1, batch.setup + (main if batch.sequential else min(main, 1)) + batch.teardown)


def may_let_begin(batch: Batch, ended: Run) -> bool:
    """Whether the end of this run can be what others wait for; yes where it is not known."""
    if ended.phase == "main" and not batch.sequential:
        return batch.teardown > 0 and batch.tally.over >= batch.total - batch.teardown
    return batch.phased


def hands_on(batch: Batch, run: Run) -> bool:
    """Whether runs after this one take over what it leaves: those of phases that go in turn."""
    return run.row is not None and (run.phase != "main" or batch.sequential)


def handed_by(batch: Batch, runs: Sequence[Run], to: Run) -> tuple[Run, ...]:
    """The runs whose state this one takes over, in the order in which later ones win.

    Those of its own variable set only, and of these those at its own location last.
    """
    before = [
        run
        for run in runs
        if run.number < to.number and run.over and run.row == to.row and hands_on(batch, run)
    ]
    return tuple(sorted(before, key=lambda run: run.location == to.location))


def _why(bad: Run) -> Problem:
    ended = {"failed": "failed", "canceled": "was canceled"}.get(bad.status, "could not be judged")
    return Problem(
        code=SETUP_FAILED,
        message=f"The setup test {bad.test_name!r} {ended}, so this test was not run.",
    )
