"""R11: what has expired is not there, though the database deletes it days later."""

from __future__ import annotations

import logging
from contextlib import AbstractContextManager
from unittest.mock import patch

from gonogo.aws.items import RETENTION_SECONDS
from tests.fakes import FakeClock, FakeHttp
from tests.quick_stack import QuickStack
from tests.tenancy.victim import Victim, a_victim
from tests.tenancy.walk import Attacker, Step, nobodys, steps, walk_of, walks
from trust._figure import Figure, Measured

_EXPIRING = ("batch", "run", "delivery")


def _measure(cases: int) -> Measured:
    logging.disable(logging.CRITICAL)
    clock = FakeClock()
    stack = QuickStack(clock, FakeHttp())
    victim = a_victim(stack)
    owner = Victim(stack, attacker=victim.key, project=victim.project, ids=victim.ids)
    names = walks() if cases > 1 else ["native"]
    before = sum(_shown(name, owner) for name in names)
    clock.advance(RETENTION_SECONDS + 86_400)
    asked, after = 0, 0
    for name in names:
        asked += sum(step.method == "GET" for step in steps(walk_of(name), owner))
        after += _shown(name, owner)
    figure = f"{after} of {asked:,} calls of {len(names)} APIs; {before} before it expired"
    return Measured(figure=figure, holds=after == 0 < before)


def _shown(name: str, owner: Victim) -> int:
    """How many reading calls of an API show, to its owner, a batch, a run or a delivery."""
    walk = walk_of(name)
    caller = Attacker(walk, owner)
    words = {word for kind in _EXPIRING for word in owner.ids[kind]}

    def shows(step: Step) -> bool:
        status, told = caller.call(step, dict(step.filled))
        if any(value in words for _, value in step.filled):
            return status < 400 and (status, told) != caller.call(step, nobodys(walk, step, owner))
        return any(word in told for word in words)

    return sum(shows(step) for step in steps(walk, owner) if step.method == "GET")


def _runs_stay() -> AbstractContextManager[object]:
    return patch("gonogo.aws.runs.alive", lambda item, now: item)


def _deliveries_stay() -> AbstractContextManager[object]:
    return patch("gonogo.aws.deliveries.alive", lambda item, now: item)


FIGURE = Figure(
    id="R11",
    claim="reading calls of every API that show their owner a batch, run or delivery that expired",
    bar="0",
    measure=_measure,
    many=2,
    few=1,
    planted={"runs stay": _runs_stay, "deliveries stay": _deliveries_stay},
)
