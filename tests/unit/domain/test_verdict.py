"""When a batch is over and what it says; when a run can be claimed."""

from __future__ import annotations

from dataclasses import replace

import pytest

from gonogo.domain.batch import Tally
from gonogo.domain.terms import Policy, Terms
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


LAX = Policy(allow_errored=True)
MOST = Policy(min_pass_ratio=0.9)
EMPTY = Policy(allow_empty=True)
STRICT = Policy(allow_refused=False)


@pytest.mark.parametrize(
    ("policy", "tally", "refused", "verdict"),
    [
        (LAX, Tally(passed=1, errored=1), 0, "go"),
        (LAX, Tally(errored=2), 0, "no-go"),
        (LAX, Tally(passed=1, failed=1, errored=1), 0, "no-go"),
        (MOST, Tally(passed=9, failed=1), 0, "go"),
        (MOST, Tally(passed=8, errored=1, failed=1), 0, "no-go"),
        (MOST, Tally(passed=99, canceled=1), 0, "no-go"),
        (EMPTY, Tally(), 0, "go"),
        (EMPTY, Tally(), 1, "no-go"),
        (EMPTY, Tally(failed=1), 0, "no-go"),
        (EMPTY, Tally(failed=1, aside_failed=1), 0, "go"),
        (STRICT, Tally(passed=1), 0, "go"),
        (STRICT, Tally(passed=1), 1, "no-go"),
        (Policy(), Tally(passed=1), 1, "go"),
        (Policy(), Tally(passed=2, failed=1, aside_failed=1), 0, "go"),
        (Policy(), Tally(passed=2, canceled=1, aside_canceled=1), 0, "go"),
        (Policy(), Tally(passed=1, aside_passed=1), 0, "no-go"),
    ],
)
def test_a_policy_says_what_counts(
    policy: Policy, tally: Tally, refused: int, verdict: str
) -> None:
    """What was canceled is never made up for, and something that counts must have passed."""
    terms = Terms(policy=policy)
    batch = a_batch(total=tally.over, tally=tally, refused=refused, terms=terms)
    assert batch.verdict == verdict


@pytest.mark.parametrize("of", [3, 7, 10, 30, 100, 999])
def test_a_ratio_that_is_just_reached_is_reached(of: int) -> None:
    """As it is written in decimals, so that 0.07 of 100 are seven and no more."""
    for passed in range(1, of + 1):
        exact, more = passed / of, (passed + 0.5) / of
        tally = Tally(passed=passed, failed=of - passed)
        batch = a_batch(total=of, tally=tally, terms=Terms(policy=Policy(min_pass_ratio=exact)))
        assert batch.verdict == "go"
        if more <= 1:
            stricter = Terms(policy=Policy(min_pass_ratio=more))
            assert replace(batch, terms=stricter).verdict == "no-go"


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
