"""What every store of runs must do for batches with phases."""

from __future__ import annotations

from dataclasses import replace

import pytest

from gonogo.domain.run import LEASE_SECONDS, RUN_LIFETIME
from gonogo.ports import Runs
from tests.builders import NOW, a_batch, a_run


def test_phases_are_kept(runs: Runs) -> None:
    """Of the head and of every run."""
    batch = a_batch(3, setup=1, teardown=1, sequential=True)
    members = (
        a_run(batch, 0, phase="setup", row=0),
        a_run(batch, 1, row=1, held=True),
        a_run(batch, 2, phase="teardown", row=0, held=True, ready_at=NOW + 1),
    )
    runs.create(batch, members)
    assert runs.batch(batch.id) == batch
    assert runs.runs_of(batch) == members


def test_a_held_run_cannot_be_taken(runs: Runs) -> None:
    """A message that comes too early starts nothing, however often."""
    batch = a_batch(1, teardown=1)
    run = a_run(batch, phase="teardown", row=0, held=True)
    runs.create(batch, (run,))
    assert runs.claim(run.id, NOW + LEASE_SECONDS) is None
    assert runs.run(run.id) == run


def test_a_run_is_released_once_and_lives_from_then_on(runs: Runs) -> None:
    """The time that it was held is not of its lifetime."""
    batch = a_batch(1, sequential=True)
    run = a_run(batch, row=0, held=True)
    runs.create(batch, (run,))
    assert runs.release(run.id, NOW + 5000)
    assert not runs.release(run.id, NOW + 6000)
    found = runs.run(run.id)
    assert found
    assert (found.held, found.ready_at, found.waiting_since) == (False, NOW + 5000, NOW + 5000)
    assert found.deadline_at == NOW + 5000 + RUN_LIFETIME
    assert runs.claim(run.id, NOW + 5001)
    assert not runs.release(run.id, NOW + 5002)


def test_what_ended_or_never_was_is_not_released(runs: Runs) -> None:
    """A run canceled while it was held stays canceled."""
    batch = a_batch(1, sequential=True)
    run = a_run(batch, row=0, held=True)
    assert not runs.release(run.id, NOW)
    runs.create(batch, (run,))
    assert runs.finish(replace(run, status="canceled", finished_at=NOW))
    assert not runs.release(run.id, NOW)


@pytest.mark.parametrize("last", [1, -2])
@pytest.mark.parametrize("total", [3, 101, 152, 301, 352])
def test_the_end_of_main_shows_in_the_count(runs: Runs, total: int, last: int) -> None:
    """Whichever run ends last: then, and not before, all but those of `teardown` are counted."""
    batch = a_batch(total, setup=1, teardown=1)
    members = tuple(a_run(batch, index, row=0) for index in range(total))
    runs.create(batch, members)
    others = [run for run in members[:-1] if run is not members[last]]
    counts = [runs.tally(replace(run, status="passed")).tally.over for run in others]
    assert max(counts) < total - 1
    final = runs.tally(replace(members[last], status="passed"))
    assert final.tally.over == total - 1
    assert not final.over
    assert runs.tally(replace(members[-1], status="failed")).over
