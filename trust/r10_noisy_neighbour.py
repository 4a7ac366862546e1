"""R10: a project with one run does not wait behind another's thousand."""

from __future__ import annotations

import time
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from gonogo.domain.clock import SystemClock
from gonogo.domain.run import Run
from tests.fakes import FakeHttp, a_reply
from tests.loaded_stack import LoadedStack, loaded_stack
from trust._figure import Figure, Measured
from trust._unfair import no_turns

_INVOCATIONS = 2
_TARGET_SECONDS = 0.2
_SETS = 50
_WITHIN = 0.005
"""Seconds for each run of the other, which take 0.01 in all with so many executors."""


def _measure(runs: int) -> Measured:
    def slow(_request: Any) -> Any:
        time.sleep(_TARGET_SECONDS)
        return a_reply()

    with loaded_stack(SystemClock(), FakeHttp(slow)) as stack:
        stack.pushed("noisy", tests=runs // _SETS)
        stack.pushed("quiet")
        noisy = stack.started("noisy", sets=_SETS)
        run = stack.started("quiet").runs[0]
        waited = _until_begun(stack, run, _WITHIN * runs)
        before = stack.fair.waiting()
    figure = f"{waited:.1f} s, with {before:,} of the other's {len(noisy.runs):,} still waiting"
    return Measured(figure=figure, holds=waited <= _WITHIN * runs)


def _until_begun(stack: LoadedStack, run: Run, within: float) -> float:
    """Seconds until an executor takes the run, given up a little after the time that it has."""
    give_up = time.monotonic() + 1.1 * within

    def enough() -> bool:
        return _begun(stack, run) is not None or time.monotonic() > give_up

    with ThreadPoolExecutor(_INVOCATIONS) as pool:
        for invocation in [pool.submit(stack.drain, enough) for _ in range(_INVOCATIONS)]:
            invocation.result()
    begun = _begun(stack, run)
    return 1.1 * within if begun is None else begun - run.created_at


def _begun(stack: LoadedStack, run: Run) -> float | None:
    found = stack.parts.runs.run(run.id)
    return found.started_at if found else None


FIGURE = Figure(
    id="R10",
    claim="how long the one run of a project waits behind a thousand of another, with two "
    "executors, a target that takes 0.2 s, and a queue that lets groups take turns as SQS does",
    bar="at most 5 s",
    measure=_measure,
    many=1_000,
    few=250,
    planted={"messages without a group": no_turns},
)
