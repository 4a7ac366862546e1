"""Look into the delivery log, try a webhook out, and have something sent once more."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from gonogo.domain.commands.webhooks import (
    DeliveryList,
    DeliveryView,
    ListDeliveries,
    ReadDelivery,
    Redeliver,
    TestWebhook,
)
from gonogo.domain.delivery import Delivery, Outcome, Subject, delivery_id, place_of
from gonogo.domain.ids import BatchId, RunId, WebhookId, new_number, number_of, uuid_of
from gonogo.domain.key import Key, Role
from gonogo.errors import NotFound
from gonogo.ports import Announcer, Catalog, Clock, Deliveries, Keys, Runs, Webhooks
from gonogo.services.authorise import authorise, project_for

NEWEST = 100
"""Deliveries in one answer."""


@dataclass(frozen=True, slots=True)
class Logbook:
    """What it needs."""

    deliveries: Deliveries
    webhooks: Webhooks
    catalog: Catalog
    runs: Runs
    keys: Keys
    announcer: Announcer
    clock: Clock


def look(command: object, to: Logbook) -> object:
    """Answer a command about deliveries."""
    return _CASES[type(command)](command, to)


def list_deliveries(command: ListDeliveries, to: Logbook) -> DeliveryList:
    """The newest deliveries of a webhook, a batch (with those of its runs) or a run."""
    key = _key(command.key, "read", to)
    if command.webhook is not None:
        project = project_for(to.catalog, key, command.project)
        webhook = WebhookId(command.webhook)
        if to.webhooks.find(project.id, webhook) is None:
            raise NotFound(f"There is no webhook {command.webhook[:64]!r}.")
        return DeliveryList(deliveries=to.deliveries.of_webhook(webhook, NEWEST))
    if command.batch is not None:
        found = _of_batch(command.batch, key, to)
    else:
        found = _of_run(command.run or "", key, to)
    newest = sorted(found, key=lambda each: (-each.number, each.address))
    return DeliveryList(deliveries=tuple(newest[:NEWEST]))


def _of_batch(name: str, key: Key, to: Logbook) -> tuple[Delivery, ...]:
    batch = to.runs.batch(BatchId(uuid_of("batch", number_of("batch", name))))
    if batch is None or not key.opens(batch.project):
        raise NotFound("There is no such batch.")
    return to.deliveries.of(Subject("batch", batch.id))


def _of_run(name: str, key: Key, to: Logbook) -> tuple[Delivery, ...]:
    run = to.runs.run(RunId(uuid_of("run", number_of("run", name))))
    if run is None or not key.opens(run.project):
        raise NotFound("There is no such run.")
    index = run.number - number_of("batch", run.batch) - 1
    return to.deliveries.of(Subject("batch", run.batch), index)


def read_delivery(command: ReadDelivery, to: Logbook) -> DeliveryView:
    """One delivery with its attempts."""
    key = _key(command.key, "read", to)
    return DeliveryView(delivery=_found(command.delivery, key, to))


def redeliver(command: Redeliver, to: Logbook) -> DeliveryView:
    """Begin another round: the same id, a new signature, the whole schedule."""
    found = _found(command.delivery, _key(command.key, "write", to), to)
    # Whoever was faster began the round that this call asks for.
    to.deliveries.reopen(found, to.clock.now())
    return DeliveryView(delivery=_woken(found, to))


def try_webhook(command: TestWebhook, to: Logbook) -> DeliveryView:
    """Send a webhook an event that means nothing; what comes of it is in the log."""
    key = _key(command.key, "write", to)
    project = project_for(to.catalog, key, command.project)
    webhook = to.webhooks.find(project.id, WebhookId(command.webhook))
    if webhook is None:
        raise NotFound(f"There is no webhook {command.webhook[:64]!r}.")
    now = to.clock.now()
    trial = Delivery(
        subject=Subject("webhook", webhook.id),
        id=delivery_id(secrets.token_hex(16)),
        project=project.id,
        event="webhook.test",
        webhook=webhook.id,
        number=new_number(now),
        due_at=now,
        created_at=now,
    )
    to.deliveries.plan(trial)
    return DeliveryView(delivery=_woken(trial, to))


def _key(secret: str | None, role: Role, to: Logbook) -> Key:
    return authorise(to.keys, secret, role, to.clock.now())


def _found(address: str, key: Key, to: Logbook) -> Delivery:
    found = to.deliveries.find(*place_of(address))
    if found is None or not key.opens(found.project):
        raise NotFound(f"There is no delivery {address[:80]!r}.")
    return found


def _woken(delivery: Delivery, to: Logbook) -> Delivery:
    """Wake the reporter; if that fails, the janitor does within a minute."""
    to.announcer.publish(
        Outcome(kind="delivery", project=delivery.project, delivery=delivery.address, status="due")
    )
    return to.deliveries.find(delivery.subject, delivery.id) or delivery


_CASES: Mapping[type, Callable[[Any, Logbook], object]] = {
    TestWebhook: try_webhook,
    ListDeliveries: list_deliveries,
    ReadDelivery: read_delivery,
    Redeliver: redeliver,
}
