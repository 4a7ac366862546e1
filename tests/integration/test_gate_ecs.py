"""ECS waits for gonogo: functions that it asks again, pauses that a call ends."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from gonogo.local.planes.ecs import StageHook
from tests.gate_world import GateWorld, gate_world

STAGE = "POST_TEST_TRAFFIC_SHIFT"
ORDERS = {"project": "orders"}


@pytest.fixture
def world() -> Iterator[GateWorld]:
    with gate_world() as found:
        yield found


@pytest.mark.parametrize(
    ("healthy", "status"), [(True, "SUCCESSFUL"), (False, "ROLLBACK_SUCCESSFUL")]
)
def test_a_hook_is_asked_until_it_knows(world: GateWorld, healthy: bool, status: str) -> None:
    world.api.healthy = healthy
    deployment = world.service(StageHook(STAGE, world.ask, details=ORDERS))
    assert world.returned[0]["hookStatus"] == "IN_PROGRESS"
    world.work()
    world.minutes(1)
    assert deployment.status == status
    (gate,) = world.gates()
    assert gate.over


def test_a_hook_without_anything_to_run_rolls_back_at_once(world: GateWorld) -> None:
    assert world.service(StageHook(STAGE, world.ask)).over
    assert world.returned == [{"hookStatus": "FAILED"}]


def test_a_hook_that_is_part_of_a_rollback_goes_on(world: GateWorld) -> None:
    """There is no stage for it: the weights tell."""
    deployment = world.ecs.deploy("main", "shop", [])
    revision = "arn:aws:ecs:us-east-1:111122223333:service-revision/main/shop/"
    event: dict[str, Any] = {
        "executionId": "e",
        "lifecycleStage": "PRODUCTION_TRAFFIC_SHIFT",
        "resourceArn": deployment.arn,
        "executionDetails": {
            "targetServiceRevisionArn": f"{revision}2",
            "productionTrafficWeights": {f"{revision}1": 100, f"{revision}2": 0},
        },
        "hookDetails": ORDERS,
    }
    assert world.ask(event) == {"hookStatus": "SUCCEEDED"}
    assert world.gates() == ()


@pytest.mark.parametrize(("healthy", "action"), [(True, "CONTINUE"), (False, "ROLLBACK")])
def test_a_pause_ends_with_an_action_that_is_always_said(
    world: GateWorld, healthy: bool, action: str
) -> None:
    """Its default would be to go on."""
    world.api.healthy = healthy
    world.bind("ecs_pause", {"service": "shop"})
    deployment = world.service(StageHook(STAGE))
    world.ask(world.ecs.events[0])
    world.ask(world.ecs.events[0])
    world.work()
    world.advance()
    assert deployment.over
    (said,) = world.planes.called("ContinueServiceDeployment")
    assert said["action"] == action


def test_a_pause_that_nobody_bound_is_rolled_back_at_once(world: GateWorld) -> None:
    deployment = world.service(StageHook(STAGE))
    world.ask(world.ecs.events[0])
    world.advance()
    assert deployment.status == "ROLLBACK_SUCCESSFUL"
