"""The HTML report: one file for people, failures first, nothing from outside alive in it."""

from __future__ import annotations

import re
from html.parser import HTMLParser

import pytest

from gonogo.reports import ReportedRun, reports
from tests.results import (
    AN_ATTEMPT,
    a_bad_result,
    a_good_result,
    a_response,
    a_result,
    a_step,
    an_assertion,
)

GOOD = ReportedRun(name="Login", result=a_good_result())
BAD = ReportedRun(name="Checkout", result=a_bad_result(), environment="staging")
VOID = {"meta", "rect", "link", "br"}


class Balance(HTMLParser):
    """Whether every element that is opened is closed in its turn."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []

    def handle_starttag(self, tag: str, attrs: object) -> None:
        """One more is open."""
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        """The last one is closed."""
        if tag not in VOID:
            assert self.open.pop() == tag


def html(*runs: ReportedRun) -> str:
    """The report as text."""
    return reports["html"].render(runs).decode()


@pytest.mark.parametrize(
    ("runs", "verdict"), [((GOOD,), "Go"), ((GOOD, BAD), "No-go"), ((), "No-go")]
)
def test_the_verdict_is_its_heading(runs: tuple[ReportedRun, ...], verdict: str) -> None:
    """A well-formed page, whatever there was to run."""
    text = html(*runs)
    assert f'<h1 id="verdict">{verdict}</h1>' in text
    page = Balance()
    page.feed(text)
    assert page.open == []


def test_failures_come_first_and_open() -> None:
    """Reasons, then the tests that failed, then the others folded."""
    text = html(GOOD, BAD)
    assert text.index("Why") < text.index('id="tests"')
    tests = text[text.index('id="tests"') :]
    assert tests.index("Checkout") < tests.index("Log in") < tests.index(">Login")
    assert '<details class="step bad" open>' in tests


def test_bodies_and_timings_are_in_it() -> None:
    """What was answered, and which phase took how long."""
    text = html(BAD)
    assert "&lt;b&gt;out &amp; about&lt;/b&gt;" in text
    assert '<rect class="first"' in text
    assert 'class="span" x=' in text


def test_it_needs_nothing_but_itself() -> None:
    """No script, no file, no address to fetch."""
    text = html(GOOD, BAD)
    assert not re.search(r"<(script|link|img|iframe)|\ssrc=|@import|url\(", text)
    assert "default-src 'none'" in text


def test_nothing_from_outside_is_alive() -> None:
    """A tested server may answer anything."""
    evil = "</pre><script>alert(1)</script><a href='javascript:x'>"
    bad = an_assertion(passed=False, property=evil, expected=evil, actual=evil, error=evil)
    response = a_response(500, body=evil, reason=evil, headers=((evil, evil),))
    step = a_step(status="failed", note=evil, response=response, assertions=(bad,))
    result = a_result(step, status="failed")
    text = html(ReportedRun(name=evil, result=result, row={evil: evil}, url="javascript:x"))
    assert "<script" not in text
    assert "href='javascript" not in text
    assert 'href="javascript' not in text


def test_a_row_and_a_flaky_test_are_told() -> None:
    """Both are why one looks closer."""
    text = html(
        ReportedRun(name="Row", result=a_good_result(), row={"id": "7"}, earlier=(AN_ATTEMPT,))
    )
    assert "1 of 1 test passed, 1 of them only when run again." in text
    assert "id=7" in text
    assert ">Flaky<" in text
    assert "This is the result of attempt 2." in text
    assert "<p>response_status: it was 500.</p>" in text


def test_the_page_stays_small_however_much_was_run() -> None:
    """What failed is whole; of what passed the page says how much it leaves out."""
    step = a_step(response=a_response(body="<" * 100_000))
    long = ReportedRun(name="Long", result=a_result(*[step] * 2_000))
    text = html(long, *[GOOD] * 6_000, BAD)
    assert len(text) < 60_000_000
    assert "more steps; the JSON report has them" in text
    assert "There is no room here for 1002 more tests; they passed." in text
    assert text.index("Checkout") < text.index("Long")


def test_a_long_body_is_cut() -> None:
    """A page of hundreds of megabytes opens in no browser."""
    step = a_step(response=a_response(body="x" * 100_000))
    text = html(ReportedRun(name="Long", result=a_result(step)))
    assert len(text) < 60_000
    assert "… 80000 more characters" in text
