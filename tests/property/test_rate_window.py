"""The rate limit holds in any window, whatever order the calls of many writers take effect in."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import count
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from moto import mock_aws

from gonogo.aws.clients import Clients
from gonogo.aws.rate_limit import DynamoRateLimiter
from gonogo.aws.table import Key, Table
from gonogo.aws.values import Item
from gonogo.errors import RateLimited
from tests.aws_stack import OFFLINE
from tests.contract.template_tables import make_tables

NAMES = count()
START = 1_795_000_000.0


class SlowTrims(Table):
    """A table where the call that trims the list arrives later, as from a writer that hung."""

    def __init__(self, clients: Clients, name: str) -> None:
        super().__init__(clients, name)
        self.held: list[tuple[Key, str]] = []

    def update(self, key: Key, change: str, **request: Any) -> Item:
        """Hold back what trims."""
        if change.startswith("REMOVE"):
            self.held.append((key, change))
            return {}
        return super().update(key, change, **request)

    def release(self) -> None:
        """Let what was held back arrive, the newest first."""
        while self.held:
            super().update(*self.held.pop())


class Scripted:
    """A clock of many writers: each reading is what some writer's clock said, some time ago."""

    def __init__(self, readings: list[float]) -> None:
        self.readings = readings
        self.last = 0.0

    def now(self) -> float:
        """The next writer's reading; the last one's again when there are no more."""
        self.last = self.readings.pop(0) if self.readings else self.last
        return self.last

    def sleep(self, seconds: float) -> None:
        """The readings know better."""


@pytest.fixture(scope="module")
def table() -> Iterator[SlowTrims]:
    """The guards table on moto."""
    with mock_aws():
        clients = Clients(**OFFLINE)
        make_tables(clients.dynamodb)
        yield SlowTrims(clients, "guards")


def worst_window(table: SlowTrims, limit: int, moves: list[int], releases: set[int]) -> float:
    """The shortest time in which one call more than the limit was accepted, of ten seconds."""
    readings, now = [], START
    for move in moves:
        now += move / 100
        readings.append(now)
    clock, name = Scripted(readings), f"example-{next(NAMES)}"
    limiter = DynamoRateLimiter(table, clock)
    accepted: list[float] = []
    while clock.readings:
        if len(readings) in releases:
            table.release()
        try:
            limiter.take(name, limit=limit, window=10)
        except RateLimited:
            continue
        accepted.append(clock.last)
    table.release()
    accepted.sort()
    spans = (beyond - first for first, beyond in zip(accepted, accepted[limit:], strict=False))
    return min(spans, default=10.0)


moves_of_clocks = st.lists(st.integers(min_value=-400, max_value=900), min_size=1, max_size=60)


@settings(max_examples=60)
@given(limit=st.integers(1, 5), moves=moves_of_clocks, releases=st.sets(st.integers(0, 60)))
def test_no_window_holds_more_than_the_limit(
    table: SlowTrims, limit: int, moves: list[int], releases: set[int]
) -> None:
    """Writers' readings go back and forth; trimming arrives at any time."""
    assert worst_window(table, limit, moves, releases) >= 10


def test_the_property_can_fail(table: SlowTrims, monkeypatch: pytest.MonkeyPatch) -> None:
    """A condition that looks at the call before the right one lets one too many pass."""
    sane = Table.update

    def off_by_one(self: Table, key: Key, change: str, **request: Any) -> Item:
        if "condition" in request:
            request["condition"] = request["condition"].replace("#hits[2]", "#hits[3]")
        return sane(self, key, change, **request)

    monkeypatch.setattr(Table, "update", off_by_one)
    assert worst_window(table, 3, [100] * 20, set()) < 10
