"""Whoever asks gonogo, one way each: how a question begins, comes again, and ends."""

from __future__ import annotations

import itertools
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from gonogo.errors import GonogoError
from gonogo.gates._contract import MINUTE, NoGo
from gonogo.local.planes.ecs import StageHook
from tests.faults import Killed
from tests.gate_world import GateWorld

_NUMBERS = itertools.count()
INVOCATIONS = 3
"""Lambda calls a function again, twice, where nobody waits for what it returns."""
STAGE = "POST_TEST_TRAFFIC_SHIFT"
ORDERS = {"project": "orders"}


class NeverTaken(Exception):
    """Every delivery of the event failed."""


@dataclass
class Asked:
    """One question that waits."""

    ends: Callable[[], str]
    """What the deployment, action or hook says of itself."""
    again: Callable[[], object]
    """The event is delivered once more."""
    give_up: Callable[[], object] = lambda: None
    """Whoever asked does not wait any longer."""
    returned: list[str] = field(default_factory=list)
    """What the function returned, where that is the answer."""
    ask: Callable[[], object] = lambda: None
    """A service that asks of its own accord does, at its next turn."""


Asker = Callable[[GateWorld, bool, bool], Asked]
"""Begins a question; whether it says what to run, and whether it is a rollback."""


def call(world: GateWorld, event: Mapping[str, Any]) -> Any:
    """As Lambda does where nobody waits; then the function that has the last word."""
    try:
        return deliver(world, event)
    except NeverTaken:
        return world.last_word({"requestPayload": event})


def deliver(world: GateWorld, event: Mapping[str, Any]) -> Any:
    """As a topic, a queue or a schedule does: again if it was not taken."""
    for _ in range(INVOCATIONS):
        try:
            return world.ask(event)
        except (GonogoError, Killed):
            world.stack.restart()
    raise NeverTaken


def waited_for(world: GateWorld, event: Mapping[str, Any]) -> Any:
    """As a service does that looks at what is returned: an error is its own answer."""
    try:
        return world.ask(event)
    except Killed:
        world.stack.restart()
        raise RuntimeError("the function broke") from None


def hook(world: GateWorld, aimed: bool, rollback: bool) -> Asked:
    """CodeDeploy's hook: a binding says what to run."""
    if aimed:
        world.bind("codedeploy_hook")
    hooks = {"BeforeAllowTraffic": lambda event: call(world, event)}
    facts = {"creator": "codeDeployRollback"} if rollback else {}
    deployment = world.codedeploy.deploy("shop", "blue", hooks, **facts)
    world.codedeploy.advance()
    ids = {
        "DeploymentId": deployment.id,
        "LifecycleEventHookExecutionId": deployment.events[0].id,
    }
    return Asked(
        ends=lambda: deployment.status,
        again=lambda: call(world, ids),
        give_up=lambda: world.codedeploy.stop(deployment),
    )


def notice(world: GateWorld, aimed: bool, rollback: bool) -> Asked:
    """CodeDeploy's notification: nobody waits."""
    if aimed:
        world.bind("codedeploy_notice")
    message = json.dumps(
        {
            "deploymentId": f"d-{next(_NUMBERS):09}",
            "applicationName": "shop",
            "deploymentGroupName": "blue",
            "status": "SUCCEEDED",
        }
    )
    event = {"Records": [{"EventSource": "aws:sns", "Sns": {"Message": message}}]}
    deliver(world, event)
    return Asked(ends=lambda: "had ended before", again=lambda: deliver(world, event))


def _action(world: GateWorld, kind: Any, settings: Mapping[str, str], **facts: Any) -> Asked:
    action = world.pipeline(kind, configuration=settings, **facts)
    return Asked(
        ends=lambda: action.status,
        again=lambda: None,
        give_up=lambda: world.codepipeline.abandon(action),
    )


def _function(mode: str) -> Asker:
    def ask(world: GateWorld, aimed: bool, rollback: bool) -> Asked:
        events: list[Mapping[str, Any]] = []

        def invoke(event: Mapping[str, Any]) -> Any:
            events.append(event)
            return call(world, event)

        settings = {"mode": mode, **(ORDERS if aimed else {})}
        told = {"UserParameters": json.dumps(settings)}
        asked = _action(world, "lambda", told, function=invoke)
        world.codepipeline.advance()
        asked.again = lambda: call(world, events[0])
        return asked

    return ask


def worker(world: GateWorld, aimed: bool, rollback: bool) -> Asked:
    """Our own action: jobs are fetched each minute."""
    asked = _action(world, "custom", {"Project": "orders"} if aimed else {})
    asked.again = lambda: deliver(world, {"source": MINUTE})
    asked.again()
    return asked


def approval(world: GateWorld, aimed: bool, rollback: bool) -> Asked:
    """A manual approval, by its topic."""
    asked = _action(world, "approval", {"CustomData": json.dumps(ORDERS)} if aimed else {})
    action = world.codepipeline.actions[-1]
    message = json.dumps(world.codepipeline.approval_message(action))
    event = {"Records": [{"EventSource": "aws:sns", "Sns": {"Message": message}}]}
    asked.again = lambda: deliver(world, event)
    asked.give_up = lambda: setattr(action, "status", "Failed")  # somebody said no by hand
    asked.again()
    return asked


def ecs_hook(world: GateWorld, aimed: bool, rollback: bool) -> Asked:
    """ECS's function: what it returns is the answer."""
    events: list[Mapping[str, Any]] = []
    returned: list[str] = []

    def invoke(event: Mapping[str, Any]) -> Any:
        events.append(event)
        try:
            answer = waited_for(world, event)
        except RuntimeError:
            returned.append("an error")
            raise
        returned.append(answer["hookStatus"])
        return answer

    stage = "PRODUCTION_TRAFFIC_SHIFT" if rollback else STAGE
    of = StageHook(stage, invoke, details=ORDERS if aimed else {})
    deployment = world.ecs.deploy("main", "shop", [of])
    world.ecs.advance()
    return Asked(
        ends=lambda: deployment.status,
        again=lambda: invoke(events[0]),
        returned=returned,
    )


def pause(world: GateWorld, aimed: bool, rollback: bool) -> Asked:
    """ECS's pause, by its event."""
    if aimed:
        world.bind("ecs_pause")
    of = StageHook(STAGE)
    deployment = world.ecs.deploy("main", "shop", [of])
    world.ecs.advance()
    event = world.ecs.events[-1]
    deliver(world, event)
    return Asked(
        ends=lambda: deployment.status,
        again=lambda: deliver(world, event),
        give_up=lambda: setattr(of, "status", "FAILED"),  # its time-out, or somebody by hand
    )


def tick(world: GateWorld, aimed: bool, rollback: bool) -> Asked:
    """AppConfig: asks at each tick, and an error rolls back."""
    if aimed:
        world.bind("appconfig_tick")
    event = {
        "Type": "AT_DEPLOYMENT_TICK",
        "Application": {"Id": "abc1234"},
        "Environment": {"Id": "def5678"},
        "ConfigurationProfile": {"Id": "ghi9012", "Name": "flags"},
        "DeploymentNumber": next(_NUMBERS),
    }
    status, returned = ["DEPLOYING"], []

    def ask() -> None:
        try:
            answer = waited_for(world, event)["answer"]
            returned.append(answer or "nothing yet")
            if answer == "go" and status[0] == "DEPLOYING":
                status[0] = "COMPLETE"
        except (NoGo, RuntimeError) as error:
            returned.append("an error: no-go" if isinstance(error, NoGo) else "an error")
            status[0] = "ROLLED_BACK"

    ask()
    return Asked(ends=lambda: status[0], again=ask, returned=returned, ask=ask)


ASKERS: Mapping[str, Asker] = {
    "codedeploy_hook": hook,
    "codedeploy_notice": notice,
    "codepipeline_lambda, asked again": _function("poll"),
    "codepipeline_lambda, by callback": _function("callback"),
    "codepipeline_action": worker,
    "codepipeline_approval": approval,
    "ecs_hook": ecs_hook,
    "ecs_pause": pause,
    "appconfig_tick": tick,
}
"""By the gate's kind, and after a comma the way."""
OPEN = ("Created", "InProgress", "IN_PROGRESS", "DEPLOYING")
"""Words of those that still wait."""
