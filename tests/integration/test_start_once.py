"""Starts with an idempotency key: asked for often, done once, wherever a call of them dies."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

import pytest

from gonogo.domain.commands import StartByTrigger, Started
from gonogo.domain.commands.history import Rerun
from gonogo.domain.receipt import KEPT_SECONDS, OPEN_SECONDS
from gonogo.domain.terms import Idempotency, Terms
from gonogo.errors import Conflict, GonogoError, IdempotencyMismatch, Invalid, RateLimited
from tests.builders import PROJECT
from tests.faults import KILLS, Faults, Killed, Kind
from tests.started import OFF, PAY, Shop, a_shop, names

ONCE = Idempotency(key="deploy-7", fingerprint="abc")
OTHER = replace(ONCE, fingerprint="xyz")


@pytest.fixture
def shop() -> Iterator[Shop]:
    """A project on AWS in memory."""
    with a_shop() as shop:
        yield shop


def by_trigger(shop: Shop, **fields: Any) -> Started:
    """Start by a trigger's address."""
    return shop.ask(StartByTrigger(trigger=PAY.trigger, kinds=("test",), **fields))


def started(shop: Shop) -> int:
    """Batches that there are."""
    items = shop.stack.clients.dynamodb.scan(TableName="runs")["Items"]
    return sum(item["sk"]["S"] == "BATCH" for item in items)


@pytest.mark.parametrize("start", [Shop.start, by_trigger])
def test_a_repeat_gets_the_first_answer(shop: Shop, start: Callable[..., Started]) -> None:
    """Also when the batch is over meanwhile: it is told as it was at the start."""
    first = start(shop, idempotency=ONCE)
    assert not first.replayed
    shop.stack.execute()
    again = start(shop, idempotency=ONCE)
    assert again == replace(first, replayed=True)
    assert started(shop) == 1
    assert shop.stack.messages() == []


def test_the_same_key_for_something_else_is_refused(shop: Shop) -> None:
    """And what has another scope is another key."""
    shop.start(idempotency=ONCE)
    with pytest.raises(IdempotencyMismatch):
        shop.start(kind="test", target="Pay", idempotency=OTHER)
    by_trigger(shop, idempotency=OTHER)
    assert started(shop) == 2


def test_after_a_day_the_key_is_free(shop: Shop) -> None:
    """It starts anew."""
    first = shop.start(idempotency=ONCE)
    shop.stack.clock.advance(KEPT_SECONDS)  # type: ignore[attr-defined]
    assert shop.start(idempotency=ONCE).batch.id != first.batch.id


def test_what_was_refused_may_be_asked_again_with_the_same_key(shop: Shop) -> None:
    """A mistake is corrected, a window opens: nothing was started."""
    with pytest.raises(Invalid):
        shop.start(locations=("mars1",) * 2, terms=Terms(supersede=True), idempotency=ONCE)
    with pytest.raises(RateLimited):
        shop.start(windows=(("none", 1, 9), ("none", 1, 9)), idempotency=OTHER)
    assert not shop.start(idempotency=ONCE).replayed
    assert started(shop) == 1


def test_repeats_take_nothing_from_the_rate(shop: Shop) -> None:
    """A client that retries because an answer was lost is not told to wait."""
    for _ in range(5):
        by_trigger(shop, idempotency=ONCE, limit=1)


def test_a_rerun_is_repeated_with_what_it_skipped(shop: Shop) -> None:
    """The same rules hold for starting once more."""
    first = shop.start(kind="test", target="Off")
    shop.stack.execute()
    command = Rerun(key=shop.key, batch=first.batch.id, idempotency=ONCE)
    second = shop.ask(command)
    assert second.skipped == (OFF.id,)
    assert shop.ask(command) == replace(second, replayed=True)


def count_calls() -> list[str]:
    """Every call of a start with a key, by name."""
    with a_shop() as shop:
        with Faults().beside(shop.stack.clients) as faults:
            shop.start(idempotency=ONCE)
        return [name.partition(".")[2] for name in faults.calls]


CALLS = count_calls()


@pytest.mark.parametrize("kind", KILLS)
@pytest.mark.parametrize("at", range(1, len(CALLS) + 1), ids=lambda n: f"{n}-{CALLS[n - 1][:24]}")
def test_a_call_that_dies_there_is_repeated_to_one_batch(shop: Shop, at: int, kind: Kind) -> None:
    """At most for some seconds it is in the way; each run is executed once in the end."""
    with pytest.raises(Killed), Faults(at, kind).beside(shop.stack.clients):
        shop.start(idempotency=ONCE)
    shop.stack.restart()
    try:
        answer = shop.start(idempotency=ONCE)
    except Conflict:
        shop.stack.clock.advance(OPEN_SECONDS)  # type: ignore[attr-defined]
        answer = shop.start(idempotency=ONCE)
    assert started(shop) == 1
    assert names(answer) == ["Login", "Pay", "Slow"]
    for _ in range(3):
        shop.stack.execute()
        shop.stack.clock.advance(61)  # type: ignore[attr-defined]
        shop.stack.sweep()
    batch = shop.stack.parts.runs.batch(answer.batch.id)
    assert batch is not None
    assert batch.tally.over == batch.total == 3


def test_a_repeat_while_the_first_call_is_at_it_is_a_conflict(shop: Shop) -> None:
    """Nothing else is done; and a first call that was only slow finds the batch of the repeat."""
    inner: list[Started | GonogoError] = []
    real = shop.stack.parts.runs.create

    def slow(*args: Any, **fields: Any) -> bool:
        shop.stack.parts.runs.create = real  # type: ignore[method-assign]
        try:
            shop.start(idempotency=ONCE)
        except Conflict as conflict:
            inner.append(conflict)
        shop.stack.clock.advance(OPEN_SECONDS)  # type: ignore[attr-defined]
        inner.append(shop.start(idempotency=ONCE))
        return real(*args, **fields)

    shop.stack.parts.runs.create = slow  # type: ignore[method-assign]
    slept = shop.start(idempotency=ONCE)
    conflict, repeat = inner
    assert isinstance(conflict, Conflict)
    assert isinstance(repeat, Started)
    assert (slept.batch, slept.runs) == (repeat.batch, repeat.runs)
    assert started(shop) == 1


def test_a_number_that_is_taken_is_replaced_for_all_calls(shop: Shop) -> None:
    """By another start of the same millisecond; the repeat knows the new one."""
    taken = shop.start().batch.number

    first_try = pytest.MonkeyPatch()
    with first_try.context() as patch:
        patch.setattr("gonogo.services.once.new_number", lambda now: taken)
        first = shop.start(idempotency=ONCE)
    assert first.batch.number != taken
    assert shop.start(idempotency=ONCE) == replace(first, replayed=True)


def test_a_deleted_project_replays_nothing(shop: Shop) -> None:
    """A key outlives its project."""
    first = by_trigger(shop, idempotency=ONCE)
    project = shop.stack.parts.catalog.project(PROJECT)
    assert project is not None
    shop.stack.parts.catalog.delete_project(project)
    with pytest.raises(Conflict, match="was deleted"):
        by_trigger(shop, idempotency=ONCE)
    assert first.batch.total == 1
