"""What the function of gates is given may be anything: it is ignored with a reason, or a no."""

from __future__ import annotations

import json
import logging
from collections.abc import Iterator
from typing import Any

import pytest

from gonogo.gates._contract import MINUTE, NoGo
from tests.gate_askers import ASKERS
from tests.gate_world import PROVIDER, GateWorld, gate_world

BAD: tuple[Any, ...] = (
    None,
    [],
    {},
    "text",
    "",
    5,
    True,
    1e300,
    [[]],
    {"a": {}},
    "\ud800",
    "\0",
    10**400,
)
"""In the place of any member of an event."""
JOB = "CodePipeline.job"
MALFORMED: tuple[tuple[Any, str], ...] = (
    ([], "The event is no object"),
    (None, "The event is no object"),
    ("text", "The event is no object"),
    ({JOB: {}}, "id is missing"),
    ({JOB: 5}, f"{JOB} is no object"),
    ({"Records": {"Sns": {}}}, "Records is no list"),
    ({"Records": ["text"]}, "A record is no object"),
    ({"Records": [{"Sns": "text"}]}, "Sns is no object"),
    ({"Records": [{"Sns": {"Message": {}}}]}, "Message is no text"),
    ({"Records": [{"Sns": {"Message": "[" * 100_000}}]}, "No gate knows"),
    ({"Records": [{"Sns": {"Message": '{"deploymentId": []}'}}]}, "deploymentId is no text"),
    ({"Records": [{"Sns": {"Message": '{"approval": "yes"}'}}]}, "approval is no object"),
    ({"DeploymentId": "\ud800", "LifecycleEventHookExecutionId": "e"}, "half of a surrogate"),
)
"""And what is said of each."""
NEWS: tuple[dict[str, Any], ...] = (
    {
        "detail-type": "CodeDeploy Deployment State-change Notification",
        "detail": {"deploymentId": "d-1", "state": "STOP"},
    },
    {
        "detail-type": "CodePipeline Action Execution State Change",
        "detail": {
            "state": "ABANDONED",
            "action-execution-id": "a",
            "type": {"owner": "Custom", "provider": PROVIDER},
        },
    },
    {
        "detail-type": "CodePipeline Action Execution State Change",
        "detail": {"state": "STARTED", "type": {"owner": "Custom", "provider": PROVIDER}},
    },
    {"source": MINUTE},
)


@pytest.fixture
def world() -> Iterator[GateWorld]:
    with gate_world() as found:
        yield found


@pytest.mark.parametrize(("event", "reason"), MALFORMED)
def test_what_is_malformed_is_ignored_with_its_reason(
    world: GateWorld, event: Any, reason: str, caplog: pytest.LogCaptureFixture
) -> None:
    """In the log too; also if it waited in the queue."""
    assert reason in world.ask(event)["ignored"]
    assert caplog.records[-1].levelno >= logging.WARNING
    queued = {"Records": [{"eventSource": "aws:sqs", "body": json.dumps(event)}]}
    assert [answer["ignored"] for answer in world.ask(queued)]


def test_a_job_whose_data_is_malformed_is_no_at_once(world: GateWorld) -> None:
    """Its id is known: nobody waits for a time-out."""
    events: list[Any] = []
    action = world.pipeline("lambda", function=events.append)
    world.advance()
    world.ask({JOB: {**events[0][JOB], "data": []}})
    assert action.status == "Failed"
    assert "data is no object" in action.failure["message"]


@pytest.mark.parametrize("payload", [None, [], "text", {JOB: "text"}, {JOB: {"id": None}}])
def test_the_last_word_about_anything_breaks_nothing(world: GateWorld, payload: Any) -> None:
    """Lambda tells what it was called with."""
    assert world.last_word({"requestPayload": payload}) == {"told": None}


def _good(world: GateWorld, monkeypatch: pytest.MonkeyPatch) -> list[dict[str, Any]]:
    """One event of each kind, as its asker makes it."""
    found: list[dict[str, Any]] = list(NEWS)
    ask = world.ask
    for way in ASKERS.values():
        asked: list[Any] = []
        monkeypatch.setattr(world, "ask", lambda event, to=asked: (to.append(event), ask(event))[1])
        way(world, True, False)
        found.append(json.loads(json.dumps(asked[0])))
    monkeypatch.undo()
    return found


def _spoiled(good: Any) -> Iterator[Any]:
    """The value with each of its members, at any depth, replaced by each of `BAD` once."""
    yield from BAD
    if isinstance(good, str) and good.startswith("{"):
        yield from (json.dumps(each) for each in _spoiled(json.loads(good)))
    places: Any = ()
    if isinstance(good, dict | list):
        places = good.items() if isinstance(good, dict) else enumerate(good)
    for place, value in places:
        for each in _spoiled(value):
            copy = good.copy()
            copy[place] = each
            yield copy


def test_no_spoiled_event_breaks_the_function(
    world: GateWorld, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It answers, or says no in the one way that AppConfig takes for it."""
    said: dict[str, str] = {}
    for event in _good(world, monkeypatch):
        for each in _spoiled(event):
            try:
                world.ask(each)
            except NoGo:
                assert "Type" in each
            except Exception as error:
                said[json.dumps(each)] = repr(error)
    assert said == {}
