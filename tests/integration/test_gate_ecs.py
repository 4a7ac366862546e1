"""ECS waits for gonogo: what its own deployments tell beside the question."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from gonogo.local.planes.ecs import StageHook
from tests.gate_world import GateWorld, gate_world


@pytest.fixture
def world() -> Iterator[GateWorld]:
    with gate_world() as found:
        yield found


@pytest.mark.parametrize("name", ["HOOK_TIMED_OUT", "HOOK_FAILED"])
def test_the_end_of_a_pause_cancels_what_runs_for_it(world: GateWorld, name: str) -> None:
    """Its time-out, or somebody by hand: there is nobody to answer any more."""
    world.bind("ecs_pause")
    world.service(StageHook("POST_TEST_TRAFFIC_SHIFT"))
    asked: dict[str, Any] = world.ecs.events[-1]
    world.ask(asked)
    world.ask({**asked, "detail": {**asked["detail"], "eventName": name}})
    assert world.batch().tally.canceled == 1
    assert world.gates()[0].over
    world.minutes(1)
    assert world.planes.called("ContinueServiceDeployment") == []
