"""Runs, batches and steps in TesterArmy's words: shapes that its clients rely on."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from gonogo.dialects._contract import Request
from gonogo.dialects.testerarmy._fields import Fields
from gonogo.dialects.testerarmy._membership import Group, new_suite, with_prep, with_test
from gonogo.dialects.testerarmy._multipart import parts_of
from gonogo.dialects.testerarmy._run_document import ci_document, run_document
from gonogo.dialects.testerarmy._steps import document, read_steps
from gonogo.domain.ids import TestId
from gonogo.domain.result import Problem
from gonogo.domain.run import TERMINAL
from gonogo.domain.terms import Terms
from gonogo.errors import Invalid
from tests.builders import NOW, a_batch, a_project
from tests.results import a_bad_result, a_bad_view, a_batch_view, a_good_result, a_view

FIELDS = {"id", "type", "status", "input", "createdAt"}
STATUSES = ("queued", "running", "completed", "failed", "cancelled")
NULLABLE = {
    "platform",
    "deviceModel",
    "source",
    "output",
    "durationMs",
    "webhookUrl",
    "webhookStatus",
    "userName",
    "executionMode",
    "autoRetryCount",
    "startedAt",
    "completedAt",
}
"""What the vendor's schema lets be null; all else is left out where there is nothing to say."""
CI = Terms(kept={"type": "ci", "title": "Faster"})


def every_view() -> list[Any]:
    """A run in every state, with a result and without."""
    lost = Problem(code="executor_lost", message="The executor was lost twice.")
    return [
        a_view(None),
        a_view(None, status="running", attempt=1, started_at=NOW),
        a_view(None, status="canceled", finished_at=NOW),
        a_view(None, status="errored", finished_at=NOW, problem=lost),
        a_view(replace(a_bad_result(), status="errored", problem=lost)),
        a_view(a_good_result()),
        a_bad_view(),
    ]


@pytest.mark.parametrize("view", every_view(), ids=lambda view: view.run.status)
def test_a_run_has_what_the_schema_demands_and_no_null_that_it_forbids(view: Any) -> None:
    """In every state."""
    found = run_document(view)
    assert set(found) >= FIELDS
    assert found["status"] in STATUSES
    assert {name for name, value in found.items() if value is None} <= NULLABLE
    assert (found["output"] is not None) == (found["status"] == "completed")
    assert (found["status"] in ("queued", "running")) == (view.run.status not in TERMINAL)
    for step in found["stepResults"]:
        assert step["status"] in ("passed", "failed")
        assert step["type"] in ("act", "assert", "login", "files", "screenshot", "javascript")


def test_what_failed_is_told_as_issues_with_an_address() -> None:
    """Each with a severity of 1 to 5."""
    output = run_document(a_bad_view())["output"]
    assert output["result"] == "FAILED"
    assert len(output["issues"]) == 3
    for issue in output["issues"]:
        assert issue["type"] in ("issue", "warning")
        assert issue["url"].startswith("https://shop.example.com/")
        assert 1 <= issue["severity"] <= 5
    assert [step["stepIndex"] for step in output["steps"]] == [0, 1, 2]


@pytest.mark.parametrize(
    ("platform", "code"),
    [("ios", "InvalidMobileApp"), ("android", "InvalidMobileApp"), ("web", "needs_agent")],
)
def test_a_phone_that_is_not_there_has_its_own_code(platform: str, code: str) -> None:
    """Other problems keep theirs."""
    problem = Problem(code="needs_agent", message="It needs an agent.")
    batch = a_batch(terms=Terms(kept={"platform": platform}))
    view = a_view(None, status="errored", problem=problem)
    assert run_document(replace(view, batch=batch))["error"]["code"] == code
    other = a_view(None, status="errored", problem=replace(problem, code="run_timeout"))
    assert run_document(replace(other, batch=batch))["error"]["code"] == "run_timeout"


@pytest.mark.parametrize(
    ("views", "status", "result"),
    [
        ((a_view(None),), "queued", None),
        ((a_view(a_good_result()), a_view(None, 1)), "running", None),
        ((a_view(a_good_result()),), "completed", "PASS"),
        ((a_view(a_good_result()), a_bad_view()), "completed", "FAILED"),
        ((a_bad_view(), a_view(None, 1, status="errored")), "completed", "FAILED"),
        ((a_view(a_good_result()), a_view(None, 1, status="errored")), "failed", None),
        ((a_view(a_good_result()), a_view(None, 1, status="canceled")), "cancelled", None),
        ((), "completed", "FAILED"),
    ],
)
def test_a_batch_as_one_run_passed_only_if_it_is_a_go(
    views: tuple[Any, ...], status: str, result: str | None
) -> None:
    """And its words fit together."""
    found = ci_document(a_batch_view(*views, terms=CI))
    assert (found["status"], (found["output"] or {}).get("result")) == (status, result)
    assert found["type"] == "ci"
    assert {name for name, value in found.items() if value is None} <= NULLABLE


@pytest.mark.parametrize(
    "step",
    [
        {"type": "act", "title": "x"},
        {"type": "login", "title": "x", "temporaryEmail": False},
        {"type": "files", "title": "x", "fileIds": []},
        {"type": "screenshot"},
        {"type": "javascript", "code": "return 1", "title": "x"},
        {"type": "javascript", "request": {"type": "request", "url": "/a"}, "code": "1"},
    ],
)
def test_a_step_comes_back_as_it_was_written(step: dict[str, Any]) -> None:
    """Whether it is kept or performed; members that the vendor does not know are dropped."""
    assert document(*read_steps([Fields({**step, "colour": "red"})])) == [step]


def test_types_that_do_not_fit_the_steps_any_more_are_passed_over() -> None:
    """The test was pushed anew meanwhile."""
    steps = ({"type": "request", "url": "/a"}, {"type": "pause", "duration": 3.0})
    shown = document(steps, [{"type": "login"}])
    assert [(step["type"], step["title"]) for step in shown] == [
        ("act", "GET /a"),
        ("act", "pause"),
    ]


def test_a_test_is_in_a_suite_once() -> None:
    """As a member or before the others, never both."""
    one, two = TestId("1"), TestId("2")
    suite = with_prep(with_test(with_test(new_suite("x"), one), two), one)
    assert (suite.setup, suite.tests) == ((one,), (two,))
    assert with_test(suite, one) == suite
    again = with_prep(suite, two)
    assert (again.setup, again.tests) == ((two,), (one,))
    assert with_prep(again, None).tests == (one, two)
    assert Group(a_project(), replace(again, id="s")).members(()) == {one, two}  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("kind", "body"),
    [
        ("application/json", b"{}"),
        ("", b""),
        ("multipart/form-data", b"--b--"),
        ("multipart/form-data; boundary=b", b""),
    ],
)
def test_a_body_that_has_no_parts_is_refused(kind: str, body: bytes) -> None:
    """Whatever is wrong with it."""
    headers = {"content-type": kind} if kind else {}
    with pytest.raises(Invalid):
        parts_of(Request(method="POST", path="/", headers=headers, body=body))
