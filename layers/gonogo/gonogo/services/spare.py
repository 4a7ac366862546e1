"""Of what a start began, cancel at once what an older batch of its group runs already."""

from __future__ import annotations

from gonogo.domain.batch import Batch
from gonogo.domain.ids import BatchId, TestId, uuid_of
from gonogo.domain.result import Problem
from gonogo.domain.run import Run
from gonogo.services.cancel import cancel_open
from gonogo.services.settle import Settlement
from gonogo.stores import Groups


def spare(batch: Batch, runs: tuple[Run, ...], groups: Groups, to: Settlement) -> tuple[Run, ...]:
    """The runs of a fresh batch as they stand then.

    Only older batches count, so that of two that start at once never both are canceled.
    """
    known, _ = groups.join(
        batch.project,
        batch.terms.group,
        batch.number,
        supersedes=batch.terms.supersede,
        now=to.clock.now(),
    )
    under_way = _open_tests([number for number in known if number < batch.number], batch, to)
    twice = tuple(run for run in runs if run.test in under_way)
    for run in twice:
        cancel_open((run,), to, _why(under_way[run.test]))
    return to.runs.runs_of(batch) if twice else runs


def _open_tests(numbers: list[int], batch: Batch, to: Settlement) -> dict[TestId, BatchId]:
    """Tests that are run already, each with the batch that does."""
    found: dict[TestId, BatchId] = {}
    for number in sorted(numbers):
        older = to.runs.batch(BatchId(uuid_of("batch", number)))
        if older is not None and not older.over and older.project == batch.project:
            found |= {run.test: older.id for run in to.runs.runs_of(older) if not run.over}
    return found


def _why(batch: BatchId) -> Problem:
    return Problem(code="duplicate", message=f"The batch {batch} runs this test already.")
