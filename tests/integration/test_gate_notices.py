"""Notifications of CodeDeploy: real ones differ from what is documented, and nobody waits."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest

from tests.gate_world import GateWorld, gate_world

KIND = "codedeploy_notice"
OVERVIEW = {"Succeeded": 1, "Failed": 0, "Skipped": 0, "InProgress": 0, "Pending": 0}


@pytest.fixture
def world() -> Iterator[GateWorld]:
    with gate_world() as found:
        found.bind(KIND, {"application": "shop"})
        yield found


def notice(**fields: Any) -> dict[str, Any]:
    """A message as the topic delivers it."""
    message = {
        "region": "us-east-1",
        "accountId": "111122223333",
        "eventTriggerName": "done",
        "applicationName": "shop",
        "deploymentId": "d-ABCDEFGHI",
        "deploymentGroupName": "blue",
        "createTime": "Thu Oct 13 15:50:45 UTC 2022",
        "completeTime": None,
        "deploymentOverview": json.dumps(OVERVIEW),
        "status": "SUCCEEDED",
        **fields,
    }
    return {"Records": [{"EventSource": "aws:sns", "Sns": {"Message": json.dumps(message)}}]}


@pytest.mark.parametrize(
    "fields",
    [
        {},
        {"deploymentOverview": OVERVIEW, "createTime": 1_665_676_245},
        {"status": "Succeeded"},
        {"errorInformation": None},
    ],
)
def test_a_success_starts_what_is_bound(world: GateWorld, fields: dict[str, Any]) -> None:
    """Once, however often it is delivered, and nobody is told."""
    world.ask(notice(**fields))
    world.ask(notice(**fields))
    assert len(world.stack.messages()) == 1
    (gate,) = world.gates()
    assert gate.over
    assert world.planes.calls == []


@pytest.mark.parametrize(
    "fields",
    [
        {"status": "CREATED"},
        {"status": "unknown"},
        {"status": "SUCCEEDED", "instanceId": "i-1"},
        {"status": "SUCCEEDED", "applicationName": "other"},
    ],
)
def test_other_news_start_nothing(world: GateWorld, fields: dict[str, Any]) -> None:
    world.ask(notice(**fields))
    assert world.stack.messages() == []


@pytest.mark.parametrize(
    "event",
    [
        {},
        {"Records": []},
        {"Records": [{"Sns": {"Message": "You have chosen to subscribe"}}]},
        {"Records": [{"Sns": {"Message": "[]"}}]},
        {"source": "aws.ec2", "detail-type": "EC2 Instance State-change Notification"},
    ],
)
def test_what_no_gate_knows_is_ignored(world: GateWorld, event: dict[str, Any]) -> None:
    """A trial message of the console among them."""
    assert "ignored" in world.ask(event)
