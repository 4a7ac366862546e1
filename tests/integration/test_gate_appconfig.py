"""AppConfig asks at every tick; an error rolls its deployment back."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from gonogo.gates._contract import NoGo
from gonogo.gates.appconfig_tick import LONGEST_SECONDS
from tests.gate_world import GateWorld, gate_world

KIND = "appconfig_tick"


@pytest.fixture
def world() -> Iterator[GateWorld]:
    with gate_world() as found:
        yield found


def tick(number: int = 7) -> dict[str, Any]:
    """What AppConfig sends at each tick of a deployment."""
    return {
        "InvocationId": "i",
        "Parameters": {},
        "Type": "AT_DEPLOYMENT_TICK",
        "Application": {"Id": "abc1234"},
        "Environment": {"Id": "def5678"},
        "ConfigurationProfile": {"Id": "ghi9012", "Name": "flags"},
        "DeploymentNumber": number,
        "ConfigurationVersion": "3",
        "DeploymentState": "DEPLOYING",
        "PercentageComplete": 20.0,
    }


def test_a_no_is_an_error_each_time_it_is_asked_for(world: GateWorld) -> None:
    world.bind(KIND)
    world.api.healthy = False
    world.ask(tick())
    world.work()
    for _ in range(2):
        with pytest.raises(NoGo, match="expected 200, got 500"):
            world.ask(tick())
    assert world.gates()[0].over


def test_an_answer_that_nobody_comes_for_is_not_kept_for_ever(world: GateWorld) -> None:
    """Somebody stopped the deployment: after its longest duration the janitor lets go."""
    world.bind(KIND)
    world.ask(tick())
    world.work()
    world.minutes(1)
    assert not world.gates()[0].over
    world.minutes(1, after=LONGEST_SECONDS)
    (gate,) = world.gates()
    assert (gate.answer, gate.outcome, gate.over) == ("go", "lost", True)
