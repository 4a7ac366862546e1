"""Each call of each write path is throttled, refused or lost, before or after it took effect.

What the caller is told and what is stored afterwards must be as if nothing had happened: the fakes,
which meet no faults, say what that is.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from itertools import count
from typing import Any

import pytest

from gonogo.aws.clients import Clients
from gonogo.aws.rate_limit import DynamoRateLimiter
from gonogo.aws.table import Table
from gonogo.domain.delivery import Delivery, Subject, delivery_id
from gonogo.domain.ids import (
    EnvironmentId,
    KeyId,
    ProjectId,
    SuiteId,
    TriggerId,
    WebhookId,
    uuid_of,
)
from gonogo.domain.key import Key
from gonogo.domain.project import Suite
from gonogo.domain.receipt import Receipt
from gonogo.domain.result import RunResult
from gonogo.domain.usage import Usage
from gonogo.errors import RateLimited
from tests.builders import NOW, NUMBER, PROJECT, a_batch, a_project, a_run, an_environment
from tests.contract.rig import Stores, in_memory, on_tables
from tests.contract.template_tables import make_tables
from tests.contract.test_catalog import a_stored
from tests.contract.test_records import a_record
from tests.contract.test_watching import an_entry
from tests.contract.test_webhooks import HOOK, SECRET
from tests.fakes import FakeClock
from tests.faults import TOLD, Faults, Told
from tests.quick_aws import QuickClients

Move = Callable[[Stores, int], Any]
"""Does something at a place of its own (the number), and tells all that can be seen of it."""
PLACES = count(1)
SMALL = 3
"""Stands for a hundred, the most in a transaction and in a shard: each call of a move is a case."""


# ---- moves ---------------------------------------------------------------------------------------


def create(stores: Stores, number: int) -> Any:
    """A small batch."""
    batch = a_batch(2, number)
    with stores.faulty():
        stores.runs.create(batch, (a_run(batch), a_run(batch, 1)))
    return stores.runs.batch(batch.id), stores.runs.runs_of(batch)


def create_large(stores: Stores, number: int) -> Any:
    """A batch of two transactions."""
    batch = a_batch(SMALL, number)
    with stores.faulty():
        stores.runs.create(batch, tuple(a_run(batch, index) for index in range(SMALL)))
    return stores.runs.batch(batch.id), stores.runs.runs_of(batch)


def _queued(stores: Stores, number: int, total: int = 1) -> Any:
    batch = a_batch(total, number)
    stores.runs.create(batch, tuple(a_run(batch, index) for index in range(total)))
    return a_run(batch, total - 1)


def claim(stores: Stores, number: int) -> Any:
    """A first attempt."""
    run = _queued(stores, number)
    with stores.faulty():
        claimed = stores.runs.claim(run.id, NOW)
    return claimed, stores.runs.run(run.id)


def claim_again(stores: Stores, number: int) -> Any:
    """A second attempt."""
    run = _queued(stores, number)
    stores.runs.claim(run.id, NOW)
    with stores.faulty():
        claimed = stores.runs.claim(run.id, NOW + 999)
    return claimed, stores.runs.run(run.id), stores.runs.claim(run.id, NOW + 9_999)


def renew(stores: Stores, number: int) -> Any:
    """A heartbeat."""
    run = _queued(stores, number)
    stores.runs.claim(run.id, NOW)
    with stores.faulty():
        held = stores.runs.renew(run.id, 1, NOW + 77)
    return held, stores.runs.run(run.id)


def finish(stores: Stores, number: int) -> Any:
    """Result, end, and the end of somebody later."""
    run = _queued(stores, number)
    claimed = stores.runs.claim(run.id, NOW)
    assert claimed is not None
    end = replace(claimed, status="failed", finished_at=NOW + 5)
    result = RunResult(status="failed", started_at=NOW, finished_at=NOW + 5)
    with stores.faulty():
        stores.runs.save_result(run.id, 1, result)
        first = stores.runs.finish(end)
    again = stores.runs.finish(replace(end, status="passed"))
    return first, again, stores.runs.run(run.id), stores.runs.result(end)


def tally(stores: Stores, number: int) -> Any:
    """In the head."""
    run = replace(_queued(stores, number, 2), status="passed")
    with stores.faulty():
        head = stores.runs.tally(run)
    return head, stores.runs.batch(head.id)


def tally_large(stores: Stores, number: int) -> Any:
    """In a shard that is full with it, and is folded."""
    run = replace(_queued(stores, number, SMALL + 1), status="errored")
    with stores.faulty():
        head = stores.runs.tally(run)
    return head, stores.runs.batch(head.id)


def announce(stores: Stores, number: int) -> Any:
    """Postponed, announced, and postponed too late."""
    batch = a_batch(1, number)
    _queued(stores, number)
    with stores.faulty():
        stores.runs.postpone(batch.id, NOW - 1)
        due = batch.id in stores.runs.due_batches(NOW, 99)
        stores.runs.mark_announced(batch.id, NOW + 3)
        stores.runs.postpone(batch.id, NOW - 1)
    return due, batch.id in stores.runs.due_batches(NOW, 99), stores.runs.batch(batch.id)


def deliver(stores: Stores, number: int) -> Any:
    """A delivery's whole life."""
    batch = Subject("batch", a_batch(1, number).id)
    webhook = WebhookId(f"w{number}")
    delivery = Delivery(
        subject=batch,
        id=delivery_id(webhook),
        project=PROJECT,
        event="batch.finished",
        webhook=webhook,
        number=number,
        due_at=NOW,
    )
    arrived = replace(delivery, state="delivered")
    with stores.faulty():
        planned = stores.deliveries.plan(delivery)
        claimed = stores.deliveries.claim(batch, delivery.id, NOW)
        stores.deliveries.record(arrived)
        again = stores.deliveries.reopen(arrived, NOW)
    log = stores.deliveries.of_webhook(webhook, 10)
    return planned, claimed, again, log, stores.deliveries.of(batch)


def turn(stores: Stores, number: int) -> Any:
    """A bad one, a good one, and the bad one again."""
    notes = ((1, False), (2, True), (1, False))
    with stores.faulty():
        return [stores.standings.turn(PROJECT, f"b{number}", *note) for note in notes]


def webhooks(stores: Stores, number: int) -> Any:
    """Made, changed and forgotten."""
    webhook = replace(HOOK, id=WebhookId(f"w{number}"), project=ProjectId(f"p{number}"))
    with stores.faulty():
        stores.webhooks.save(webhook, SECRET)
        stores.webhooks.save(
            replace(webhook, version=2, name="x"), "whsec_second", before_until=NOW
        )
    seen = stores.webhooks.of_project(webhook.project)
    kept = stores.webhooks.secrets(webhook.project, webhook.id)
    with stores.faulty():
        stores.webhooks.delete(webhook.project, webhook.id)
    return [replace(each, id=HOOK.id, project=PROJECT) for each in seen], kept


def keys(stores: Stores, number: int) -> Any:
    """One that is kept, one that is revoked."""
    kept = Key(id=KeyId(f"k{number}"), name="n", hash=f"h{number}", hint="", role="admin")
    gone = replace(kept, id=KeyId(f"g{number}"), hash=f"x{number}")
    with stores.faulty():
        stores.keys.add(kept)
        stores.keys.add(gone)
        revoked = stores.keys.revoke(gone.id)
    return revoked, stores.keys.find(kept.hash), stores.keys.find(gone.hash)


def session(stores: Stores, number: int) -> Any:
    """A browser's."""
    with stores.faulty():
        stores.sessions.open(f"t{number}", "key", NOW + 9)
        return stores.sessions.key_hash(f"t{number}", NOW)


def define(stores: Stores, number: int) -> Any:
    """A push from nothing, and a second one."""
    id = ProjectId(f"project{number}")
    project = a_project(id=id, name=f"name {number}", trigger=TriggerId(f"p{number}"))
    first = a_stored(place=number)
    trigger = TriggerId(f"s{number}")
    suite = Suite(id=SuiteId("s"), name="all", tests=(first.head.id,), trigger=trigger)
    with stores.faulty():
        stores.catalog.add_project(project)
        stores.catalog.put_test(id, first)
        stores.catalog.put_test(id, replace(first, head=replace(first.head, version=2)))
        stores.catalog.put_shared_environments(id, (an_environment(id=EnvironmentId("e")),))
        stores.catalog.put_suite(id, suite)
        found = stores.catalog.trigger(trigger)
        assert found is not None
        return stores.catalog.launch(found), stores.catalog.test(id, first.head.id)


def receive(stores: Stores, number: int) -> Any:
    """Noted, taken over, given another number, forgotten, and noted anew."""
    first = Receipt(number=number, fingerprint="f", token="t", owner="a", until=NOW + 9)
    second = replace(first, owner="b", until=NOW + 19)
    with stores.faulty():
        noted = stores.receipts.note(f"k{number}", first, NOW)
        taken = stores.receipts.change(f"k{number}", first, second)
        late = stores.receipts.change(f"k{number}", first, replace(first, owner="c"))
        stores.receipts.forget(f"k{number}", first)
        kept = stores.receipts.note(f"k{number}", first, NOW)
        stores.receipts.forget(f"k{number}", second)
        again = stores.receipts.note(f"k{number}", first, NOW)
    return [replace(each, number=0) for each in (noted, taken, late, kept, again)]


def join(stores: Stores, number: int) -> Any:
    """Two join, one leaves."""
    group = f"g{number}"
    with stores.faulty():
        first = stores.groups.join(PROJECT, group, 1, supersedes=False, now=NOW)
        second = stores.groups.join(PROJECT, group, 2, supersedes=True, now=NOW)
        stores.groups.leave(PROJECT, group, frozenset({1}))
        return first, second, stores.groups.join(PROJECT, group, 3, supersedes=False, now=NOW)


def keep(stores: Stores, number: int) -> Any:
    """A record that is made, changed and removed, and one that stays."""
    first, other = a_record(id=uuid_of("record", number), number=number), number + 1
    with stores.faulty():
        stores.records.put(first)
        stores.records.put(replace(first, version=2, body={"a": 1}))
        stores.records.put(replace(first, id=uuid_of("record", other), number=other))
        found = stores.records.find(PROJECT, first.kind, first.id)
        stores.records.delete(PROJECT, first.kind, first.id)
    left = stores.records.owner(first.kind, first.id), stores.records.of(PROJECT, first.kind)
    ours = [record.number - number for record in left[1] if record.number in (number, other)]
    return replace(found, id="", number=0) if found else None, left[0], ours


def watch(stores: Stores, number: int) -> Any:
    """A change is noted, and two batches are counted, one of them twice."""
    project = ProjectId(f"project{number}")
    batches = [a_batch(number=number + index, project=project) for index in (0, 4)]
    with stores.faulty():
        stores.audit.note(an_entry(number=number, project=project))
        for batch in (*batches, batches[0]):
            stores.usages.count(batch, Usage(batches=1, requests=3))
    day = datetime.fromtimestamp(NOW, UTC).date()
    entries = [replace(e, number=0, project=PROJECT) for e in stores.audit.of(project, 9, None)]
    return entries, stores.usages.of(project, day, day)


MOVES: tuple[Move, ...] = (
    keep,
    watch,
    create,
    create_large,
    receive,
    join,
    claim,
    claim_again,
    renew,
    finish,
    tally,
    tally_large,
    announce,
    deliver,
    turn,
    webhooks,
    keys,
    session,
    define,
)


# ---- the rig -------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def clients() -> Clients:
    """Clients of what stands for AWS."""
    return QuickClients()


@pytest.fixture
def faults(clients: Clients) -> Iterator[Faults]:
    """Between them and what they call."""
    with Faults().beside(clients, services=("dynamodb",)) as faults:
        yield faults


@pytest.fixture
def prefix(clients: Clients) -> str:
    """Fresh tables."""
    prefix = f"fault{next(PLACES)}-"
    make_tables(clients.dynamodb, prefix)
    return prefix


@pytest.fixture(autouse=True)
def small(monkeypatch: pytest.MonkeyPatch) -> None:
    """Chunks and shards."""
    monkeypatch.setattr("gonogo.aws.runs._CHUNK_ITEMS", SMALL)
    monkeypatch.setattr("gonogo.aws.tallies.TALLY_SHARD", SMALL)


def _number() -> int:
    return NUMBER + 1000 * next(PLACES)


@pytest.mark.parametrize("fault", TOLD)
@pytest.mark.parametrize("move", MOVES, ids=lambda move: move.__name__)
def test_a_fault_changes_nothing(
    clients: Clients, prefix: str, faults: Faults, move: Move, fault: Told
) -> None:
    """Whichever call of the move meets it: told and stored is what the fakes tell and store."""
    place, met = 1, True
    while met:
        number = _number()

        @contextmanager
        def faulty(place: int = place) -> Iterator[None]:
            nonlocal met
            with faults.at(place, fault):
                yield
            met = len(faults.calls) >= place

        told = move(on_tables(clients, prefix, faulty), number)
        assert told == move(in_memory(), number), f"{fault} at call {place}"
        place += 1
    assert place > 2, "the move made no call at all"


def test_the_rig_finds_a_bare_addition(clients: Clients, prefix: str, faults: Faults) -> None:
    """The fault that all this is about: a lost answer counts twice where a number is added."""
    table = {"TableName": f"{prefix}guards", "Key": {"pk": {"S": "bare"}, "sk": {"S": "bare"}}}
    with faults.at(1, "drop_after"):
        clients.dynamodb.update_item(
            **table,  # type: ignore[arg-type]
            UpdateExpression="ADD counted :one",
            ExpressionAttributeValues={":one": {"N": "1"}},
        )
    counted = clients.dynamodb.get_item(**table)["Item"]["counted"]  # type: ignore[arg-type]
    assert counted == {"N": "2"}


@pytest.mark.parametrize("fault", TOLD)
def test_a_faulty_rate_limiter_never_lets_more_pass(
    clients: Clients, prefix: str, faults: Faults, fault: Told
) -> None:
    """A lost answer may be counted twice: then fewer pass, never more."""
    table = Table(clients, f"{prefix}guards", pause=lambda _: None)
    limiter = DynamoRateLimiter(table, FakeClock())
    accepted = 0
    for call in range(6):
        with faults.at(1 if call == 1 else 0, fault):
            try:
                limiter.take("limited", limit=3, window=10)
            except RateLimited:
                continue
        accepted += 1
    assert accepted == 3 - (fault == "drop_after")
