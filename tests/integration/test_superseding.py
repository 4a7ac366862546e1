"""A newer batch of a group takes the place of the older ones, once and whatever dies on the way."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from typing import Any

import pytest

from gonogo.domain.batch import Batch
from gonogo.domain.commands import StartByTrigger, Started
from gonogo.domain.terms import Terms
from tests.faults import KILLS, Faults, Killed, Kind
from tests.started import LOGIN, PAY, Shop, a_shop

PUSH = Terms(group="shop#7", supersede=True)
JOINS = Terms(group="shop#7")


@pytest.fixture
def shop() -> Iterator[Shop]:
    """A project on AWS in memory."""
    with a_shop() as shop:
        yield shop


def start(shop: Shop, **fields: Any) -> Started:
    """A start, a moment after the one before: of two in one millisecond none is the newer."""
    shop.stack.clock.advance(0.01)  # type: ignore[attr-defined]
    return shop.start(**fields)


def now(shop: Shop, started: Started) -> Batch:
    """The batch as it stands."""
    batch = shop.stack.parts.runs.batch(started.batch.id)
    assert batch is not None
    return batch


def test_older_batches_of_the_group_are_canceled(shop: Shop) -> None:
    """Also those that superseded themselves; each run names the newer batch."""
    first, second = start(shop, terms=JOINS), start(shop, terms=PUSH)
    assert now(shop, first).tally.canceled == now(shop, first).total
    third = start(shop, terms=PUSH)
    assert [now(shop, each).over for each in (first, second, third)] == [True, True, False]
    for run in shop.stack.parts.runs.runs_of(second.batch):
        assert run.problem is not None
        assert run.problem.code == "superseded"
        assert third.batch.id in run.problem.message
    shop.stack.execute()
    assert now(shop, third).tally.canceled == 0


def test_what_is_not_of_the_group_goes_on(shop: Shop) -> None:
    """Nor is anything canceled by a start that only joins."""
    others = [start(shop), start(shop, terms=Terms(group="shop#8", supersede=True))]
    first, second = start(shop, terms=PUSH), start(shop, terms=JOINS)
    assert not any(now(shop, each).over for each in (*others, first, second))


def test_a_trigger_ends_only_what_it_can_start(shop: Shop) -> None:
    """Its address is known to more people than a key."""
    by_key = start(shop, kind="test", target="Pay", terms=PUSH)
    pay = StartByTrigger(trigger=PAY.trigger, kinds=("test",), terms=PUSH)
    login = StartByTrigger(trigger=LOGIN.trigger, kinds=("test",), terms=PUSH)
    batches = []
    for command in (pay, login, pay):
        shop.stack.clock.advance(0.01)  # type: ignore[attr-defined]
        batches.append(shop.ask(command))
    assert [now(shop, each).over for each in (by_key, *batches)] == [False, True, False, False]


def test_what_is_over_stays_as_it_is(shop: Shop) -> None:
    """Its verdict is known."""
    first = start(shop, terms=PUSH)
    for run in first.runs:
        shop.end(run, "passed")
    start(shop, terms=PUSH)
    assert now(shop, first).verdict == "go"


def test_a_batch_that_comes_late_gives_way_to_the_newer_one(shop: Shop) -> None:
    """Two pushes at once: whichever writes last, the newer one stays."""
    later = start(shop, terms=PUSH)
    with pytest.MonkeyPatch.context() as patch:
        older = later.batch.number - 5_000
        patch.setattr("gonogo.services.begin.new_number", lambda at: older)
        first = start(shop, terms=PUSH)
    assert now(shop, first).over
    assert not now(shop, later).over


def test_a_group_remembers_only_what_may_be_open(shop: Shop) -> None:
    """A group that lives for years does not grow."""
    for _ in range(30):
        started = start(shop, kind="test", target="Pay", terms=JOINS)
        shop.end(started.runs[0], "passed")
    start(shop, terms=PUSH)
    (group,) = [
        item
        for item in shop.stack.clients.dynamodb.scan(TableName="runs")["Items"]
        if item["pk"]["S"].startswith("GROUP#")
    ]
    assert len(group["numbers"]["NS"]) < 30


def count_calls() -> list[str]:
    """Every call of a start that supersedes, by name."""
    with a_shop() as shop:
        start(shop, terms=PUSH)
        with Faults().beside(shop.stack.clients) as faults:
            start(shop, terms=PUSH)
        return faults.calls


CALLS = count_calls()


@pytest.mark.parametrize("kind", KILLS)
@pytest.mark.parametrize("at", range(1, len(CALLS) + 1, 3))
def test_a_start_that_dies_supersedes_all_the_same(shop: Shop, at: int, kind: Kind) -> None:
    """If it was stored: the janitor does the rest, and each batch is told of once."""
    first = start(shop, terms=PUSH)
    shop.stack.messages()
    # Runs are canceled side by side, so the calls of two starts need not be as many.
    with suppress(Killed), Faults(at, kind).beside(shop.stack.clients):
        start(shop, terms=PUSH)
    shop.stack.restart()
    items = shop.stack.clients.dynamodb.scan(TableName="runs")["Items"]
    stored = sum(item["sk"]["S"] == "BATCH" for item in items)
    for _ in range(4):
        shop.stack.clock.advance(61)  # type: ignore[attr-defined]
        shop.stack.sweep()
    old = now(shop, first)
    assert (old.over, old.tally.canceled) == (stored == 2, old.total if stored == 2 else 0)
    assert (old.announced_at is not None) == (stored == 2)
