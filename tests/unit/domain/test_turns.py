"""Whose turn it is in a batch with phases."""

from __future__ import annotations

from dataclasses import replace

import pytest

from gonogo.domain.batch import Batch
from gonogo.domain.run import Run, RunStatus
from gonogo.domain.turns import Turn, handed_by, hands_on, turn
from tests.builders import a_batch, a_run

Runs = tuple[Run, ...]


def phases(
    setup: int = 0, main: int = 0, teardown: int = 0, *, sequential: bool = False
) -> tuple[Batch, Runs]:
    """A batch of so many runs a phase, all held."""
    batch = a_batch(setup + main + teardown, setup=setup, teardown=teardown, sequential=sequential)
    names = ["setup"] * setup + ["main"] * main + ["teardown"] * teardown
    made = (
        a_run(batch, index, phase=name, held=True, row=0, test_name=f"{name} {index}")
        for index, name in enumerate(names)
    )
    return batch, tuple(made)


def having(runs: Runs, *statuses: RunStatus) -> Runs:
    """The first runs with these statuses, their turn come; the others as they are."""
    those = (replace(run, status=s, held=False) for run, s in zip(runs, statuses, strict=False))
    return (*those, *runs[len(statuses) :])


def begins(batch: Batch, runs: Runs) -> list[int]:
    """Indexes of the runs that begin; nothing is canceled."""
    found = turn(batch, runs)
    assert found.cancel == ()
    return [run.number - batch.number - 1 for run in found.begin]


@pytest.mark.parametrize(
    ("over", "next"),
    [
        ((), [0]),
        (("running",), []),
        (("passed",), [1]),
        (("passed", "queued"), []),
        (("passed", "passed"), [2, 3]),
        (("passed", "passed", "running", "running"), []),
        (("passed", "passed", "passed", "running"), []),
        (("passed", "passed", "failed", "errored"), [4]),
        (("passed",) * 4 + ("failed",), [5]),
        (("passed",) * 4 + ("failed", "passed"), []),
    ],
)
def test_phases_follow_each_other(over: tuple[RunStatus, ...], next: list[int]) -> None:
    """`setup` in turn, `main` at once, `teardown` in turn whatever came of them."""
    batch, runs = phases(2, 2, 2)
    assert begins(batch, having(runs, *over)) == next


def test_a_sequential_main_goes_in_turn_whatever_comes_of_each() -> None:
    """One that fails holds up nobody."""
    batch, runs = phases(main=3, sequential=True)
    assert begins(batch, runs) == [0]
    assert begins(batch, having(runs, "failed")) == [1]
    assert begins(batch, having(runs, "failed", "running")) == []


@pytest.mark.parametrize(
    ("status", "word"),
    [("failed", "failed"), ("errored", "could not be judged"), ("canceled", "was canceled")],
)
def test_a_setup_that_did_not_pass_cancels_all_but_teardown(status: RunStatus, word: str) -> None:
    """The problem names the test; what is over already stays."""
    batch, runs = phases(2, 2, 1)
    runs = having(runs, status)
    found = turn(batch, runs)
    assert (found.begin, found.cancel) == ((), runs[1:4])
    assert found.problem
    assert found.problem.code == "setup_failed"
    assert found.problem.message == (f"The setup test 'setup 0' {word}, so this test was not run.")
    assert begins(batch, having(runs, status, "canceled", "canceled", "canceled")) == [4]


def test_what_was_canceled_while_it_was_held_is_passed_over() -> None:
    """Its turn is the next one's; and nobody begins beside the one under way."""
    batch, runs = phases(main=3, sequential=True)
    canceled = replace(runs[1], status="canceled")
    assert begins(batch, (*having(runs[:1], "passed"), canceled, runs[2])) == [2]
    assert begins(batch, (*having(runs[:1], "running"), canceled, runs[2])) == []


def test_without_phases_there_are_no_turns() -> None:
    """All were sent at the start."""
    batch, runs = phases(main=2)
    free = tuple(replace(run, held=False, row=None) for run in runs)
    assert turn(batch, free) == Turn()
    assert not any(hands_on(batch, run) for run in free)


def test_state_is_handed_on_within_a_variable_set_and_the_own_location_wins() -> None:
    """From `setup` to all that follow; from `main` only where it goes in turn."""
    batch, runs = phases(4, 1, 2)
    runs = tuple(replace(run, status="passed") for run in runs)
    rows = (0, 1, 0, 0, 0, 0, 0)
    places = ("us", "us", "eu", "us", "us", "eu", "us")
    runs = tuple(
        replace(run, row=row, location=place)
        for run, row, place in zip(runs, rows, places, strict=True)
    )
    assert handed_by(batch, runs, runs[4]) == (runs[2], runs[0], runs[3])
    assert handed_by(batch, runs, runs[6]) == (runs[2], runs[5], runs[0], runs[3])
    in_turn = replace(batch, sequential=True)
    assert handed_by(in_turn, runs, runs[6]) == (runs[2], runs[5], runs[0], runs[3], runs[4])


def test_what_is_not_over_hands_nothing_on() -> None:
    """There is nothing yet; what failed hands on what it came to."""
    batch, runs = phases(2, 0, 1)
    assert (
        handed_by(batch, having(runs, "failed", "running"), runs[2]) == having(runs, "failed")[:1]
    )
