"""The delivery log, beside the batches it tells about; a webhook's log points into it."""

from __future__ import annotations

from dataclasses import replace
from typing import Any
from uuid import uuid4

from gonogo.aws.items import (
    alive,
    delivery_key,
    due_shard,
    due_shards,
    expires,
    log_key,
    subject_in,
)
from gonogo.aws.table import UNLESS_THERE, ConditionFailed, Table
from gonogo.aws.values import Item
from gonogo.domain.delivery import DELIVERY_LEASE, Attempt, Delivery, Subject, place_of
from gonogo.domain.ids import ProjectId, WebhookId
from gonogo.ports import Clock


class DynamoDeliveries:
    """The `Deliveries` port."""

    def __init__(self, table: Table, clock: Clock) -> None:
        self._table = table
        self._clock = clock

    def plan(self, delivery: Delivery) -> bool:
        """Note a delivery; False if it was noted before."""
        nonce, ttl = uuid4().hex[:16], expires(self._clock.now())
        if delivery.webhook is not None:
            # The pointer first: one that points at nothing yet is passed over by readers.
            at = log_key(delivery.webhook, delivery.number, delivery.address)
            self._table.put({**at._asdict(), "ttl": ttl})
        item = {**delivery_item(delivery, ttl), "nonce": nonce}
        try:
            self._table.put(item, condition=UNLESS_THERE)
        except ConditionFailed as failed:
            return failed.written_by(nonce)
        return True

    def claim(self, subject: Subject, id: str, now: float) -> Delivery | None:
        """Take a waiting delivery whose time has come, for a lease; None if not to be sent."""
        nonce = uuid4().hex[:16]
        try:
            item = self._table.update(
                delivery_key(subject, id),
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
        """Store the state after an attempt, unless a later round has begun.

        A reporter that comes late, after its lease, cannot reopen what another settled; only a
        delivery that did arrive stands above another's giving up.
        """
        arrived = delivery.state == "delivered"
        settled = "#state <> :state" if arrived else "#state = :state"
        values = {"state": "delivered" if arrived else "waiting", "round": delivery.round}
        item = delivery_item(delivery, expires(self._clock.now()))
        try:
            self._table.put(item, condition=f"#round = :round AND {settled}", values=values)
        except ConditionFailed:
            return

    def reopen(self, delivery: Delivery, now: float) -> bool:
        """Begin another round, due at once; False if somebody else did just now."""
        nonce = uuid4().hex[:16]
        again = replace(delivery, state="waiting", round=delivery.round + 1, tries=0, due_at=now)
        item = {**delivery_item(again, expires(self._clock.now())), "nonce": nonce}
        try:
            self._table.put(item, condition="#round = :round", values={"round": delivery.round})
        except ConditionFailed as failed:
            return failed.written_by(nonce)
        return True

    def find(self, subject: Subject, id: str) -> Delivery | None:
        """One delivery, read consistently."""
        item = alive(self._table.get(delivery_key(subject, id)), self._clock.now())
        return delivery_of(item) if item else None

    def of(self, subject: Subject, index: int | None = None) -> tuple[Delivery, ...]:
        """Every delivery of a subject; `index`: those about that run of the batch."""
        at = delivery_key(subject, "" if index is None else f"{index}-")
        now = self._clock.now()
        found = self._table.query(at.pk, prefix=at.sk)
        return tuple(delivery_of(item) for item in found if alive(item, now))

    def of_webhook(self, webhook: WebhookId, limit: int) -> tuple[Delivery, ...]:
        """What was to be told to a webhook, newest first."""
        log = log_key(webhook, 0, "").pk
        pointers = self._table.query(log, prefix="LOG#", first=limit)
        addresses = [item["sk"].split("#", 2)[2] for item in pointers]
        keys = [delivery_key(*place_of(address)) for address in addresses]
        found, now = self._table.get_all(keys), self._clock.now()
        return tuple(delivery_of(found[key]) for key in keys if alive(found.get(key), now))

    def due(self, now: float, limit: int) -> tuple[tuple[Subject, str], ...]:
        """Waiting deliveries whose time has come, longest overdue first."""
        shards = due_shards("delivery")
        found = [item for shard in shards for item in self._table.due(shard, now, limit)]
        found.sort(key=lambda item: (item["due_at"], item["pk"], item["sk"]))
        return tuple(
            (subject_in(item["pk"]), item["sk"].partition("#")[2]) for item in found[:limit]
        )


def delivery_item(delivery: Delivery, ttl: int) -> Item:
    """A delivery; in the `due` index as long as it waits."""
    waits = {"due_shard": due_shard("delivery", delivery.number)}
    optional = {"run": delivery.run, "webhook": delivery.webhook, "url": delivery.url}
    return {
        **delivery_key(delivery.subject, delivery.id)._asdict(),
        **{name: value for name, value in optional.items() if value},
        "project": delivery.project,
        "event": delivery.event,
        "dialect": delivery.dialect,
        "number": delivery.number,
        "state": delivery.state,
        "round": delivery.round,
        "tries": delivery.tries,
        "attempts": [_stored(each) for each in delivery.attempts],
        "due_at": delivery.due_at,
        "created_at": delivery.created_at,
        "ttl": ttl,
        **(waits if delivery.state == "waiting" else {}),
    }


def delivery_of(item: Item) -> Delivery:
    """A delivery as it stands."""
    return Delivery(
        subject=subject_in(item["pk"]),
        id=item["sk"].partition("#")[2],
        project=ProjectId(item.get("project", "")),
        event=item.get("event", "run.finished"),
        run=item.get("run"),
        webhook=item.get("webhook"),
        url=item.get("url", ""),
        dialect=item.get("dialect", "native"),
        number=item.get("number", 0),
        state=item.get("state", "given_up"),
        due_at=float(item.get("due_at", 0)),
        created_at=float(item.get("created_at", 0)),
        round=item.get("round", 0),
        tries=item.get("tries", 0),
        attempts=tuple(_attempt(*stored) for stored in item.get("attempts", ())),
    )


def _stored(attempt: Attempt) -> list[Any]:
    """What the log shows; whether to try again was decided when it was made."""
    return [attempt.at, attempt.status, attempt.problem, attempt.milliseconds, attempt.answer]


def _attempt(
    at: float,
    status: int | None = None,
    problem: str | None = None,
    milliseconds: float | None = None,
    answer: str = "",
    *_: object,
) -> Attempt:
    return Attempt(
        at=float(at),
        status=status,
        problem=problem,
        milliseconds=None if milliseconds is None else float(milliseconds),
        answer=answer,
    )
