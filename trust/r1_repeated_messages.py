"""R1: every message comes three times, in any order, and everything happens once."""

from __future__ import annotations

import logging
from collections import Counter
from contextlib import AbstractContextManager
from random import Random
from unittest.mock import patch

from gonogo.aws.deliveries import DynamoDeliveries
from gonogo.aws.runs import DynamoRuns
from gonogo.domain.delivery import Delivery, Subject
from gonogo.domain.ids import BatchId, RunId
from gonogo.domain.run import Run
from tests.machine_world import TESTS, World, fresh_world, start_of
from trust._figure import Figure, Measured

TIMES = 3
TOLD = 3
"""Of each batch: that it began, that its run ended, that it ended."""


def _measure(runs: int) -> Measured:
    logging.disable(logging.CRITICAL)
    world, ends = fresh_world(), Counter[str]()
    finish = DynamoRuns.finish

    def counted(store: DynamoRuns, run: Run) -> bool:
        ended = finish(store, run)
        ends[run.id] += ended
        return ended

    with patch.object(DynamoRuns, "finish", counted):
        batches = [_started(world) for _ in range(runs)]
        _deliver(world)
    found = [world.eyes.runs.batch(BatchId(batch)) for batch in batches]
    verdicts = sum(batch is not None and batch.verdict == "go" for batch in found)
    once = sum(times == 1 for times in world.net.took.values())
    figure = (
        f"{ends.total():,} ends, {verdicts:,} verdicts, {once:,} webhook ids told once, "
        f"{sum(world.net.took.values()) - once} extra"
    )
    holds = ends.total() == len(ends) == verdicts == runs
    holds = holds and once == len(world.net.took) == TOLD * runs
    return Measured(figure=figure, holds=holds)


def _started(world: World) -> str:
    world.clock.advance(1.1)
    return str(world.call("POST", start_of(TESTS[0]))[1]["batch"]["id"])


def _deliver(world: World) -> None:
    """Until nothing is left; what comes out of a message comes three times too."""
    order = Random(1)  # noqa: S311
    for queue, take in (("runs", lambda body: world.execute([body])), ("inbox", world.report)):
        bodies = [message["Body"] for message in world.queues[queue]] * TIMES
        order.shuffle(bodies)
        for body in bodies:
            take(body)


def _claimed_by_all() -> AbstractContextManager[object]:
    def claim(log: DynamoDeliveries, subject: Subject, id: str, now: float) -> Delivery | None:
        return log.find(subject, id)

    return patch.object(DynamoDeliveries, "claim", claim)


def _run_by_all() -> AbstractContextManager[object]:
    def claim(runs: DynamoRuns, run: RunId, now: float) -> Run | None:
        return runs.run(run)

    change = DynamoRuns._change

    def anyway(runs: DynamoRuns, run: RunId, text: str, **more: object) -> bool:
        more["condition"] = "attribute_exists(#pk)"
        return change(runs, run, text, **more)  # type: ignore[arg-type]

    return patch.multiple(DynamoRuns, claim=claim, _change=anyway)


FIGURE = Figure(
    id="R1",
    claim="runs whose every message came 3 times, in random order: ends, verdicts, notifications",
    bar="each once for 1,000 runs, 0 extra",
    measure=_measure,
    many=1000,
    few=15,
    planted={"everybody tells": _claimed_by_all, "everybody runs": _run_by_all},
)
