"""The webhooks and deliveries that recorded events find."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from gonogo.domain.commands import webhooks as asked
from gonogo.domain.delivery import Attempt, Delivery, Subject, place_of
from gonogo.domain.ids import WebhookId
from gonogo.domain.webhook import Webhook
from gonogo.errors import NotFound
from gonogo.services.subscribe import notifier_of
from tests.builders import NOW, a_batch, a_project, a_run

SECRET = "whsec_Q29ycmVjdEhvcnNlQmF0dGVyeVN0YXBsZTEyMzQ1Njc4"
HOOK = Webhook(
    id=WebhookId("7d0d2a52-6c7e-4d0a-9f37-8a3a4b7f2d11"),
    project=a_project().id,
    kind="webhook",
    name="deploys",
    settings={"url": "https://hooks.example.com/gonogo", "signature": "standard"},
    hint="…Njc4",
    when="change",
    created_at=NOW,
    changed_at=NOW,
)
TOLD = Delivery(
    subject=Subject("batch", a_batch().id),
    id="0123456789abcdef",
    project=HOOK.project,
    event="batch.finished",
    webhook=HOOK.id,
    number=a_batch().number,
    due_at=NOW + 40,
    created_at=NOW + 30,
    tries=1,
    attempts=(Attempt(at=NOW + 30.5, status=503, milliseconds=81.4, answer="try later"),),
)
OWN = replace(
    TOLD,
    id="0-fedcba9876543210",
    event="run.finished",
    run=a_run().id,
    webhook=None,
    url="https://user:password@ci.example.com/hook",
    state="given_up",
    attempts=(Attempt(at=NOW + 20, problem="The name does not resolve.", milliseconds=3.0),),
)
TRIAL = replace(
    TOLD,
    subject=Subject("webhook", HOOK.id),
    id="00112233445566ff",
    event="webhook.test",
    attempts=(),
    created_at=NOW + 90,
    due_at=NOW + 90,
)

Authorised = Callable[[str | None, str], None]


class WebhookWorld:
    """Answers commands about webhooks and deliveries."""

    def __init__(self, authorised: Authorised) -> None:
        self._authorised = authorised

    def cases(self) -> Mapping[type, Callable[[Any], object]]:
        """By command."""
        return {
            asked.CreateWebhook: self._create,
            asked.ChangeWebhook: self._change,
            asked.RotateWebhook: self._rotate,
            asked.ReadWebhook: self._read,
            asked.ListWebhooks: self._list,
            asked.DeleteWebhook: self._delete,
            asked.TestWebhook: self._test,
            asked.ListDeliveries: self._deliveries,
            asked.ReadDelivery: self._delivery,
            asked.Redeliver: self._redeliver,
        }

    def _create(self, command: asked.CreateWebhook) -> asked.WebhookCreated:
        self._authorised(command.key, "write")
        settings = notifier_of(command.kind).read(command.settings)
        made = replace(HOOK, name=command.name, settings=settings, when=command.when)
        return asked.WebhookCreated(webhook=made, secret=SECRET)

    def _change(self, command: asked.ChangeWebhook) -> asked.WebhookView:
        self._known(command, "write")
        return asked.WebhookView(webhook=replace(HOOK, changed_at=NOW + 60))

    def _rotate(self, command: asked.RotateWebhook) -> asked.WebhookCreated:
        self._known(command, "write")
        return asked.WebhookCreated(webhook=replace(HOOK, changed_at=NOW + 60), secret=SECRET)

    def _read(self, command: asked.ReadWebhook) -> asked.WebhookView:
        self._known(command, "read")
        reason = "It answered 410: it is gone."
        gone = replace(HOOK, enabled=False, reason=reason, failures=1, failing_since=NOW + 9)
        return asked.WebhookView(webhook=gone)

    def _list(self, command: asked.ListWebhooks) -> asked.WebhookList:
        self._authorised(command.key, "read")
        return asked.WebhookList(webhooks=(HOOK,))

    def _delete(self, command: asked.DeleteWebhook) -> asked.WebhookDeleted:
        self._known(command, "write")
        return asked.WebhookDeleted(id=HOOK.id)

    def _test(self, command: asked.TestWebhook) -> asked.DeliveryView:
        self._known(command, "write")
        return asked.DeliveryView(delivery=TRIAL)

    def _deliveries(self, command: asked.ListDeliveries) -> asked.DeliveryList:
        self._authorised(command.key, "read")
        if command.webhook:
            return asked.DeliveryList(deliveries=(TRIAL, TOLD))
        return asked.DeliveryList(deliveries=(OWN,) if command.run else (OWN, TOLD))

    def _delivery(self, command: asked.ReadDelivery) -> asked.DeliveryView:
        self._authorised(command.key, "read")
        return asked.DeliveryView(delivery=self._found(command.delivery))

    def _redeliver(self, command: asked.Redeliver) -> asked.DeliveryView:
        self._authorised(command.key, "write")
        again = replace(self._found(command.delivery), state="waiting", due_at=NOW + 99)
        return asked.DeliveryView(delivery=again)

    def _found(self, address: str) -> Delivery:
        for each in (TOLD, OWN, TRIAL):
            if place_of(address) == (each.subject, each.id):
                return each
        raise NotFound(f"There is no delivery {address!r}.")

    def _known(self, command: Any, role: str) -> None:
        self._authorised(command.key, role)
        if command.webhook != HOOK.id:
            raise NotFound("There is no such webhook.")
