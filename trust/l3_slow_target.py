"""L3: a slow target holds up no more than the runs that ask it."""

from __future__ import annotations

import time
from contextlib import AbstractContextManager
from typing import Any
from unittest.mock import patch

from gonogo.domain.clock import SystemClock
from tests.fakes import FakeHttp, a_reply
from tests.loaded_stack import loaded_stack
from trust._figure import Figure, Measured

_SECONDS = 0.3
_TOGETHER = 10
"""Messages of one invocation."""


def _measure(runs: int) -> Measured:
    def slow(_request: Any) -> Any:
        time.sleep(_SECONDS)
        return a_reply()

    with loaded_stack(SystemClock(), FakeHttp(slow)) as stack:
        stack.pushed("slow", tests=_TOGETHER)
        batch = stack.started("slow", sets=runs // _TOGETHER).batch
        since = time.monotonic()
        stack.drain()
        took = time.monotonic() - since
        end = stack.parts.runs.batch(batch.id)
    one_by_one = runs * _SECONDS
    figure = f"{took:.1f} s for {runs} runs of {_SECONDS} s, {one_by_one:.0f} s one by one"
    good = end is not None and end.verdict == "go"
    return Measured(figure=figure, holds=good and took <= one_by_one / 3)


def _one_by_one() -> AbstractContextManager[object]:
    return patch("gonogo.services.execute.SIDE_BY_SIDE", 1)


FIGURE = Figure(
    id="L3",
    claim="seconds that one executor takes for runs of a slow target",
    bar="a third of the time that they take one by one",
    measure=_measure,
    many=200,
    few=10,
    planted={"one run at a time": _one_by_one},
)
