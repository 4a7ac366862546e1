"""L2: a thousand projects at once; each gets its turn, and an end of its own."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from tests.fakes import FakeClock, FakeHttp, a_reply
from tests.loaded_stack import loaded_stack
from trust._figure import Figure, Measured
from trust._unfair import no_turns

_A_RUN = 0.1
"""Seconds that pass with every run, so that times tell how many were before."""


def _measure(projects: int) -> Measured:
    clock = FakeClock()

    def passing(_request: Any) -> Any:
        clock.advance(_A_RUN)
        return a_reply()

    with loaded_stack(clock, FakeHttp(passing)) as stack:
        stack.pushed("large", tests=projects // 50)
        batches = [stack.started("large", sets=50)]
        for number in range(projects):
            clock.advance(0.01)
            stack.pushed(f"project-{number}")
            key = stack.new_key("trigger")  # a key may start a hundred in ten seconds
            batches.append(stack.started(f"project-{number}", key=key))
        began = clock.time
        stack.drain()
        runs = [stack.parts.runs.run(each.runs[0].id) for each in batches]
        ends = [stack.parts.runs.batch(each.batch.id) for each in batches]
    missing = sum(end is None or end.verdict != "go" for end in ends)
    last = _last(run.started_at for run in runs if run) - began
    figure = (
        f"{missing} of {len(batches):,} projects without their verdict; of {2 * projects:,} runs "
        f"{last / _A_RUN:,.0f} were before the last project had its turn"
    )
    return Measured(figure=figure, holds=not missing and last / _A_RUN <= 1.2 * len(batches))


def _last(times: Iterable[float | None]) -> float:
    return max(time or float("inf") for time in times)


FIGURE = Figure(
    id="L2",
    claim="projects that start one run each, right after one that started as many alone: those "
    "without a verdict, and the runs before the last of them had its first",
    bar="0 of 1,000; at most as many as there are projects, and a fifth",
    measure=_measure,
    many=1_000,
    few=50,
    planted={"messages without a group": no_turns},
    seconds=300,
)
