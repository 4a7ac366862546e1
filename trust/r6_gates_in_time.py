"""R6: whatever of gonogo is broken, a deployment that waits is answered before it gives up."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from random import Random
from unittest.mock import patch

from gonogo.domain.gate import Gate
from gonogo.domain.http import HttpRequest, HttpResponse
from gonogo.domain.run import RUN_SECONDS
from gonogo.errors import HttpFailure, Unavailable
from gonogo.gates.codedeploy_hook import HOOK_SECONDS
from tests.faults import Killed
from tests.machine_world import Net, World, fresh_world
from trust._figure import Figure, Measured

LATEST = HOOK_SECONDS
MINUTE = 60.0
RECEIVES = 5
Broken = Callable[[World, Random], AbstractContextManager[object]]


def _measure(times: int) -> Measured:
    logging.disable(logging.CRITICAL)
    answers, wrong = 0, []
    for name, broken in SCENARIOS.items():
        for seed in range(times):
            problem = _asked(broken, Random(f"{name} {seed}"), every=4 if "late" in name else 1)  # noqa: S311
            answers += not problem
            wrong += [f"{name} {seed}: {problem}"] if problem else []
    told = f"{answers} of {len(SCENARIOS) * times} answered in time"
    return Measured(figure="; ".join([told, *wrong[:1]]), holds=not wrong)


def _asked(broken: Broken, random: Random, every: int) -> str:
    """What is wrong with the answer to a deployment; minutes pass until long after its deadline."""
    world, kind = fresh_world(), random.choice(("good", "bad"))
    deployment, begun = f"{kind}-1", world.clock.now()
    world.clock.advance(random.uniform(0, 59))
    with broken(world, random):
        world.ask(deployment)
        for minute in range(int(LATEST // MINUTE) + 1):
            if world.deployments.answers[deployment]:
                break
            _minute(world, swept=minute % every == 0)
    took = world.clock.now() - begun
    told = world.deployments.answers[deployment]
    if not told or took > LATEST:
        return f"no answer within {took:.0f} s"
    return "go for a test that fails" if kind == "bad" and told[0] == "Succeeded" else ""


def _minute(world: World, *, swept: bool) -> None:
    """Executors and the function `gates` get what waits; then the janitor comes, if he does."""
    waiting = world.queues["runs"]
    bodies = [waiting.pop(0)["Body"] for _ in waiting[:]]
    for body in world.execute(bodies) if bodies else []:
        world.stack.outside.sqs.send_message(QueueUrl="runs", MessageBody=body)
    heard = world.queues["gates"]
    while heard:
        world.hear(heard.pop(0)["Body"])
    world.clock.advance(MINUTE)
    if swept:
        world.sweep()
        world.gates_minute()


# ---- what is broken ------------------------------------------------------------------------------


def _executor_dies(world: World, random: Random) -> AbstractContextManager[object]:
    return world.faults.at(1, "kill_before", "http.Get") if random.random() < 0.5 else _dies()


@contextmanager
def _dies() -> Iterator[None]:
    """Each time that it does anything."""

    def send(net: Net, request: HttpRequest) -> HttpResponse:
        raise Killed

    with patch.object(Net, "send", send):
        yield


@contextmanager
def _never_ends(world: World, random: Random) -> Iterator[None]:
    """A script without an end: the function is stopped when its time is over."""

    def send(net: Net, request: HttpRequest) -> HttpResponse:
        world.clock.advance(RUN_SECONDS + 60)
        raise Killed

    with patch.object(Net, "send", send):
        yield


@contextmanager
def _black_hole(world: World, random: Random) -> Iterator[None]:
    """The tested system takes calls and says nothing."""

    def send(net: Net, request: HttpRequest) -> HttpResponse:
        world.clock.advance(random.uniform(30, 300))
        raise HttpFailure("No answer in time.")

    with patch.object(Net, "send", send):
        yield


@contextmanager
def _queue_loses(world: World, random: Random) -> Iterator[None]:
    """Whatever is sent."""
    with patch.object(world, "execute", lambda bodies: []):
        yield


@contextmanager
def _dead_letters(world: World, random: Random) -> Iterator[None]:
    """Each message breaks its executor until it has come often enough."""
    times: dict[str, int] = {}

    def execute(bodies: list[str]) -> list[str]:
        for body in bodies:
            times[body] = times.get(body, 0) + 1
        return [body for body in bodies if times[body] < RECEIVES]

    with patch.object(world, "execute", execute):
        yield


@contextmanager
def _intake_breaks(world: World, random: Random) -> Iterator[None]:
    """The function that is asked, each time, wherever it is."""
    place = random.choice(("open", "attach"))

    def breaks(*_: object, **__: object) -> Gate:
        raise Unavailable("The table does not answer.")

    with patch(f"gonogo.aws.gates.DynamoGates.{place}", breaks):
        yield


@contextmanager
def _nobody_hears(world: World, random: Random) -> Iterator[None]:
    """No outcome reaches anybody."""
    with patch.object(world, "hear", lambda body: False):
        yield


@contextmanager
def _janitor_late(world: World, random: Random) -> Iterator[None]:
    """He comes every fourth minute, and who works dies."""
    with _dies():
        yield


SCENARIOS: Mapping[str, Broken] = {
    "executor dead": _executor_dies,
    "script without an end": _never_ends,
    "black-hole target": _black_hole,
    "queue loses all": _queue_loses,
    "dead letters": _dead_letters,
    "intake broken": _intake_breaks,
    "nobody hears outcomes": _nobody_hears,
    "janitor late": _janitor_late,
}


def _no_deadline() -> AbstractContextManager[object]:
    return patch("gonogo.services.gates.go_on._given_up", lambda gate, to: gate)


def _no_sweep() -> AbstractContextManager[object]:
    return patch("gonogo.services.gates.go_on.sweep_gates", lambda to: 0)


FIGURE = Figure(
    id="R6",
    claim="deployments that wait, answered in time and never go for a test that fails, with eight "
    "parts of gonogo broken: executor, script, target, queue, dead letters, intake, reporter, "
    "janitor",
    bar="100 % of 8 times 50, before their deadline",
    measure=_measure,
    many=50,
    few=1,
    planted={"deadlines pass": _no_deadline, "nobody looks after gates": _no_sweep},
    seconds=300,
)
