"""The JUnit report: what CI systems count, and that no red run looks green."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from xml.etree import ElementTree

import pytest

from gonogo.domain.commands import RunView
from gonogo.domain.result import ExtractionResult, Problem, RunResult
from gonogo.reports import ReportedRun, reported, reports
from tests.results import (
    AN_ATTEMPT,
    a_bad_result,
    a_good_result,
    a_response,
    a_result,
    a_step,
    a_view,
    an_assertion,
)

COUNTS = ("tests", "failures", "errors", "skipped")


def junit(*runs: ReportedRun) -> ElementTree.Element:
    """The report, parsed."""
    text: Sequence[ReportedRun] = runs
    return ElementTree.fromstring(reports["junit"].render(text))  # noqa: S314 — our own


def a_run(result: RunResult, name: str = "Checkout") -> ReportedRun:
    """A run to report."""
    return ReportedRun(name=name, result=result, suite="smoke", environment="staging")


def counts(element: ElementTree.Element) -> tuple[int, ...]:
    """Tests, failures, errors, and of a suite skipped."""
    return tuple(int(element.attrib[name]) for name in COUNTS if name in element.attrib)


def test_failures_errors_and_skipped_are_counted_apart() -> None:
    """Two assertions said no, one step could not be judged, one was left out."""
    root = junit(a_run(a_bad_result()), a_run(a_good_result(), "Login"))
    first, second = root.findall("testsuite")
    assert counts(first) == (6, 2, 1, 1)
    assert counts(second) == (2, 0, 0, 0)
    assert counts(root) == (8, 2, 1)


def test_the_counts_are_those_of_the_cases() -> None:
    """A CI system may use either."""
    (suite,) = junit(a_run(a_bad_result())).findall("testsuite")
    cases = suite.findall("testcase")
    found = [len(suite.findall(f"testcase/{tag}")) for tag in ("failure", "error", "skipped")]
    assert counts(suite) == (len(cases), *found)


def test_a_failure_tells_expected_and_actual() -> None:
    """In the message and, with more room, in the text."""
    failure = junit(a_run(a_bad_result())).find("testsuite/testcase/failure")
    assert failure is not None
    assert failure.attrib["message"] == "response_status equal_number: expected 200, got 500"
    assert failure.text is not None
    assert "expected: 200" in failure.text
    assert "actual:   500" in failure.text


LATE = Problem(code="run_timeout", message="The run took longer than 600 s.")
NO_TOKEN = ExtractionResult(passed=False, name="token", source="response_json", error="No token.")


@pytest.mark.parametrize(
    "result",
    [
        a_result(status="errored", problem=LATE),
        a_result(status="canceled"),
        a_result(a_step(), status="failed"),
        a_result(a_step(), status="errored", problem=LATE),
        a_result(a_step(status="failed", variables=(NO_TOKEN,)), status="failed"),
        a_result(a_step(status="failed", assertions=()), status="failed"),
        a_result(a_step(status="errored", assertions=()), status="errored"),
    ],
)
def test_a_red_run_has_a_red_case(result: RunResult) -> None:
    """Whatever made it red."""
    _, failures, errors = counts(junit(a_run(result)))
    assert failures + errors == 1


@pytest.mark.parametrize(
    "view",
    [
        a_view(None),
        a_view(None, status="running"),
        a_view(None, status="errored", finished_at=3.0, problem=LATE),
        a_view(None, status="passed", finished_at=3.0),
    ],
    ids=["queued", "running", "lost", "passed without a result"],
)
def test_a_run_without_a_result_is_an_error(view: RunView) -> None:
    """A report of an unfinished batch must not read as a green one."""
    assert counts(junit(reported(view)))[2] == 1


def test_a_step_without_assertions_is_a_case_of_its_own() -> None:
    """Otherwise a run of pauses would have no case at all."""
    (case,) = junit(a_run(a_result(a_step(assertions=())))).iter("testcase")
    assert case.attrib["name"] == "1 · GET https://shop.example.com/login"


def test_what_xml_cannot_hold_is_marked() -> None:
    """A tested server may answer anything; the report stays readable."""
    evil = "\x00\x0b\ud800\ufffe]]>&<\"'\u0085é😀"
    bad = an_assertion(passed=False, expected=evil, actual=evil, error=evil)
    step = a_step(status="failed", note=evil, assertions=(bad,), response=a_response(body=evil))
    root = junit(ReportedRun(name=evil, result=a_result(step, status="failed"), suite=evil))
    assert counts(root)[1] == 1
    assert "]]>&<" in root.find("testsuite").attrib["name"]  # type: ignore[union-attr]


def test_times_of_the_cases_add_up_to_the_steps() -> None:
    """A step's duration counts once, however many assertions it has."""
    times = [float(c.attrib["time"]) for c in junit(a_run(a_bad_result())).iter("testcase")]
    assert sum(times) == pytest.approx(0.104 + 0.42 + 0.003)


def test_no_run_is_an_empty_report() -> None:
    """Still a document."""
    assert counts(junit()) == (0, 0, 0)


# What the schema that Jenkins checks against allows (junit-10.xsd of its xUnit plugin): attributes
# that must be there, those that may, and the elements inside.
JENKINS = {
    "testsuites": ("", "name time tests failures errors", "testsuite"),
    "testsuite": (
        "name tests failures errors",
        "time skipped timestamp hostname id package file url",
        "properties testcase system-out system-err",
    ),
    "properties": ("", "", "property"),
    "property": ("name value", "", ""),
    "testcase": (
        "name",
        "time classname",
        "skipped error failure rerunFailure rerunError flakyFailure flakyError",
    ),
    **dict.fromkeys(
        ("rerunFailure", "rerunError", "flakyFailure", "flakyError"), ("type", "message", "")
    ),
    "failure": ("", "type message", ""),
    "error": ("", "type message", ""),
    "skipped": ("", "type message", ""),
}
ROW = ReportedRun(
    name="Row",
    result=a_bad_result(),
    suite="smoke",
    url="u",
    row={"id": "7"},
    earlier=(AN_ATTEMPT,),
)
FLAKY = ReportedRun(name="Flaky", result=a_good_result(), earlier=(AN_ATTEMPT, AN_ATTEMPT))
RETRIED = ReportedRun(
    name="Retried", result=a_result(a_step(attempts=(replace(AN_ATTEMPT, status="errored"),)))
)
LOST_RUN = ReportedRun(name="Lost", result=a_result(status="errored", problem=LATE))


def test_jenkins_schema_is_kept() -> None:
    """Jenkins drops a whole report for one attribute that its schema does not know."""
    evil = a_run(a_result(a_step(note="\x00\x1b\ud800<é😀>"), status="failed"), "\x07ü")
    for element in junit(ROW, LOST_RUN, FLAKY, RETRIED, evil, a_run(a_good_result())).iter():
        needed, allowed, inside = (words.split() for words in JENKINS[element.tag])
        assert set(needed) <= element.attrib.keys() <= {*needed, *allowed}, element.tag
        assert {child.tag for child in element} <= set(inside)
        for name in ("tests", "failures", "errors", "skipped", "id"):
            assert element.get(name, "0").isdigit()
        if element.tag == "testsuite":
            assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d", element.attrib["timestamp"])
        if element.tag in ("testsuites", "testsuite"):
            assert re.fullmatch(r"\d+\.\d{3}", element.attrib["time"])


def test_what_gitlab_reads_is_there() -> None:
    """It joins class and name to tell cases apart, and shows the text of what failed."""
    for case in junit(ROW, LOST_RUN).iter("testcase"):
        assert case.attrib["classname"]
        assert case.attrib["name"]
        assert float(case.attrib["time"]) >= 0
        for bad in (*case.iter("failure"), *case.iter("error")):
            assert bad.text


def test_a_row_and_the_attempts_are_told() -> None:
    """In the suite's name, and as properties."""
    (suite,) = junit(ROW)
    assert suite.attrib["name"] == "Row (id=7)"
    found = {p.attrib["name"]: p.attrib["value"] for p in suite.iter("property")}
    assert found == {"url": "u", "attempts": "2", "row.id": "7"}


def test_rows_and_repetitions_of_a_test_are_cases_of_their_own() -> None:
    """Where the environment is another, the case is the same, so that its history goes on."""
    runs = [
        ReportedRun(name="T", result=a_good_result(), row={"id": "1"}, environment="a"),
        ReportedRun(name="T", result=a_good_result(), row={"id": "2"}, environment="b"),
        ReportedRun(name="T", result=a_good_result(), repetition=3, environment="b"),
    ]
    names = [suite.findall("testcase")[0].attrib["classname"] for suite in junit(*runs)]
    assert names == ["T (id=1)", "T (id=2)", "T (run 3)"]


def test_a_flaky_run_says_on_which_attempt_it_passed() -> None:
    """In the words that Maven's Surefire brought in, and green."""
    (suite,) = junit(FLAKY)
    case = suite.findall("testcase")[-1]
    assert case.attrib["name"] == "passed on attempt 3"
    told = [flaky.attrib["message"] for flaky in case.findall("flakyFailure")]
    assert told == [f"attempt {n}: response_status: it was 500." for n in (1, 2)]
    assert counts(suite)[1:] == (0, 0, 0)


def test_attempts_of_a_run_that_never_passed_stand_by_its_failure() -> None:
    """Once, and they are not counted."""
    (suite,) = junit(ROW)
    first = next(case for case in suite.iter("testcase") if case.find("failure") is not None)
    assert [element.tag for element in first] == ["failure", "rerunFailure"]
    assert len(list(suite.iter("rerunFailure"))) == 1
    assert counts(suite) == (6, 2, 1, 1)


def test_tries_of_a_step_stand_in_its_first_case() -> None:
    """The one before failed without being judged."""
    (suite,) = junit(RETRIED)
    first, *others = suite.findall("testcase")
    assert [element.tag for element in first] == ["flakyError"]
    assert first[0].attrib["message"].startswith("try 1: ")
    assert all(len(case) == 0 for case in others)


def test_filters_of_an_assertion_are_in_its_name_and_message() -> None:
    """Otherwise a count would be taken for the value that was counted."""
    filters = (("split", (",",)), ("count", ()))
    bad = an_assertion(passed=False, property="tags", filters=filters, actual="2")
    (suite,) = junit(a_run(a_result(a_step(status="failed", assertions=(bad,)), status="failed")))
    failure = suite.find("testcase/failure")
    assert failure is not None
    wanted = 'response_status tags | split "," | count equal_number'
    assert failure.attrib["message"].startswith(wanted)
