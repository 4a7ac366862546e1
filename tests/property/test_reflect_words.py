"""Reflect's two vocabularies tell the same story of any execution, and no client loops for ever."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

from hypothesis import given
from hypothesis import strategies as some

from gonogo.dialects._contract import Links
from gonogo.dialects.reflect import _executions, _suite_executions
from gonogo.dialects.reflect._states import status_by_head
from gonogo.domain.commands import BatchView
from gonogo.domain.result import Problem
from gonogo.domain.run import TERMINAL, RunStatus
from gonogo.domain.terms import Terms
from gonogo.domain.turns import SETUP_FAILED
from gonogo.services.cancel import CANCELED
from tests.builders import NOW, NUMBER
from tests.results import a_bad_result, a_batch_view, a_good_result, a_view

LINKS = Links(public="https://gonogo.example.com", dialect="https://gonogo.example.com/reflect")
LAST = {"passed", "failed", "canceled"}
STATUSES: tuple[RunStatus, ...] = ("queued", "running", "passed", "failed", "errored", "canceled")
LOST = Problem(code="lost", message="The executor was lost twice.")
ENDS: dict[str, dict[str, Any]] = {
    "queued": {},
    "running": {"started_at": NOW + 1},
    "passed": {"started_at": NOW + 1, "finished_at": NOW + 2},
    "failed": {"started_at": NOW + 1, "finished_at": NOW + 2},
    "errored": {"finished_at": NOW + 90, "problem": LOST},
    "canceled": {"finished_at": NOW + 2, "problem": CANCELED},
}


def _view(statuses: list[RunStatus], *, results: bool) -> BatchView:
    """An execution whose runs stand so."""
    found = {"passed": a_good_result, "failed": a_bad_result}
    parts = []
    for index, status in enumerate(statuses):
        made = found[status]() if results and status in found else None
        view = a_view(made, index)
        parts.append(replace(view, run=replace(view.run, status=status, **ENDS[status])))
    return a_batch_view(*parts, number=NUMBER, kind="suite", dialect="reflect", terms=Terms())


statuses = some.lists(some.sampled_from(STATUSES), max_size=7)


@given(statuses, some.booleans())
def test_a_suite_is_finished_exactly_at_a_last_word(found: list[RunStatus], results: bool) -> None:
    """That is when every run is over; a list says the same without looking at runs."""
    view = _view(found, results=results)
    document: Any = _suite_executions.document(view, "smoke", LINKS)
    over = all(status in TERMINAL for status in found)
    assert document["isFinished"] is over
    assert (document["status"] in LAST) is over
    assert over or document["status"] == "pending"
    assert status_by_head(view.batch) == document["status"]


@given(statuses, some.booleans())
def test_only_what_failed_has_the_letters_of_it(found: list[RunStatus], results: bool) -> None:
    """A shell client leaves with 1 at the first; a suite that failed shows one."""
    document: Any = _suite_executions.document(_view(found, results=results), "smoke", LINKS)
    items = document["tests"]["data"]
    bad = [status in ("failed", "errored") for status in found]
    assert ["failed" in item["status"] for item in items] == bad
    if document["status"] == "failed":
        assert any(bad)
    if document["status"] == "passed":
        assert {item["status"] for item in items} <= {"passed"}
    for item, status in zip(items, found, strict=True):
        assert len(item["runs"]) == (status in TERMINAL and status != "canceled")
        for run in item["runs"]:
            assert (run["status"] == "passed") is (status == "passed")
            known = results or status == "errored"
            assert bool(run.get("failedStepIndex")) is (known and status != "passed")


@given(statuses, some.booleans())
def test_both_vocabularies_tell_the_same(found: list[RunStatus], results: bool) -> None:
    """A run is there when it is over; all succeeded exactly when the suite passed."""
    view = _view(found, results=results)
    suite: Any = _suite_executions.document(view, "smoke", LINKS)
    tests: Any = _executions.document(view, LINKS)["tests"]
    assert ["run" in test for test in tests] == [status in TERMINAL for status in found]
    assert all("run" in test for test in tests) is suite["isFinished"]
    words = {test["status"] for test in tests}
    assert words <= {"queued", "running", "succeeded", "failed"}
    assert (words <= {"succeeded"}) is (suite["status"] == "passed")
    for test, item in zip(tests, suite["tests"]["data"], strict=True):
        assert (test["status"] == "succeeded") is (item["status"] == "passed")
        if "run" in test:
            assert (test["run"]["status"] == "passed") is (test["status"] == "succeeded")


@given(statuses, some.booleans())
def test_every_document_is_json_that_clients_of_every_language_keep(
    found: list[RunStatus], results: bool
) -> None:
    """Numbers within 53 bits, times as whole milliseconds, no null where a text is read."""
    view = _view(found, results=results)

    def check(value: Any) -> None:
        if isinstance(value, dict | list):
            for each in value.values() if isinstance(value, dict) else value:
                check(each)
        elif not isinstance(value, str):
            assert isinstance(value, int)
            assert 0 <= value < 1 << 53

    for document in (
        _suite_executions.document(view, "smoke", LINKS),
        _executions.document(view, LINKS),
    ):
        assert json.loads(json.dumps(document)) == document
        check(document)


@given(statuses, some.data())
def test_a_last_word_is_never_taken_back(found: list[RunStatus], data: some.DataObject) -> None:
    """However the open runs end; a suite that is pending may only end."""
    ended = [
        status if status in TERMINAL else data.draw(some.sampled_from(sorted(TERMINAL)))
        for status in found
    ]
    before: Any = _suite_executions.document(_view(found, results=False), "smoke", LINKS)
    after: Any = _suite_executions.document(_view(ended, results=True), "smoke", LINKS)
    assert after["status"] in LAST
    assert before["status"] in ("pending", after["status"])
    for old, new in zip(before["tests"]["data"], after["tests"]["data"], strict=True):
        assert old["status"] in ("queued", "running", new["status"])


@given(some.lists(some.sampled_from(("queued", "passed", "canceled")), min_size=1, max_size=5))
def test_tests_behind_a_failed_setup_make_no_suite_a_canceled_one(found: list[RunStatus]) -> None:
    """Nobody wished it."""
    view = _view(["failed", *found], results=False)
    hopeless = Problem(code=SETUP_FAILED, message="The setup failed.")
    runs = tuple(
        replace(part, run=replace(part.run, problem=hopeless))
        if part.run.status == "canceled"
        else part
        for part in view.runs
    )
    view = replace(view, runs=runs, batch=replace(view.batch, setup=1))
    document: Any = _suite_executions.document(view, "smoke", LINKS)
    assert document["status"] == ("pending" if "queued" in found else "failed")
