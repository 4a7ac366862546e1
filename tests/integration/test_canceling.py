"""Canceling through the API's own handler, on AWS in memory: what ends, what stays, who may."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from gonogo import wiring
from gonogo.domain.ids import RunId
from tests.aws_stack import aws_stack
from tests.fakes import FakeClock, FakeHttp
from tests.integration.test_front_door import DOCUMENT, Door

TESTS = [{**DOCUMENT["tests"][0], "name": name} for name in ("One", "Two", "Three")]


@pytest.fixture
def door() -> Iterator[Door]:
    """Three tests in a project."""
    with aws_stack(FakeClock(), FakeHttp()) as stack:
        opened = Door(stack)
        opened.call("POST", "/v1/definitions", {**DOCUMENT, "tests": TESTS}, key=opened.admin)
        yield opened


def started(door: Door) -> dict[str, Any]:
    """A batch whose runs wait."""
    answer = door.call("POST", f"/v1/triggers/{door.triggers['project']}")[1]
    return {**answer["batch"], "runs": answer["runs"]}


def canceled(door: Door, batch: dict[str, Any], key: str) -> tuple[int, Any]:
    """The answer to canceling it."""
    return door.call("POST", f"/v1/batches/{batch['id']}/cancel", key=key)


def test_a_canceled_batch_is_no_go_at_once(door: Door) -> None:
    """With a reason for each run, and a second call says that it is over."""
    batch, key = started(door), door.key("trigger", "orders")
    status, answer = canceled(door, batch, key)
    assert (status, answer["finished"], answer["verdict"]) == (200, True, "no-go")
    assert answer["canceled"] == answer["total"] == len(batch["runs"])
    assert "canceled" in answer["reasons"][0]["message"]
    status, problem = canceled(door, batch, key)
    assert status == 409
    assert problem["detail"] == "The batch is over: its verdict is no-go."


def test_a_canceled_run_is_not_executed(door: Door) -> None:
    """Its message comes all the same, and finds nothing to do."""
    batch = started(door)
    canceled(door, batch, door.admin)
    http = FakeHttp()
    door.stack.parts.http = http
    execute = wiring.executor(door.stack.parts)
    assert execute({run["id"]: run["id"] for run in batch["runs"]}) == []
    assert http.requests == []
    assert canceled(door, batch, door.admin)[0] == 409


def test_a_running_run_is_taken_from_its_executor(door: Door) -> None:
    """It cannot renew its lease, nor write an outcome."""
    batch, runs = started(door), door.stack.parts.runs
    run = RunId(batch["runs"][0]["id"])
    claimed = runs.claim(run, door.stack.clock.now())
    assert claimed
    status, answer = door.call("POST", f"/v1/runs/{run}/cancel", key=door.admin)
    assert (status, answer["status"]) == (200, "canceled")
    assert not runs.renew(run, claimed.attempt, door.stack.clock.now() + 30)
    assert door.call("POST", f"/v1/runs/{run}/cancel", key=door.admin)[0] == 409
    assert door.call("GET", f"/v1/batches/{batch['id']}", key=door.admin)[1]["canceled"] == 1


def test_runs_that_ended_stay_as_they_are(door: Door) -> None:
    """Only what is open is canceled; the batch's outcome is told once."""
    batch = started(door)
    first = batch["runs"][0]["id"]
    door.call("POST", f"/v1/runs/{first}/cancel", key=door.admin)
    before = door.call("GET", f"/v1/runs/{first}", key=door.admin)[1]
    door.stack.clock.advance(5)
    assert canceled(door, batch, door.admin)[1]["canceled"] == batch["total"]
    assert door.call("GET", f"/v1/runs/{first}", key=door.admin)[1] == before


def test_canceling_needs_a_key_that_opens_the_project(door: Door) -> None:
    """None, and another tenant's, learn nothing."""
    batch = started(door)
    other = {**DOCUMENT, "project": "carts"}
    door.call("POST", "/v1/definitions", other, key=door.admin)
    stranger = door.key("trigger", "carts")
    run = batch["runs"][0]["id"]
    assert door.call("POST", f"/v1/batches/{batch['id']}/cancel")[0] == 401
    assert canceled(door, batch, stranger)[0] == 404
    assert door.call("POST", f"/v1/runs/{run}/cancel", key=stranger)[0] == 404
    assert door.call("GET", f"/v1/batches/{batch['id']}", key=door.admin)[1]["canceled"] == 0
