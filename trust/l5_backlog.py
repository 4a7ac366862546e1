"""L5: a long backlog is drained to the last message, and each run is executed once."""

from __future__ import annotations

import resource
import time
from contextlib import AbstractContextManager
from unittest.mock import patch

from gonogo.aws.runs import DynamoRuns
from gonogo.domain.ids import RunId
from gonogo.domain.run import Run
from tests.fakes import FakeClock, FakeHttp
from tests.loaded_stack import loaded_stack
from trust._figure import Figure, Measured

_PROJECTS = 5
_TWICE = 10
"""Every tenth message is delivered twice."""


def _measure(messages: int) -> Measured:
    clock, http = FakeClock(), FakeHttp()
    with loaded_stack(clock, http) as stack:
        batches = []
        for number in range(_PROJECTS):
            clock.advance(10.0)
            stack.pushed(f"project-{number}", tests=max(1, messages // _PROJECTS // 50))
            batches.append(stack.started(f"project-{number}", sets=50).batch)
        waiting = stack.fair.waiting()
        stack.fair.double(_TWICE)
        before, since = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss, time.monotonic()
        stack.drain()
        took = time.monotonic() - since
        grown = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) * 1024
        ends = [stack.parts.runs.batch(batch.id) for batch in batches]
    passed = sum(end.tally.passed for end in ends if end and end.verdict == "go")
    asked = len(http.requests)
    figure = (
        f"{waiting - passed} of {waiting:,} runs not ended, {asked - waiting} asked twice; "
        f"{waiting / took:,.0f} runs a second, {grown / waiting:,.0f} bytes of memory each"
    )
    return Measured(figure=figure, holds=passed == waiting == asked)


def _any_claim() -> AbstractContextManager[object]:
    """Whoever has the message takes the run."""
    claim = DynamoRuns.claim

    def any_claim(runs: DynamoRuns, run: RunId, now: float) -> Run | None:
        return claim(runs, run, now) or runs.run(run)

    return patch.object(DynamoRuns, "claim", any_claim)


FIGURE = Figure(
    id="L5",
    claim="runs of a backlog of messages, a tenth of them delivered twice, that did not end, or "
    "whose target was asked twice",
    bar="0 of 50,000; 0",
    measure=_measure,
    many=50_000,
    few=250,
    planted={"a run is anybody's": _any_claim},
    seconds=300,
)
