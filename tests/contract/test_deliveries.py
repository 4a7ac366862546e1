"""What every delivery log must do."""

from __future__ import annotations

from dataclasses import replace

from gonogo.domain.delivery import DELIVERY_LEASE, Attempt, Delivery
from gonogo.domain.ids import RunId, uuid_of
from gonogo.ports import Deliveries
from tests.builders import NOW, NUMBER

RUN = RunId(uuid_of("run", NUMBER))
DELIVERY = Delivery(run=RUN, id="d1", url="https://hook.test/x", dialect="native", due_at=NOW)
FAILED = replace(DELIVERY, due_at=NOW + 10, attempts=(Attempt(at=NOW, status=503),))
DELIVERED = replace(
    DELIVERY,
    state="delivered",
    attempts=(Attempt(at=NOW, problem="connect_failed"), Attempt(at=NOW + 10, status=204)),
)


def test_planning_twice_is_once(deliveries: Deliveries) -> None:
    """An outcome announced twice makes one delivery."""
    assert deliveries.plan(DELIVERY)
    assert not deliveries.plan(DELIVERY)
    assert not deliveries.plan(replace(DELIVERY, url="https://other.test/"))
    assert deliveries.of_run(RUN) == (DELIVERY,)


def test_one_reporter_at_a_time_sends(deliveries: Deliveries) -> None:
    """The second finds the lease; after it, the delivery is open again."""
    deliveries.plan(DELIVERY)
    claimed = deliveries.claim(RUN, "d1", NOW)
    assert claimed == replace(DELIVERY, due_at=NOW + DELIVERY_LEASE)
    assert deliveries.claim(RUN, "d1", NOW + DELIVERY_LEASE - 1) is None
    assert deliveries.claim(RUN, "d1", NOW + DELIVERY_LEASE)


def test_nothing_is_sent_before_it_is_due(deliveries: Deliveries) -> None:
    """The pause between two attempts is kept."""
    deliveries.plan(DELIVERY)
    deliveries.claim(RUN, "d1", NOW)
    deliveries.record(FAILED)
    assert deliveries.claim(RUN, "d1", NOW + 9) is None
    claimed = deliveries.claim(RUN, "d1", NOW + 10)
    assert claimed is not None and claimed.attempts == FAILED.attempts


def test_what_arrived_is_never_sent_again(deliveries: Deliveries) -> None:
    """Also when a reporter that was taken for lost comes back."""
    deliveries.plan(DELIVERY)
    deliveries.record(DELIVERED)
    deliveries.record(FAILED)
    assert deliveries.of_run(RUN) == (DELIVERED,)
    assert deliveries.claim(RUN, "d1", NOW + 9_999) is None
    assert deliveries.due(NOW + 9_999, 10) == ()


def test_arriving_stands_above_giving_up(deliveries: Deliveries) -> None:
    """Two reporters overlapped: what did arrive is the truth."""
    deliveries.plan(DELIVERY)
    deliveries.record(replace(FAILED, state="given_up"))
    deliveries.record(FAILED)
    assert [each.state for each in deliveries.of_run(RUN)] == ["given_up"]
    deliveries.record(DELIVERED)
    assert deliveries.of_run(RUN) == (DELIVERED,)


def test_an_unknown_delivery_is_not_claimed_or_recorded(deliveries: Deliveries) -> None:
    """Nothing is made up for it."""
    assert deliveries.claim(RUN, "d9", NOW) is None
    deliveries.record(DELIVERY)
    assert deliveries.of_run(RUN) == ()


def test_due_deliveries_come_longest_overdue_first(deliveries: Deliveries) -> None:
    """Over all shards, up to the limit."""
    made = [
        replace(DELIVERY, run=RunId(uuid_of("run", NUMBER + index)), due_at=NOW + 9 - index)
        for index in range(6)
    ]
    for delivery in made:
        deliveries.plan(delivery)
    expected = tuple((each.run, "d1") for each in reversed(made))
    assert deliveries.due(NOW + 9, 10) == expected
    assert deliveries.due(NOW + 9, 2) == expected[:2]
    assert deliveries.due(NOW + 4, 10) == expected[:1]
