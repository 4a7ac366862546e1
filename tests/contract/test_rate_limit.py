"""What every rate limiter must do: at most so many in any window, and a truthful time to wait."""

from __future__ import annotations

import pytest

from gonogo.errors import RateLimited
from gonogo.ports import RateLimiter
from tests.fakes import FakeClock


def taken(limiter: RateLimiter, times: int, *, limit: int = 3, window: int = 10) -> int:
    """How many of so many calls were accepted."""
    accepted = 0
    for _ in range(times):
        try:
            limiter.take("trigger", limit=limit, window=window)
        except RateLimited:
            continue
        accepted += 1
    return accepted


def test_no_more_than_the_limit_pass(limiter: RateLimiter) -> None:
    """At one moment."""
    assert taken(limiter, 5) == 3


def test_names_have_windows_of_their_own(limiter: RateLimiter) -> None:
    """One trigger's callers do not hold up another's."""
    assert taken(limiter, 3) == 3
    limiter.take("other", limit=3, window=10)


def test_the_window_slides(limiter: RateLimiter, clock: FakeClock) -> None:
    """A fixed window would let twice the limit pass around its edge."""
    taken(limiter, 1)
    clock.time += 9
    taken(limiter, 2)
    clock.time += 2
    assert taken(limiter, 3) == 1


def test_refusals_say_when_to_come_back(limiter: RateLimiter, clock: FakeClock) -> None:
    """Coming back then works, and a second before it does not."""
    taken(limiter, 3)
    clock.time += 4
    with pytest.raises(RateLimited) as refused:
        limiter.take("trigger", limit=3, window=10)
    assert (refused.value.limit, refused.value.window) == (3, 10)
    assert refused.value.retry_after == 7
    clock.time += refused.value.retry_after - 1
    assert taken(limiter, 1) == 0
    clock.time += 1
    assert taken(limiter, 1) == 1


def test_the_wait_is_at_least_a_second(limiter: RateLimiter, clock: FakeClock) -> None:
    """Zero would be read as `at once`."""
    taken(limiter, 3)
    clock.time += 10
    with pytest.raises(RateLimited) as refused:
        limiter.take("trigger", limit=3, window=10)
    assert refused.value.retry_after == 1


def test_steady_calls_use_the_whole_allowance(limiter: RateLimiter, clock: FakeClock) -> None:
    """Long after the list of accepted calls was trimmed for the first time."""
    accepted = 0
    for _ in range(210):
        accepted += taken(limiter, 1)
        clock.time += 0.5
    assert accepted == 30  # three in 10.05 s, asked every half second: three in 10.5 s
