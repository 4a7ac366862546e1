"""The delivery log, beside the runs it tells about."""

from __future__ import annotations

from uuid import uuid4

from gonogo.aws.items import (
    alive,
    delivery_item,
    delivery_key,
    delivery_of,
    due_shards,
    expires,
    number_in,
)
from gonogo.aws.table import UNLESS_THERE, ConditionFailed, Table
from gonogo.domain.delivery import DELIVERY_LEASE, Delivery
from gonogo.domain.ids import RunId, number_of, uuid_of
from gonogo.ports import Clock


class DynamoDeliveries:
    """The `Deliveries` port."""

    def __init__(self, table: Table, clock: Clock) -> None:
        self._table = table
        self._clock = clock

    def plan(self, delivery: Delivery) -> bool:
        """Note a delivery; False if it was noted before."""
        nonce = uuid4().hex[:16]
        item = {**delivery_item(delivery, expires(self._clock.now())), "nonce": nonce}
        try:
            self._table.put(item, condition=UNLESS_THERE)
        except ConditionFailed as failed:
            return failed.written_by(nonce)
        return True

    def claim(self, run: RunId, id: str, now: float) -> Delivery | None:
        """Take a waiting delivery whose time has come, for a lease; None if not to be sent."""
        nonce = uuid4().hex[:16]
        try:
            item = self._table.update(
                delivery_key(number_of("run", run), id),
                # The lease is the next due time: a delivery left behind comes up by itself.
                "SET #due_at = :lease, #nonce = :nonce",
                condition="#state = :waiting AND #due_at <= :now AND #ttl > :now",
                values={
                    "waiting": "waiting",
                    "now": now,
                    "lease": now + DELIVERY_LEASE,
                    "nonce": nonce,
                },
                returns="ALL_NEW",
            )
        except ConditionFailed as failed:
            if failed.old is None or not failed.written_by(nonce):
                return None
            item = failed.old
        return delivery_of(item)

    def record(self, delivery: Delivery) -> None:
        """Store the state after an attempt.

        A reporter that comes late, after its lease, cannot reopen what another settled; only a
        delivery that did arrive stands above another's giving up.
        """
        settled = "#state = :waiting" if delivery.state != "delivered" else "#state <> :delivered"
        state = "waiting" if delivery.state != "delivered" else "delivered"
        item = delivery_item(delivery, expires(self._clock.now()))
        try:
            self._table.put(
                item, condition=f"attribute_exists(#pk) AND {settled}", values={state: state}
            )
        except ConditionFailed:
            return

    def of_run(self, run: RunId) -> tuple[Delivery, ...]:
        """Every delivery of a run."""
        now = self._clock.now()
        at = delivery_key(number_of("run", run), "")
        found = self._table.query(at.pk, prefix=at.sk)
        return tuple(delivery_of(item) for item in found if alive(item, now))

    def due(self, now: float, limit: int) -> tuple[tuple[RunId, str], ...]:
        """Waiting deliveries whose time has come, by run and id."""
        shards = due_shards("delivery")
        found = [item for shard in shards for item in self._table.due(shard, now, limit)]
        found.sort(key=lambda item: (item["due_at"], item["pk"], item["sk"]))
        return tuple(
            (RunId(uuid_of("run", number_in(item["pk"]))), item["sk"].partition("#")[2])
            for item in found[:limit]
        )
