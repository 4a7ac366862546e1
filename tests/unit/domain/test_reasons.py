"""Why a verdict is no-go: the first things that failed, each with what was there."""

from __future__ import annotations

from dataclasses import replace

from gonogo.domain.reasons import reasons_of, reasons_of_result, sentence
from gonogo.domain.result import ExtractionResult, Problem
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
