"""W4: what is delivered once more has no further effect."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from dataclasses import replace
from itertools import cycle, islice
from typing import Any
from unittest.mock import patch
from uuid import uuid4

from gonogo.domain.gate import Knock
from gonogo.gates import codedeploy_notice as notice
from tests.api_door import ApiDoor
from tests.builders import PROJECT, a_head
from tests.gate_world import GateWorld, gate_world
from trust._figure import Figure, Measured

_JSON = {"content-type": "application/json"}
_DEPLOYED = {
    "deployment_status": {"state": "success"},
    "deployment": {"sha": "0d1a26e67d8f5eaf1f6ba5c57fc3c7d91ac0fd1c"},
    "repository": {"name": "shop", "owner": {"login": "acme"}},
}
_NEWS = {"deploymentId": "d-ABCDEF123", "status": "SUCCEEDED", "applicationName": "shop"}
Delivery = Callable[[], object]


def _measure(cases: int) -> Measured:
    """Each kind is delivered once, and then all are delivered again in turn."""
    cases = cases or 10
    with gate_world() as world:
        world.bind("codedeploy_notice")
        deliveries = list(_deliveries(world))
        for deliver in deliveries:
            deliver()
        first = _batches(world)
        for deliver in islice(cycle(deliveries), cases):
            world.clock.advance(1)
            deliver()
        effects = _batches(world) - first
    return Measured(
        figure=f"{effects} of {cases}, of {len(deliveries)} kinds",
        holds=not effects and first == len(deliveries),
    )


def _batches(world: GateWorld) -> int:
    return sum(text == "'BATCH'" for text in world.stack.stored("runs"))


def _deliveries(world: GateWorld) -> Iterator[Delivery]:
    door = ApiDoor(world.stack, world.api)
    own = {**_JSON, "authorization": f"Bearer {door.admin}"}
    trigger = a_head().trigger

    def post(path: str, body: object, **headers: str) -> Delivery:
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        return lambda: _taken(door.send("POST", path, body, {**_JSON, **named}))

    yield post(f"/v1/projects/{PROJECT}/start", {}, idempotency_key="deploy-7", **own)
    yield post(f"/v1/triggers/{trigger}", {}, webhook_id="msg_1")
    yield post(f"/runscope/radar/{trigger}/trigger", _DEPLOYED, x_github_delivery="72d3162e")
    yield post(f"/runscope/radar/{trigger}/trigger", _DEPLOYED, x_gitea_delivery="72d3162e")
    record = {"TopicArn": "arn:aws:sns:us-east-1:1:news", "Message": json.dumps(_NEWS)}
    yield lambda: world.ask({"Records": [{"Sns": record}]})


def _taken(answer: Any) -> None:
    if answer.status >= 300:
        raise AssertionError(f"not taken, so nothing is shown: {answer}")


def _nameless() -> AbstractContextManager[object]:
    """How a sender names its delivery is not looked at."""
    return patch("gonogo.dialects._contract._delivered", lambda _: None)


def _forgetful() -> AbstractContextManager[object]:
    """News are known by nothing that stays the same."""
    asked = notice._asked

    def anew(message: dict[str, Any], now: float) -> Iterator[Any]:
        for each in asked(message, now):
            yield replace(each, identity=str(uuid4())) if isinstance(each, Knock) else each

    return patch.object(notice, "_asked", anew)


FIGURE = Figure(
    id="W4",
    claim="replayed deliveries with an effect: starts by key, webhooks of GitHub, Gitea and "
    "Standard Webhooks at triggers, news of a deployment",
    bar="0 of 1,000",
    measure=_measure,
    many=1_000,
    planted={"deliveries have no name": _nameless, "news are always new": _forgetful},
)
