"""The step summary: verdict, failures first, and no markup from outside."""

from __future__ import annotations

import pytest

from gonogo.reports import ReportedRun, reports
from tests.results import AN_ATTEMPT, a_bad_result, a_good_result, a_result, a_step, an_assertion

GOOD = ReportedRun(name="Login", result=a_good_result())
BAD = ReportedRun(name="Checkout", result=a_bad_result(), environment="staging")


def summary(*runs: ReportedRun) -> str:
    """The report as text."""
    return reports["github"].render(runs).decode()


@pytest.mark.parametrize(
    ("runs", "heading"), [((GOOD,), "## ✅ go"), ((GOOD, BAD), "## ❌ no-go"), ((), "## ❌ no-go")]
)
def test_the_verdict_comes_first(runs: tuple[ReportedRun, ...], heading: str) -> None:
    """Whoever reads one line knows it."""
    assert summary(*runs).splitlines()[0] == heading


def test_failures_come_before_the_list_of_all() -> None:
    """Each with its reasons."""
    text = summary(GOOD, BAD)
    assert text.index("### ❌ Checkout") < text.index("<summary>All tests")
    assert "expected 200, got 500" in text.replace("&#44;", ",")
    assert text.index("| ❌ | Checkout") < text.index("| ✅ | Login")


def test_a_flaky_test_is_told() -> None:
    """It passed, and still wants to be looked at."""
    text = summary(ReportedRun(name="Login", result=a_good_result(), earlier=(AN_ATTEMPT,)))
    assert "1 of 1 test passed, 1 of them flaky" in text
    assert "flaky: passed on attempt 2" in text


def test_every_attempt_is_told() -> None:
    """Of a flaky test, and of one that never passed."""
    for result, head in (
        (a_good_result(), "### ♻️ Login: passed on attempt 3"),
        (a_bad_result(), "### ❌ Login"),
    ):
        text = summary(ReportedRun(name="Login", result=result, earlier=(AN_ATTEMPT,) * 2))
        assert head in text
        assert "- attempt 1 failed after 0.250 s: <code>response_status" in text
        assert "- attempt 2 failed" in text


def test_nothing_from_outside_is_markup() -> None:
    """A tested server's answer must not put a picture, link or table cell into the summary."""
    evil = "![x](http://a.test)|<img src=x>\n# `b` **c**"
    bad = an_assertion(passed=False, actual=evil, error=evil)
    step = a_step(status="failed", note=evil, assertions=(bad,))
    text = summary(ReportedRun(name=evil, result=a_result(step, status="failed"), row={"a": evil}))
    for mark in ("![", "](", "<img", "`", "**", "\n# "):
        assert mark not in text


def test_thousands_of_failures_fit_into_a_summary() -> None:
    """GitHub refuses a summary above 1 MiB altogether."""
    assert len(reports["github"].render([BAD] * 5000)) < 1024 * 1024
    wordy = a_step(status="failed", assertions=(an_assertion(passed=False, error="(é" * 200),) * 9)
    long = ReportedRun(name="x", result=a_result(wordy, status="failed"))
    text = summary(*[long] * 5000)
    assert len(text.encode()) < 1024 * 1024
    assert text.endswith("… the summary ends here: there is no room for more.\n")
