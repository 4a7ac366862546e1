"""When a batch is over and what it says; when a run can be claimed."""

from __future__ import annotations

import pytest

from gonogo.domain.batch import Tally
from tests.builders import NOW, a_batch, a_run


@pytest.mark.parametrize(
    ("total", "tally", "verdict"),
    [
        (2, Tally(passed=2), "go"),
        (2, Tally(passed=1, failed=1), "no-go"),
        (2, Tally(passed=1, errored=1), "no-go"),
        (2, Tally(passed=1, canceled=1), "no-go"),
        (0, Tally(), "no-go"),
        (2, Tally(passed=1), None),
    ],
)
def test_go_needs_every_run_passed_and_one_at_least(
    total: int, tally: Tally, verdict: str | None
) -> None:
    """Nothing run, a partial result or a lost run is no-go; open runs give no verdict."""
    assert a_batch(total=total, tally=tally).verdict == verdict


def test_the_runs_of_a_batch_have_the_next_numbers() -> None:
    """They are found without a table of their own."""
    batch = a_batch(total=3)
    assert list(batch.run_numbers) == [batch.number + 1, batch.number + 2, batch.number + 3]


def test_a_run_under_a_live_lease_is_not_claimable() -> None:
    """It is another executor's."""
    assert not a_run(status="running", attempt=1, lease_until=NOW + 1).claimable(NOW)


def test_an_abandoned_run_is_claimable_once_more() -> None:
    """Attempt 2 is the last."""
    assert a_run(status="running", attempt=1, lease_until=NOW).claimable(NOW)
    assert not a_run(status="running", attempt=2, lease_until=NOW).claimable(NOW)


@pytest.mark.parametrize("status", ["passed", "failed", "errored", "canceled"])
def test_a_run_that_is_over_is_not_claimable(status: str) -> None:
    """A terminal status is final."""
    run = a_run(status=status)
    assert run.over
    assert not run.claimable(NOW)
