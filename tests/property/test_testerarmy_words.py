"""TesterArmy tells the story of any batch and run as gonogo does, and takes no end back."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from hypothesis import given
from hypothesis import strategies as some

from gonogo.dialects.testerarmy._run_document import ci_document, run_document
from gonogo.dialects.testerarmy._wanted import ids_document
from gonogo.domain.commands import BatchView, RunView, Started
from gonogo.domain.result import Problem
from gonogo.domain.run import TERMINAL, RunStatus
from gonogo.domain.terms import Terms
from tests.builders import NOW, a_project
from tests.results import a_batch_view, a_view

STATUSES: tuple[RunStatus, ...] = ("queued", "running", "passed", "failed", "errored", "canceled")
NEXT: dict[RunStatus, tuple[RunStatus, ...]] = {
    "queued": ("running", "canceled", "errored"),
    "running": ("running", "passed", "failed", "errored", "canceled"),
}
OPEN = ("queued", "running")
PASSES = {"pass", "passed", "success", "succeeded"}
LOST = Problem(code="executor_lost", message="The executor was lost twice.")
statuses = some.lists(some.sampled_from(STATUSES), max_size=6)


def a_run_in(status: RunStatus, index: int = 0) -> RunView:
    """A run that stands so."""
    view = a_view(None, index)
    ended = NOW + 2 if status in TERMINAL else None
    problem = LOST if status == "errored" else None
    started = None if status in ("queued", "canceled") else NOW + 1
    run = replace(view.run, status=status, started_at=started, finished_at=ended, problem=problem)
    return replace(view, run=run)


def a_batch_of(found: list[RunStatus]) -> BatchView:
    """A batch whose runs stand so, started for a pull request."""
    views = [a_run_in(status, index) for index, status in enumerate(found)]
    return a_batch_view(*views, terms=Terms(kept={"type": "ci", "title": "Faster"}))


def good(document: dict[str, Any]) -> bool:
    """What a client takes for a pass."""
    result = (document["output"] or {}).get("result", "")
    return document["status"] == "completed" and result.lower() in PASSES


@given(statuses)
def test_a_go_is_a_pass_and_nothing_else_is(found: list[RunStatus]) -> None:
    """Of a batch as one run, and of all its runs by themselves."""
    view = a_batch_of(found)
    go = view.batch.verdict == "go"
    assert good(ci_document(view)) == go
    runs = [run_document(part) for part in view.runs]
    assert (bool(runs) and all(map(good, runs))) == go


@given(statuses)
def test_the_end_is_the_end(found: list[RunStatus]) -> None:
    """Exactly when every run is over; and the batch is queued exactly while all are."""
    document = ci_document(a_batch_of(found))
    over = all(each in TERMINAL for each in found)
    assert (document["status"] not in OPEN) == over
    assert (document["status"] == "queued") == (not over and set(found) == {"queued"})
    assert (document["completedAt"] is not None) == over
    assert (document["output"] is not None) == (document["status"] == "completed")


@given(some.data())
def test_a_run_never_goes_back(data: some.DataObject) -> None:
    """Whatever becomes of it: queued, running, over."""
    status: RunStatus = "queued"
    seen = []
    while True:
        seen.append(run_document(a_run_in(status))["status"])
        if status in TERMINAL or len(seen) > 5:
            break
        status = data.draw(some.sampled_from(NEXT[status]))
    ranks = [("queued", "running").index(word) if word in OPEN else 2 for word in seen]
    assert ranks == sorted(ranks)
    assert sum(word not in OPEN for word in seen) <= 1


@given(statuses)
def test_a_start_names_every_run_once(found: list[RunStatus]) -> None:
    """As waiting or as canceled at once; it is queued if any waits."""
    view = a_batch_of(found)
    started = Started(
        project=a_project(), batch=view.batch, runs=tuple(part.run for part in view.runs)
    )
    said = ids_document(started)
    assert sorted(said["queuedRunIds"] + said["cancelledRunIds"]) == sorted(said["runIds"])
    assert said["count"] == len(found)
    assert (said["status"] == "queued") == any(each != "canceled" for each in found)
