"""Many at once: of all who try the same thing, one does it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from threading import Barrier
from typing import Any
from uuid import uuid4

import pytest

from gonogo.aws.clients import Clients
from gonogo.aws.rate_limit import DynamoRateLimiter
from gonogo.aws.table import Table
from gonogo.domain.batch import Tally
from gonogo.domain.receipt import Receipt
from gonogo.errors import AlreadyThere, Conflict, RateLimited
from tests.aws_stack import OFFLINE
from tests.builders import NOW, NUMBER, PROJECT, a_batch, a_project, a_run
from tests.contract.locked_moto import LockedMoto, served
from tests.contract.rig import Stores, in_memory, on_tables
from tests.contract.template_tables import make_tables
from tests.contract.test_catalog import a_stored
from tests.contract.test_deliveries import BATCH, DELIVERY, ID
from tests.contract.test_webhooks import HOOK, SECRET
from tests.fakes import FakeClock

RACERS = 8


@pytest.fixture(scope="module")
def clients() -> Iterator[Clients]:
    """Clients of a server that is atomic, as moto itself is not."""
    with served(LockedMoto()) as address:
        yield Clients(**OFFLINE, endpoint_url=address)


@pytest.fixture
def prefix(clients: Clients) -> str:
    """Fresh tables."""
    prefix = f"race-{uuid4().hex[:8]}-"
    make_tables(clients.dynamodb, prefix)
    return prefix


@pytest.fixture(params=["fake", "aws"])
def stores(request: pytest.FixtureRequest) -> Stores:
    """Both kinds."""
    if request.param == "fake":
        return in_memory()
    return on_tables(request.getfixturevalue("clients"), request.getfixturevalue("prefix"))


def raced(move: Callable[[int], Any], racers: int = RACERS) -> list[Any]:
    """What each racer got; an exception of ours is an answer too."""
    start = Barrier(racers)

    def run(racer: int) -> Any:
        start.wait()
        try:
            return move(racer)
        except (AlreadyThere, Conflict, RateLimited) as error:
            return type(error)

    with ThreadPoolExecutor(racers) as pool:
        return list(pool.map(run, range(racers)))


def test_one_of_many_batches_gets_a_number(stores: Stores) -> None:
    """The others hear that it is taken, and draw another."""
    batch = a_batch(2)
    runs = (a_run(batch), a_run(batch, 1))
    answers = raced(lambda racer: stores.runs.create(batch, runs))
    assert sorted(map(str, answers)) == sorted(["True"] + [str(AlreadyThere)] * (RACERS - 1))


def test_one_of_many_with_a_token_writes_the_batch(stores: Stores) -> None:
    """The others find it: calls that repeat one start."""
    batch = a_batch(2)
    runs = (a_run(batch), a_run(batch, 1))
    answers = raced(lambda _: stores.runs.create(batch, runs, token="t"))
    assert sorted(answers) == [False] * (RACERS - 1) + [True]
    assert stores.runs.runs_of(batch) == runs


def test_one_of_many_calls_with_a_key_is_the_first(stores: Stores) -> None:
    """And of many that come after its death one goes on."""

    def receipt(owner: int, until: float) -> Receipt:
        return Receipt(number=7, fingerprint="f", token="t", owner=str(owner), until=until)

    mine = [receipt(racer, NOW + 10) for racer in range(RACERS)]
    held = raced(lambda racer: stores.receipts.note("k", mine[racer], NOW))
    assert len(set(held)) == 1
    after = [receipt(100 + racer, NOW + 20) for racer in range(RACERS)]
    won = raced(lambda racer: stores.receipts.change("k", held[0], after[racer]) == after[racer])
    assert won.count(True) == 1


def test_a_group_misses_nobody_who_joins(stores: Stores) -> None:
    """Whoever comes last knows all, so that one of two newer ones always sees the older."""
    answers = raced(
        lambda n: stores.groups.join(PROJECT, "g", n + 1, supersedes=n % 2 == 1, now=NOW)
    )
    assert max(answers, key=lambda answer: len(answer[0])) == (
        frozenset(range(1, RACERS + 1)),
        RACERS,
    )


def test_one_of_many_executors_gets_a_run(stores: Stores) -> None:
    """First attempt and second."""
    batch = a_batch(1)
    stores.runs.create(batch, (a_run(batch),))
    for attempt, now in ((1, NOW), (2, NOW + 999)):
        answers = raced(lambda _, now=now: stores.runs.claim(a_run(batch).id, now))  # type: ignore[misc]
        assert [won.attempt for won in answers if won] == [attempt]


def test_one_of_many_ends_a_run(stores: Stores) -> None:
    """Executor, janitor and dead-letter consumer at once: the stored end is the winner's."""
    batch = a_batch(1)
    run = a_run(batch)
    stores.runs.create(batch, (run,))
    ends = [replace(run, status="errored", finished_at=NOW + racer) for racer in range(RACERS)]
    answers = raced(lambda racer: stores.runs.finish(ends[racer]))
    assert answers.count(True) == 1
    assert stores.runs.run(run.id) == ends[answers.index(True)]


def test_every_end_is_counted_once(stores: Stores) -> None:
    """Each reported twice, by two at the same time."""
    batch = a_batch(RACERS // 2)
    runs = [replace(a_run(batch, index), status="passed") for index in range(RACERS // 2)]
    stores.runs.create(batch, tuple(a_run(batch, index) for index in range(RACERS // 2)))
    heads = raced(lambda racer: stores.runs.tally(runs[racer // 2]))
    assert any(head.over for head in heads)
    head = stores.runs.batch(batch.id)
    assert head is not None and head.tally == Tally(passed=RACERS // 2)


def test_one_of_many_reporters_gets_a_delivery(stores: Stores) -> None:
    """And one of many plans it."""
    assert raced(lambda _: stores.deliveries.plan(DELIVERY)).count(True) == 1
    answers = raced(lambda _: stores.deliveries.claim(BATCH, ID, NOW))
    assert sum(answer is not None for answer in answers) == 1
    assert raced(lambda _: stores.deliveries.reopen(DELIVERY, NOW)).count(True) == 1


def test_one_of_many_is_told_of_a_change_and_of_each_number_all_the_same(stores: Stores) -> None:
    """Executors that note the same batch agree."""
    answers = raced(lambda racer: stores.standings.turn(PROJECT, "b", NUMBER, racer < 0))
    assert answers == [True] * RACERS


def test_one_of_many_changes_a_webhook(stores: Stores) -> None:
    """The others look again."""
    stores.webhooks.save(HOOK, SECRET)
    answers = raced(lambda n: stores.webhooks.save(replace(HOOK, version=2, name=str(n))))
    assert answers.count(None) == 1


def test_one_of_many_pushes_writes_a_version(clients: Clients, prefix: str) -> None:
    """Steps and head are of the same writer."""
    stores = on_tables(clients, prefix)
    stores.catalog.add_project(a_project())
    tests = [
        replace(a_stored(f"by {racer}"), steps=({"type": "pause", "note": f"by {racer}"},))
        for racer in range(RACERS)
    ]
    answers = raced(lambda racer: stores.catalog.put_test(PROJECT, tests[racer]))
    assert answers.count(None) == 1
    winner = tests[answers.index(None)]
    assert stores.catalog.test(PROJECT, winner.head.id) == winner


def test_a_rate_limit_holds_for_many_at_once(clients: Clients, prefix: str) -> None:
    """Sixteen writers whose clocks differ by a little."""
    clocks = [FakeClock(NOW + racer / 1000) for racer in range(16)]
    table = Table(clients, f"{prefix}guards")

    def take(racer: int) -> str:
        DynamoRateLimiter(table, clocks[racer]).take("hot", limit=10, window=10)
        return "accepted"

    assert raced(take, 16).count("accepted") == 10
