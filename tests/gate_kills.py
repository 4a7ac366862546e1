"""Deployments whose gonogo dies at random moments: who waits is answered all the same.

python -m tests.gate_kills 1000      # prints how many were answered, and how
"""

from __future__ import annotations

import json
import logging
import sys
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from random import Random
from typing import Any

from gonogo.gates._contract import MINUTE
from gonogo.local.planes.ecs import StageHook
from tests.faults import Faults, Killed
from tests.gate_world import GateWorld, gate_world

RATE = 0.04
"""How often the process dies at a call of AWS: before it, or right after it took effect."""
INVOCATIONS = 3
"""Lambda calls a function again, twice, where nobody waits for what it returns."""
KINDS = ("codedeploy", "callback", "poll", "action", "approval", "hook", "pause")
MINUTES = 65
TOGETHER = 50
"""Deployments of one world: the tables grow."""
UNANSWERED, WRONG = "unanswered", "passed though its test failed"


_PLANES = ("codedeploy", "codepipeline", "ecs")


@dataclass
class Simulation:
    """Deployments one after the other, in one world."""

    world: GateWorld
    random: Random
    faults: Faults
    ended: Counter[str] = field(default_factory=Counter)

    def run(self, number: int) -> None:
        """One deployment, to its end; counts how it was answered, if it was."""
        kind, healthy = self.random.choice(KINDS), self.random.random() < 0.5
        self.world.api.healthy = healthy
        asked = getattr(self, f"_{kind}")(number)
        self._pass_time(asked)
        status = asked()
        if status == "open":
            self.ended[UNANSWERED] += 1
        elif status == "yes" and not healthy:
            self.ended[WRONG] += 1
        else:
            careful = ", careful" if healthy and status == "no" else ""
            self.ended[f"{kind}: {status}{careful}"] += 1

    def _pass_time(self, asked: Callable[[], str]) -> None:
        """Minutes with everything that calls our functions; the first ones are deadly."""
        for minute in range(MINUTES):
            self.faults.on = minute < 3
            self._try(self.world.stack.execute)
            self._try(self.world._tell)
            self._try(self.world.stack.sweep)
            self._call({"source": MINUTE})
            self.world.advance()
            if asked() != "open" and minute > 3:
                break
            self.world.clock.advance(60)
        self.faults.on = False
        self.world.stack.execute()
        self.world._tell()

    def _try(self, function: Callable[[], object]) -> None:
        try:
            function()
        except Killed:
            self._restart()

    def _restart(self) -> None:
        self.faults.revive()
        self.world.stack.restart()

    def _call(self, event: Mapping[str, Any]) -> Any:
        """As Lambda does where nobody waits; then the function that has the last word."""
        for _ in range(INVOCATIONS):
            try:
                return self.world.ask(event)
            except Killed:
                self._restart()
        on, self.faults.on = self.faults.on, False
        self.world.last_word({"requestPayload": event})
        self.faults.on = on
        return None

    def _waited_for(self, event: Mapping[str, Any]) -> Any:
        """As a service does that looks at what is returned: an error is its own answer."""
        try:
            return self.world.ask(event)
        except Killed:
            self._restart()
            raise RuntimeError("the function broke") from None

    # ---- who asks --------------------------------------------------------------------------------

    def _codedeploy(self, number: int) -> Callable[[], str]:
        hooks = {"BeforeAllowTraffic": self._call}
        deployment = self.world.codedeploy.deploy(f"app-{number}", "blue", hooks)
        self.world.codedeploy.advance()
        ends = {"Succeeded": "yes", "Failed": "no"}
        return lambda: ends.get(deployment.status, "open")

    def _callback(self, number: int) -> Callable[[], str]:
        return self._lambda({"project": "orders", "mode": "callback"})

    def _poll(self, number: int) -> Callable[[], str]:
        return self._lambda({"project": "orders"})

    def _lambda(self, settings: Mapping[str, str]) -> Callable[[], str]:
        told = {"UserParameters": json.dumps(settings)}
        return self._action_of("lambda", told, function=self._call)

    def _action(self, number: int) -> Callable[[], str]:
        return self._action_of("custom", {"Project": "orders"})

    def _action_of(self, kind: Any, settings: Mapping[str, str], **facts: Any) -> Callable[[], str]:
        action = self.world.pipeline(kind, configuration=settings, **facts)
        self.world.codepipeline.advance()
        ends = {"Succeeded": "yes", "Failed": "no"}
        return lambda: ends.get(action.status, "open")

    def _approval(self, number: int) -> Callable[[], str]:
        asked = self._action_of("approval", {"CustomData": '{"project": "orders"}'})
        message = json.dumps(self.world.codepipeline.approval_message(self._newest()))
        self._redelivered({"Records": [{"Sns": {"Message": message}}]})
        return asked

    def _newest(self) -> Any:
        return self.world.codepipeline.actions[-1]

    def _hook(self, number: int) -> Callable[[], str]:
        hook = StageHook("POST_TEST_TRAFFIC_SHIFT", self._waited_for, {"project": "orders"})
        deployment = self.world.ecs.deploy("main", f"shop-{number}", [hook])
        self.world.ecs.advance()
        ends = {"SUCCESSFUL": "yes", "ROLLBACK_SUCCESSFUL": "no"}
        return lambda: ends.get(deployment.status, "open")

    def _pause(self, number: int) -> Callable[[], str]:
        pause = StageHook("POST_TEST_TRAFFIC_SHIFT")
        deployment = self.world.ecs.deploy("main", f"shop-{number}", [pause])
        self.world.ecs.advance()
        self._redelivered(self.world.ecs.events[-1])
        ends = {"SUCCESSFUL": "yes", "ROLLBACK_SUCCESSFUL": "no"}
        return lambda: ends.get(deployment.status, "open")

    def _redelivered(self, event: Mapping[str, Any]) -> None:
        """Topic and queue deliver until somebody took it, and now and then once more."""
        while True:
            try:
                self.world.ask(event)
                if self.random.random() < 0.8:
                    return
            except Killed:
                self._restart()


def simulate(count: int, seed: int) -> tuple[Counter[str], int]:
    """How so many deployments ended, and how often the process died."""
    random = Random(seed)  # noqa: S311
    ended, kills = Counter[str](), 0
    for first in range(0, count, TOGETHER):
        found, died = _world(range(first, min(first + TOGETHER, count)), random)
        ended, kills = ended + found, kills + died
    return ended, kills


def _world(numbers: Iterable[int], random: Random) -> tuple[Counter[str], int]:
    faults = Faults(chance=RATE, random=random)
    with gate_world() as world:
        for kind in ("codedeploy_hook", "ecs_pause"):
            world.bind(kind)
        simulation = Simulation(world, random, faults)
        ours = faults.beside(world.stack.clients)
        with ours, faults.beside(world.clients, services=_PLANES):
            for number in numbers:
                simulation.run(number)
    return simulation.ended, len(faults.met)


if __name__ == "__main__":
    logging.disable(logging.CRITICAL)
    found, kills = simulate(int(sys.argv[1]), seed=int(sys.argv[2]) if sys.argv[2:] else 1)
    document = {"deployments": found.total(), "kills": kills, "ended": dict(found)}
    sys.stderr.write(json.dumps(document, indent=2, sort_keys=True) + "\n")
