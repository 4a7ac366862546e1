"""R9: one message of ten that breaks who takes it; the other nine are done."""

from __future__ import annotations

import logging
from collections import Counter
from collections.abc import Mapping
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any
from unittest.mock import patch

from gonogo.domain.ids import RunId
from gonogo.domain.messages import run_of
from gonogo.domain.run import LEASE_SECONDS
from gonogo.errors import Unavailable
from gonogo.services.execute import Execution, execute_run
from gonogo.web.records import run_messages
from tests.machine_world import TESTS, World, fresh_world, start_of
from trust._figure import Figure, Measured

TEN = 10
RECEIVES = 5
"""After which SQS makes a dead letter of a message: `maxReceiveCount` of the template."""
_TEMPLATE = Path(__file__).parent.parent / "template.yaml"


def _measure(_cases: int) -> Measured:
    logging.disable(logging.CRITICAL)
    unreadable, broken = _delivered(fresh_world(), "{"), _delivered(fresh_world(), "")
    template = _TEMPLATE.read_text(encoding="utf-8")
    alarm = "RunDeadLetters.QueueName" in template and f"maxReceiveCount: {RECEIVES}" in template
    told = f"unreadable: {_said(unreadable)}; breaks its executor: {_said(broken)}"
    wanted = {"passed": TEN - 1, "dead letters": 1}
    holds = unreadable == wanted and broken == {"passed": TEN - 1, "errored": 1}
    return Measured(figure=told + ("" if alarm else "; no alarm"), holds=holds and alarm)


def _said(ends: Counter[str]) -> str:
    return ", ".join(f"{count} {end}" for end, count in sorted(ends.items(), reverse=True))


def _delivered(world: World, poison: str) -> Counter[str]:
    """How ten runs ended of which one's message is poison, or whose run itself is."""
    for _ in range(TEN - bool(poison)):
        world.clock.advance(1.1)
        world.call("POST", start_of(TESTS[0]))
    bodies = [message["Body"] for message in world.queues["runs"]] + [poison] * bool(poison)
    bad = "" if poison else run_of(bodies[3])
    found: Counter[str] = Counter()

    def breaks(run: RunId, to: Execution) -> None:
        if run == bad:
            to.runs.claim(run, to.clock.now())
            raise Unavailable("Nobody foresaw this.")
        execute_run(run, to)

    with patch("gonogo.services.execute.execute_run", breaks):
        for _ in range(RECEIVES):
            bodies = world.execute(bodies)
            world.clock.advance(LEASE_SECONDS + 31)
            world.sweep()
    found["dead letters"] = sum(body == poison for body in bodies)
    for batch in world.batches():
        found.update(run.status for run in world.runs(batch))
    return +found


def _all_or_nothing() -> AbstractContextManager[object]:
    """A message that cannot be read ends the whole invocation."""

    def read(event: Mapping[str, Any]) -> tuple[dict[str, str], list[str]]:
        runs, unreadable = run_messages(event)
        return ({}, [*unreadable, *runs]) if unreadable else (runs, [])

    return patch("tests.machine_world.run_messages", read)


def _never_given_up() -> AbstractContextManager[object]:
    return patch("gonogo.services.sweep._end_hopeless", lambda *_: None)


FIGURE = Figure(
    id="R9",
    claim="what becomes of ten messages of which one cannot be read, or breaks its executor",
    bar="9 done, 1 a dead letter with an alarm; or 9 done, 1 errored",
    measure=_measure,
    many=1,
    few=1,
    planted={"one fails all": _all_or_nothing, "nothing is given up": _never_given_up},
)
