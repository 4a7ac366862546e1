"""Why a verdict is no-go: the first things that failed, each with what was there."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from gonogo.domain.batch import Tally
from gonogo.domain.reasons import reasons_of, reasons_of_result, sentence
from gonogo.domain.result import ExtractionResult, Problem
from gonogo.domain.terms import Policy, Terms
from tests.builders import a_batch
from tests.results import (
    a_bad_result,
    a_bad_view,
    a_batch_view,
    a_good_result,
    a_result,
    a_step,
    an_assertion,
)
from tests.results import a_view as a_run_view


def test_a_failed_assertion_tells_step_expected_and_actual() -> None:
    """Enough to understand without opening the run."""
    first = reasons_of_result("Checkout", a_bad_result(), run="r1")[0]
    assert (first.test, first.run) == ("Checkout", "r1")
    assert first.step == "2 · GET https://shop.example.com/basket"
    assert first.assertion == "response_status equal_number"
    assert (first.expected, first.actual) == ("200", "500")
    assert first.message == "response_status equal_number: expected 200, got 500"


def test_a_good_result_has_no_reason() -> None:
    """Nothing to explain."""
    assert reasons_of_result("Login", a_good_result()) == ()


def test_a_red_result_always_has_a_reason() -> None:
    """Even if no step says why: a timeout before the first one."""
    late = Problem(code="run_timeout", message="The run took longer than 600 s.")
    (only,) = reasons_of_result("Slow", a_result(status="errored", problem=late))
    assert only.message == "The run took longer than 600 s."


def test_a_failed_extraction_is_a_reason() -> None:
    """The steps that need the variable would fail for a worse one."""
    lost = ExtractionResult(passed=False, name="token", source="response_json", error="No token.")
    bad = a_step(status="failed", variables=(lost,))
    (only,) = reasons_of_result("Login", a_result(bad, status="failed"))
    assert only.message == "The variable token could not be extracted: No token."


def test_nested_steps_have_places() -> None:
    """`1.2` is the second step within the first."""
    inner = a_bad_result().steps[1]
    outer = a_step(type="condition", method=None, status="failed", steps=(a_step(), inner))
    first = reasons_of_result("x", a_result(outer, status="failed"))[0]
    assert first.step.startswith("1.2 · ")


@pytest.mark.parametrize(
    ("policy", "fields", "message"),
    [
        (Policy(allow_refused=False), {"refused": 2}, "2 runs could not be made"),
        (Policy(), {"total": 0, "tally": Tally()}, "Nothing was run"),
        (Policy(), {"total": 1, "tally": Tally(failed=1, aside_failed=1)}, "No run counts"),
        (Policy(allow_errored=True), {"total": 1, "tally": Tally(errored=1)}, "could be judged"),
        (
            Policy(min_pass_ratio=0.9),
            {"total": 10, "tally": Tally(passed=8, failed=2)},
            "8 of 10 runs that count passed; at least 90 % must.",
        ),
    ],
)
def test_what_a_policy_refuses_is_a_reason(
    policy: Policy, fields: dict[str, Any], message: str
) -> None:
    """The first one, for no run says it."""
    view = a_batch_view()
    terms = Terms(policy=policy)
    view = replace(view, batch=replace(view.batch, terms=terms, **fields), runs=())
    assert message in reasons_of(view)[0].message


def test_what_does_not_count_is_no_reason() -> None:
    """A run set aside, or errored where that is allowed."""
    bad, aside = a_bad_view(), a_bad_view()
    aside = replace(aside, run=replace(aside.run, blocking=False))
    lost = replace(bad, run=replace(bad.run, status="errored"), result=None)
    tally = Tally(failed=2, aside_failed=1, errored=1)
    terms = Terms(policy=Policy(allow_errored=True))
    batch = a_batch(total=3, tally=tally, terms=terms)
    view = replace(a_batch_view(), batch=batch, runs=(aside, lost, bad))
    assert reasons_of(view) == reasons_of(replace(view, runs=(bad,)))
    assert reasons_of(view)


def test_a_batch_shows_only_the_first_reasons() -> None:
    """A verdict is a sentence, not a log."""
    view = a_batch_view(*(a_bad_view(index) for index in range(6)))
    assert len(reasons_of(view)) == 10
    assert len(reasons_of(view, limit=4)) == 4


def test_an_open_batch_and_a_good_one_have_none() -> None:
    """There is a reason only for no-go."""
    assert reasons_of(a_batch_view(a_run_view(a_good_result()))) == ()
    assert reasons_of(a_batch_view(a_bad_view(), a_run_view(None))) == ()


def test_an_empty_batch_says_that_nothing_was_run() -> None:
    """No-go without a run needs a reason most of all."""
    view = replace(a_batch_view(), batch=a_batch(total=0))
    assert "Nothing was run" in reasons_of(view)[0].message


def test_a_lost_run_is_a_reason_without_a_result() -> None:
    """Its problem is all there is."""
    lost = Problem(code="lost", message="The executor was lost twice.")
    view = a_batch_view(a_run_view(None, status="errored", problem=lost))
    assert reasons_of(view)[0].message == "The executor was lost twice."


def test_an_assertion_that_says_nothing_is_told_by_its_values() -> None:
    """A sentence in any case."""
    assert sentence(an_assertion(passed=False, actual="500")) == (
        "response_status equal_number '200': it was '500'."
    )
