"""Runscope's result: its vocabulary, its alignment with the steps, and no good news by accident."""

from __future__ import annotations

import json
from typing import Any

import pytest

from gonogo.dialects._contract import Links, Request
from gonogo.dialects.runscope._result import encode_result
from gonogo.domain.commands import RunView
from gonogo.domain.result import Problem
from gonogo.formats.runscope.words import COMPARISONS, SOURCES
from tests.results import (
    a_bad_view,
    a_good_result,
    a_result,
    a_step,
    a_view,
    an_assertion,
)

LINKS = Links(public="https://g.example.com", dialect="https://g.example.com/runscope")


def data(view: RunView) -> dict[str, Any]:
    """The answer's data."""
    reply = encode_result(view, Request(method="GET", path="/"), LINKS)
    found: dict[str, Any] = json.loads(reply.body)["data"]
    return found


@pytest.mark.parametrize(
    ("status", "word"),
    [("queued", "working"), ("running", "working"), ("passed", "pass"), ("failed", "fail"),
     ("errored", "fail"), ("canceled", "canceled")],
)  # fmt: skip
def test_a_state_has_the_word_that_pollers_know(status: str, word: str) -> None:
    """`working` is the only pending word that all know."""
    assert data(a_view(None, status=status, finished_at=2.0))["result"] == word


def test_an_open_run_has_no_end_and_only_pending_entries() -> None:
    """A poller that looks at `finished_at` alone must wait."""
    found = data(a_view(None, status="running", finished_at=5.0, started_at=None))
    assert found["finished_at"] is None
    assert isinstance(found["started_at"], float)
    assert [entry["result"] for entry in found["requests"]] == [None]


def test_entry_zero_is_the_initial_script() -> None:
    """Without URL and method; the steps follow with their definition's ids."""
    result = a_good_result()
    first, *steps = data(a_view(result))["requests"]
    assert (first["url"], first["method"], first["result"]) == (None, None, "pass")
    assert [entry["uuid"] for entry in steps] == [step.id for step in result.steps]


def test_a_condition_stands_before_and_after_its_steps() -> None:
    """Clients walk the entries in parallel with the flattened steps."""
    inner = (a_step(1), a_step(2))
    condition = a_step(0, type="condition", method=None, url=None, assertions=(), steps=inner)
    result = a_result(condition, a_step(3))
    ids = [entry["uuid"] for entry in data(a_view(result))["requests"]][1:]
    assert ids == [condition.id, inner[0].id, inner[1].id, condition.id, result.steps[1].id]


def test_a_skipped_step_has_no_address() -> None:
    """A client looks `result` up in {pass, fail} wherever there is one."""
    entry = data(a_bad_view())["requests"][-1]
    assert (entry["result"], entry["url"]) == ("skipped", None)


def test_an_assertion_speaks_the_words_of_results() -> None:
    """All seven keys, texts for values."""
    number = an_assertion(expected=None, comparison="is_a_number", actual="7")
    result = a_result(a_step(0, assertions=(an_assertion(), number)))
    first, second = data(a_view(result))["requests"][1]["assertions"]
    assert first == {
        "result": "pass",
        "source": "status_code",
        "property": None,
        "comparison": "equals_number",
        "target_value": "200",
        "actual_value": "200",
        "error": None,
    }
    assert second["target_value"] == ""


def test_words_without_a_translation_stay() -> None:
    """`contains` is the same in both vocabularies."""
    assert "contains" not in COMPARISONS
    assert SOURCES["response_headers"] == "response_header"


LOST = Problem(code="lost", message="The executor was lost twice.")


@pytest.mark.parametrize(
    "view",
    [
        a_view(None, status="errored", finished_at=9.0, problem=LOST),
        a_view(None, status="canceled", finished_at=9.0),
        a_view(a_result(a_step(status="errored", assertions=(), problem=LOST), status="errored")),
        a_view(a_result(status="errored", problem=LOST)),
    ],
    ids=["lost", "canceled", "no connection", "no step"],
)
def test_a_run_that_is_not_good_shows_a_failed_assertion(view: RunView) -> None:
    """A client calls good what has ended with `assertions_failed` 0; sums match the entries."""
    found = data(view)
    assert found["assertions_failed"] == 1
    assert found["assertions_defined"] == found["assertions_passed"] + 1
    entries = [entry["assertions_failed"] for entry in found["requests"]]
    told = [a for entry in found["requests"] for a in entry["assertions"] if a["result"] == "fail"]
    assert sum(entries) == len(told) == 1
    assert told[0]["error"]


def test_a_failed_assertion_is_not_told_twice() -> None:
    """Where there is one already, none is made up."""
    found = data(a_bad_view())
    assert found["assertions_failed"] == 2
    assert sum(entry["assertions_failed"] for entry in found["requests"]) == 2


def test_an_agent_is_no_region() -> None:
    """Exactly one of the two is set."""
    agent = "0b4f4f10-8f4e-4b0f-9d5c-3a1d6c1f7a90"
    found = data(a_view(a_good_result(), location=agent))
    assert (found["agent"], found["region"]) == (agent, None)
    found = data(a_view(a_good_result(), location="eu1"))
    assert (found["agent"], found["region"]) == (None, "eu1")


@pytest.mark.parametrize(
    ("source", "word"),
    [("trigger", "trigger_url"), ("api", "manual"), ("schedule", "scheduled"),
     ("gate", "trigger_url")],
)  # fmt: skip
def test_a_result_tells_what_started_it(source: str, word: str) -> None:
    """In one of the three words that a strict client knows."""
    assert data(a_view(None, source=source))["source"] == word


def test_subtests_are_counted_where_there_are_any() -> None:
    """What neither passed nor failed is counted apart."""
    kinds = ("passed", "failed", "skipped", "errored")
    steps = [a_step(place, type="subtest", status=kind) for place, kind in enumerate(kinds)]
    found = data(a_view(a_result(*steps, status="failed")))
    counts = ("subtests_count", "subtests_passed", "subtests_failed", "subtests_others")
    assert [found[name] for name in counts] == [4, 1, 1, 2]
    assert "subtests_count" not in data(a_view(a_good_result()))
