"""What every delivery log must do."""

from __future__ import annotations

from dataclasses import replace

from gonogo.domain.delivery import (
    DELIVERY_LEASE,
    Attempt,
    Delivery,
    Subject,
    delivery_id,
)
from gonogo.domain.ids import RunId, WebhookId, uuid_of
from gonogo.ports import Deliveries
from tests.builders import NOW, NUMBER, PROJECT

BATCH = Subject("batch", uuid_of("batch", NUMBER))
RUN = RunId(uuid_of("run", NUMBER + 1))
HOOK = WebhookId("00000000-0000-4000-8000-0000000000aa")
ID = delivery_id("https://hook.test/x", 0)
DELIVERY = Delivery(
    subject=BATCH,
    id=ID,
    project=PROJECT,
    event="run.finished",
    run=RUN,
    url="https://hook.test/x",
    number=NUMBER + 1,
    due_at=NOW,
    created_at=NOW,
)
FAILED = replace(
    DELIVERY, due_at=NOW + 10, tries=1, attempts=(Attempt(at=NOW, status=503, answer="no"),)
)
DELIVERED = replace(
    DELIVERY,
    state="delivered",
    tries=2,
    attempts=(
        Attempt(at=NOW, problem="connect_failed", milliseconds=3.5),
        Attempt(at=NOW + 10, status=204),
    ),
)


def of_hook(number: int, subject: Subject = BATCH) -> Delivery:
    """What a webhook is told about a batch."""
    return replace(
        DELIVERY,
        subject=subject,
        id=delivery_id(f"{HOOK} {number}"),
        event="batch.finished",
        run=None,
        url="",
        webhook=HOOK,
        number=number,
    )


def test_planning_twice_is_once(deliveries: Deliveries) -> None:
    """An outcome announced twice makes one delivery."""
    assert deliveries.plan(DELIVERY)
    assert not deliveries.plan(replace(DELIVERY))
    assert not deliveries.plan(replace(DELIVERY, url="https://other.test/"))
    assert deliveries.of(BATCH) == (DELIVERY,)
    assert deliveries.find(BATCH, ID) == DELIVERY


def test_one_reporter_at_a_time_sends(deliveries: Deliveries) -> None:
    """The second finds the lease; after it, the delivery is open again."""
    deliveries.plan(DELIVERY)
    claimed = deliveries.claim(BATCH, ID, NOW)
    assert claimed == replace(DELIVERY, due_at=NOW + DELIVERY_LEASE)
    assert deliveries.claim(BATCH, ID, NOW + DELIVERY_LEASE - 1) is None
    assert deliveries.claim(BATCH, ID, NOW + DELIVERY_LEASE)


def test_nothing_is_sent_before_it_is_due(deliveries: Deliveries) -> None:
    """The pause between two attempts is kept."""
    deliveries.plan(DELIVERY)
    deliveries.claim(BATCH, ID, NOW)
    deliveries.record(FAILED)
    assert deliveries.claim(BATCH, ID, NOW + 9) is None
    claimed = deliveries.claim(BATCH, ID, NOW + 10)
    assert claimed is not None and claimed.attempts == FAILED.attempts


def test_what_arrived_is_never_sent_again(deliveries: Deliveries) -> None:
    """Also when a reporter that was taken for lost comes back."""
    deliveries.plan(DELIVERY)
    deliveries.record(DELIVERED)
    deliveries.record(FAILED)
    assert deliveries.of(BATCH) == (DELIVERED,)
    assert deliveries.claim(BATCH, ID, NOW + 9_999) is None
    assert deliveries.due(NOW + 9_999, 10) == ()


def test_arriving_stands_above_giving_up(deliveries: Deliveries) -> None:
    """Two reporters overlapped: what did arrive is the truth."""
    deliveries.plan(DELIVERY)
    deliveries.record(replace(FAILED, state="given_up"))
    deliveries.record(FAILED)
    assert [each.state for each in deliveries.of(BATCH)] == ["given_up"]
    deliveries.record(DELIVERED)
    assert deliveries.of(BATCH) == (DELIVERED,)


def test_an_unknown_delivery_is_not_claimed_or_recorded(deliveries: Deliveries) -> None:
    """Nothing is made up for it."""
    assert deliveries.claim(BATCH, "f" * 16, NOW) is None
    assert not deliveries.reopen(DELIVERY, NOW)
    deliveries.record(DELIVERY)
    assert deliveries.find(BATCH, ID) is None


def test_another_round_is_due_at_once_and_keeps_the_log(deliveries: Deliveries) -> None:
    """Whatever became of it before; and the round before cannot settle it any more."""
    deliveries.plan(DELIVERY)
    deliveries.record(DELIVERED)
    assert deliveries.reopen(DELIVERED, NOW + 50)
    again = replace(DELIVERED, state="waiting", round=1, tries=0, due_at=NOW + 50)
    assert deliveries.due(NOW + 50, 10) == ((BATCH, ID),)
    deliveries.record(DELIVERED)
    assert deliveries.find(BATCH, ID) == again
    assert not deliveries.reopen(DELIVERED, NOW + 51)


def test_a_runs_deliveries_are_a_part_of_its_batchs(deliveries: Deliveries) -> None:
    """Run 1 is not run 10."""
    ids = {index: delivery_id("https://hook.test/x", index) for index in (0, 1, 10)}
    for id in ids.values():
        deliveries.plan(replace(DELIVERY, id=id))
    deliveries.plan(of_hook(NUMBER))
    assert [each.id for each in deliveries.of(BATCH, 1)] == [ids[1]]
    assert len(deliveries.of(BATCH)) == 4


def test_a_webhooks_log_shows_the_newest_first(deliveries: Deliveries) -> None:
    """Over all batches, up to the limit; trials too."""
    trial = of_hook(NUMBER + 500, Subject("webhook", HOOK))
    made = [
        of_hook(NUMBER + each, Subject("batch", uuid_of("batch", NUMBER + each)))
        for each in (100, 300, 200)
    ]
    for delivery in (*made, trial):
        deliveries.plan(delivery)
    assert deliveries.of_webhook(HOOK, 10) == (trial, made[1], made[2], made[0])
    assert deliveries.of_webhook(HOOK, 2) == (trial, made[1])


def test_due_deliveries_come_longest_overdue_first(deliveries: Deliveries) -> None:
    """Over all shards, up to the limit."""
    made = [
        replace(
            DELIVERY,
            subject=Subject("batch", uuid_of("batch", NUMBER + index)),
            number=NUMBER + index,
            due_at=NOW + 9 - index,
        )
        for index in range(6)
    ]
    for delivery in made:
        deliveries.plan(delivery)
    expected = tuple((each.subject, ID) for each in reversed(made))
    assert deliveries.due(NOW + 9, 10) == expected
    assert deliveries.due(NOW + 9, 2) == expected[:2]
    assert deliveries.due(NOW + 4, 10) == expected[:1]
