"""The trap of Empirical's states: `ended` is not passed."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gonogo.dialects.empirical._states import error_code, needs_runs, result_of, state_of
from gonogo.domain.batch import Tally
from gonogo.domain.terms import Policy, Terms
from tests.builders import a_batch
from tests.golden.world_empirical import BATCHES_BY_NAME as VIEWS

TERMINAL = ("ended", "error", "cancelled")


@pytest.mark.parametrize(
    ("name", "state", "result"),
    [
        ("progress-queued", "queued", None),
        ("progress", "started", None),
        ("passed", "ended", "passed"),
        ("failed", "ended", "failed"),
        ("error", "error", "failed"),
        ("canceled", "cancelled", None),
        ("canceled-after-a-failure", "cancelled", None),
        ("failed-and-the-rest-left-out", "ended", "failed"),
        ("nothing-ran", "error", "failed"),
    ],
)
def test_a_state_and_its_result(name: str, state: str, result: str | None) -> None:
    """Contract 3."""
    view = VIEWS[name]
    runs = [part.run for part in view.runs]
    assert (state_of(view.batch, runs), result_of(view.batch, runs)) == (state, result)


@pytest.mark.parametrize(
    ("name", "code"),
    [("error", "worker_interrupted"), ("nothing-ran", "report_not_generated"), ("failed", None)],
)
def test_an_error_has_a_code(name: str, code: str | None) -> None:
    """Contract 3."""
    assert error_code(VIEWS[name].batch, [part.run for part in VIEWS[name].runs]) == code


@given(
    st.integers(0, 3), st.integers(0, 3), st.integers(0, 3), st.integers(0, 3), st.integers(0, 2)
)
def test_only_a_go_is_ended_without_failed_tests(
    passed: int, failed: int, errored: int, canceled: int, waiting: int
) -> None:
    """Contract 3: passed is `ended` with `failed_count` 0; whoever reads so must never be wrong."""
    tally = Tally(passed=passed, failed=failed, errored=errored, canceled=canceled)
    batch = a_batch(total=tally.over + waiting, tally=tally)
    state = state_of(batch)
    assert (state in TERMINAL) == batch.over
    assert (state == "ended" and failed + errored == 0) == (batch.verdict == "go")


def test_a_no_go_by_policy_is_no_pass_either() -> None:
    """All passed, and something that was asked for could not be made."""
    strict = Terms(policy=Policy(allow_refused=False))
    batch: Any = a_batch(total=1, tally=Tally(passed=1), refused=1, terms=strict)
    passed = state_of(batch) == "ended"
    assert passed == (batch.verdict == "go")


def test_runs_are_looked_at_only_where_the_state_depends_on_them() -> None:
    """A list of a hundred test runs is one read, not a hundred."""
    wanted = {name for name, view in VIEWS.items() if needs_runs(view.batch)}
    assert wanted == {"progress-queued", "canceled-after-a-failure", "failed-and-the-rest-left-out"}
