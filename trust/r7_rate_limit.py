"""R7: a trigger's limit holds in every window, is used to the full, and says when to come again."""

from __future__ import annotations

import random
from bisect import bisect_right
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from heapq import heapify, heapreplace
from typing import Any
from unittest.mock import patch

from gonogo import wiring
from gonogo.aws.rate_limit import SKEW_SECONDS, DynamoRateLimiter
from gonogo.errors import RateLimited
from tests.fakes import FakeClock, FakeHttp
from tests.loaded_stack import LoadedStack, loaded_stack
from trust._figure import Figure, Measured

_CLIENTS, _LIMIT, _WINDOW = 50, 10, 10
_PATIENT = 2
"""Every second client waits as it is told; the others come again at once."""
_SKEW = 0.02
"""Seconds by which the clocks of functions differ."""


@dataclass(slots=True)
class _Seen:
    """What the clients saw."""

    accepted: list[float] = field(default_factory=list)
    told: list[tuple[float, int]] = field(default_factory=list)
    """When one was refused, and what `Retry-After` said."""

    def most(self) -> int:
        """Most accepted calls in any window."""
        times = sorted(self.accepted)
        ends = (bisect_right(times, at + _WINDOW - 1e-6) - n for n, at in enumerate(times))
        return max(ends)

    def wrong(self) -> int:
        """How often `Retry-After` was off by more than a second, and what clocks differ by."""
        off = 1.0 + 2 * _SKEW + SKEW_SECONDS
        return sum(abs(said - self._truth(at)) > off for at, said in self.told)

    def _truth(self, at: float) -> float:
        """Seconds until the window has room, if nobody else comes."""
        before = self.accepted[: bisect_right(self.accepted, at)]
        return max(0.0, before[-_LIMIT] + _WINDOW - at) if len(before) >= _LIMIT else 0.0


def _measure(seconds: int) -> Measured:
    clock = FakeClock()
    with loaded_stack(clock, FakeHttp()) as stack:
        seen = _clients(stack, clock, seconds)
    allowance = _LIMIT * seconds / _WINDOW
    used = min(1.0, len(seen.accepted) / allowance)
    figure = (
        f"at most {seen.most()} in any {_WINDOW} s; {used:.0%} of the allowance used; "
        f"{seen.wrong()} of {len(seen.told):,} refusals tell a wrong time"
    )
    return Measured(
        figure=figure, holds=seen.most() <= _LIMIT and used >= 0.95 and not seen.wrong()
    )


def _clients(stack: LoadedStack, clock: Any, seconds: int) -> _Seen:
    """Fifty clients at one trigger URL in the order of their times, each on a clock of its own."""
    trigger = stack.pushed("shop").project.trigger
    answer = wiring.api(stack.parts)
    dice = random.Random(1)  # noqa: S311  repeatable on purpose
    seen, began = _Seen(), clock.time
    next_calls = [(began + dice.random(), client) for client in range(_CLIENTS)]
    heapify(next_calls)
    while next_calls[0][0] < began + seconds:
        at, client = next_calls[0]
        clock.time = at + dice.uniform(-_SKEW, _SKEW)
        reply = answer(_event(trigger))
        pause = dice.uniform(0.3, 1.0)
        if reply["statusCode"] == 201:
            seen.accepted.append(at)
        else:
            wait = int(reply["headers"]["Retry-After"])
            seen.told.append((at, wait))
            pause = wait if client % _PATIENT else pause
        heapreplace(next_calls, (at + pause, client))
    return seen


def _event(trigger: str) -> dict[str, Any]:
    context = {"http": {"method": "POST"}, "requestId": "r-1"}
    return {"rawPath": f"/v1/triggers/{trigger}", "headers": {}, "requestContext": context}


def _fixed_window() -> AbstractContextManager[object]:
    """So many in each ten seconds by the clock."""
    counts: dict[float, int] = {}

    def take(limiter: Any, name: str, *, limit: int, window: int) -> None:
        now = limiter._clock.now()
        counts[now // window] = counts.get(now // window, 0) + 1
        if counts[now // window] > limit:
            wait = int(window - now % window) + 1
            raise RateLimited("too many", limit=limit, window=window, retry_after=wait)

    return patch.object(DynamoRateLimiter, "take", take)


def _always_the_window() -> AbstractContextManager[object]:
    return patch("gonogo.aws.rate_limit._free_after", lambda *_: float(_WINDOW))


FIGURE = Figure(
    id="R7",
    claim="50 clients at one trigger URL, half of them impatient, on clocks that differ: starts in "
    "any 10 s, share of the allowance used, and refusals whose Retry-After is off by over 1 s",
    bar="at most 10; at least 95 %; 0",
    measure=_measure,
    many=60,
    few=25,
    planted={"a fixed window": _fixed_window, "always a whole window": _always_the_window},
)
