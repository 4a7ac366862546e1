"""Empirical and Bug0 tell the story of any batch as gonogo does, and take no end back."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from hypothesis import given
from hypothesis import strategies as some

from gonogo.dialects.bug0 import _status as bug0
from gonogo.dialects.empirical import _documents, _states
from gonogo.dialects.empirical._outcome import encode_batch_outcome
from gonogo.domain.commands import BatchView
from gonogo.domain.result import Problem
from gonogo.domain.run import TERMINAL, RunStatus
from gonogo.domain.turns import SETUP_FAILED
from gonogo.services.cancel import CANCELED
from tests.builders import NOW, NUMBER
from tests.dialogue import LINKS
from tests.results import a_batch_view, a_view

STATUSES: tuple[RunStatus, ...] = ("queued", "running", "passed", "failed", "errored", "canceled")
BEHIND = Problem(code=SETUP_FAILED, message="The test Login failed before it.")
ENDS: dict[str, dict[str, Any]] = {
    "queued": {},
    "running": {"started_at": NOW + 1},
    "passed": {"started_at": NOW + 1, "finished_at": NOW + 2},
    "failed": {"started_at": NOW + 1, "finished_at": NOW + 2},
    "errored": {"finished_at": NOW + 90},
    "canceled": {"finished_at": NOW + 2},
}
LAST = ("ended", "error", "cancelled")
statuses = some.lists(some.sampled_from(STATUSES), max_size=6)


def view_of(found: list[RunStatus], problem: Problem = CANCELED) -> BatchView:
    """A batch whose runs stand so."""
    parts = []
    for index, status in enumerate(found):
        view = a_view(None, index)
        why = problem if status == "canceled" else None
        run = replace(view.run, status=status, problem=why, **ENDS[status])
        parts.append(replace(view, run=run))
    return a_batch_view(*parts, number=NUMBER, dialect="empirical")


def state(view: BatchView) -> Any:
    """Empirical's item."""
    return _documents.item(view.batch, [part.run for part in view.runs])


def status(view: BatchView) -> Any:
    """Bug0's status."""
    return bug0.execution(view, LINKS)


@given(statuses, some.sampled_from((CANCELED, BEHIND)))
def test_a_go_is_a_pass_in_every_vocabulary_and_nothing_else_is(
    found: list[RunStatus], problem: Problem
) -> None:
    """The rule of every client: `ended` with no failed test, or `passed`."""
    view = view_of(found, problem)
    item = state(view)
    go = view.batch.verdict == "go"
    assert (item["state"] == "ended" and item["failed_count"] == 0) == go
    assert (status(view)["status"] == "passed") == go


@given(statuses, some.sampled_from((CANCELED, BEHIND)))
def test_the_end_is_the_end_in_every_vocabulary(found: list[RunStatus], problem: Problem) -> None:
    """Exactly when every run is over; and nothing has begun exactly while all are queued."""
    view = view_of(found, problem)
    over = all(each in TERMINAL for each in found)
    assert (state(view)["state"] in LAST) == over
    assert (status(view)["finishedAt"] is not None) == over
    assert (status(view)["status"] in ("passed", "failed", "cancelled")) == over
    waiting = not over and all(each == "queued" for each in found)
    assert (state(view)["state"] == "queued") == waiting
    assert (status(view)["status"] == "queued") == waiting


@given(statuses)
def test_the_counts_are_those_of_the_runs(found: list[RunStatus]) -> None:
    """What could not be judged has failed, what was canceled was skipped."""
    item, counts = state(view_of(found)), status(view_of(found))["counts"]
    assert item["failed_count"] == found.count("failed") + found.count("errored")
    assert item["skipped_count"] == found.count("canceled") == counts["cancelled"]
    assert item["success_count"] == found.count("passed") == counts["passed"]
    assert item["total_count"] == len(found) == counts["total"]


@given(statuses, some.sampled_from((CANCELED, BEHIND)))
def test_a_list_and_a_single_answer_agree(found: list[RunStatus], problem: Problem) -> None:
    """A list looks at the runs only where the state depends on them."""
    view = view_of(found, problem)
    if not _states.needs_runs(view.batch):
        assert _states.state_of(view.batch) == state(view)["state"]


@given(statuses, some.data())
def test_a_last_word_is_never_taken_back(found: list[RunStatus], data: some.DataObject) -> None:
    """However the open runs end."""
    ended = [
        each if each in TERMINAL else data.draw(some.sampled_from(sorted(TERMINAL)))
        for each in found
    ]
    before, after = state(view_of(found))["state"], state(view_of(ended))["state"]
    assert after in LAST
    assert before in ("queued", "started", after)


@given(statuses)
def test_the_event_says_what_the_state_says(found: list[RunStatus]) -> None:
    """A webhook is told of the end in the word that a poll gets."""
    view = view_of(found)
    assert encode_batch_outcome(view, LINKS)["event"] == f"test_run.{state(view)['state']}"


@given(some.lists(some.sampled_from(("queued", "running", "canceled")), min_size=1, max_size=4))
def test_tests_behind_a_failed_login_make_no_canceled_run(found: list[Any]) -> None:
    """It failed: whoever takes `cancelled` for neutral must not see it."""
    behind: list[RunStatus] = ["canceled"] * len(found)
    view = view_of(["failed", *behind], BEHIND)
    assert (state(view)["state"], status(view)["status"]) == ("ended", "failed")
