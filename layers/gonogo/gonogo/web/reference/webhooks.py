"""What the description says of webhooks and deliveries: operations and schemas."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from gonogo.domain.webhook import EVENTS, MAX_OVERLAP, OVERLAP_SECONDS, WHENS
from gonogo.notifiers import notifiers
from gonogo.web.reference.operation import Operation
from gonogo.web.reference.vocabulary import (
    COUNT,
    MAYBE_MOMENT,
    MAYBE_TEXT,
    MILLISECONDS,
    MOMENT,
    TEXT,
    TEXTS,
    URL,
    YES_NO,
    Schema,
    about,
    listed,
    maybe,
    named,
    record,
)

_ALL = "/projects/<project>/webhooks"
_ONE = f"{_ALL}/<webhook>"
_READING = (400, 401, 403, 404)
_WRITING = (400, 401, 403, 404, 409, 413, 415)
_EXAMPLE = {
    "name": "deploys",
    "settings": {"url": "https://hooks.example.com/gonogo"},
    "events": ["batch.finished"],
    "when": "change",
}


def _of_webhooks(id: str, answer: str | None, example: str = "", **more: Any) -> Operation:
    return Operation(id=id, tag="Webhooks", answer=answer, example=example, **more)


OPERATIONS: Mapping[tuple[str, str], Operation] = {
    ("GET", _ALL): _of_webhooks("listWebhooks", "WebhookList", "webhooks-listed", errors=_READING),
    ("POST", _ALL): _of_webhooks(
        "createWebhook",
        "WebhookCreated",
        "webhook-created",
        status=201,
        body="NewWebhook",
        body_example=_EXAMPLE,
        errors=_WRITING,
    ),
    ("GET", _ONE): _of_webhooks("readWebhook", "Webhook", "webhook-read", errors=_READING),
    ("PATCH", _ONE): _of_webhooks(
        "changeWebhook",
        "Webhook",
        "webhook-changed",
        body="WebhookChange",
        body_example={"enabled": True},
        errors=_WRITING,
    ),
    ("DELETE", _ONE): _of_webhooks("deleteWebhook", None, status=204, errors=_READING),
    ("POST", f"{_ONE}/rotate"): _of_webhooks(
        "rotateWebhook",
        "WebhookCreated",
        "webhook-rotated",
        body="Rotation",
        body_example={"overlap": OVERLAP_SECONDS},
        errors=_WRITING,
    ),
    ("POST", f"{_ONE}/test"): _of_webhooks(
        "testWebhook", "Delivery", "webhook-tested", status=202, errors=(*_READING, 413, 415)
    ),
    ("GET", f"{_ONE}/deliveries"): _of_webhooks(
        "listDeliveriesOfWebhook", "DeliveryList", "deliveries-of-webhook", errors=_READING
    ),
    ("GET", "/batches/<batch>/deliveries"): _of_webhooks(
        "listDeliveriesOfBatch", "DeliveryList", "deliveries-of-batch", errors=_READING
    ),
    ("GET", "/runs/<run>/deliveries"): _of_webhooks(
        "listDeliveriesOfRun", "DeliveryList", "deliveries-of-run", errors=_READING
    ),
    ("GET", "/deliveries/<delivery>"): _of_webhooks(
        "readDelivery", "Delivery", "delivery-read", errors=_READING
    ),
    ("POST", "/deliveries/<delivery>/redeliver"): _of_webhooks(
        "redeliver", "Delivery", "redelivered", status=202, errors=(*_READING, 413, 415)
    ),
}

DELIVERIES = record(
    "Who could not be told.",
    {
        "failed": about(COUNT, "Deliveries whose receiver does not know: given up, or failing."),
        "url": about(URL, "Every delivery and its attempts."),
    },
)
_WHEN = about(
    {"enum": list(WHENS)},
    "`change`: the first no-go after a go, and the first go after a no-go.",
)
_EVENTS: Schema = {"type": "array", "items": {"enum": list(EVENTS)}, "minItems": 1}
_SETTINGS = about(
    TEXTS,
    "What the kind wants to know. `webhook`: `url`, and `signature` (`standard` or `body`). "
    "`slack`: `url`. `github`: `repository`, `token`, and `variable`, `context`, `api`.",
)


def _body(fields: Mapping[str, Schema], *required: str) -> Schema:
    schema: Schema = {"type": "object", "properties": dict(fields), "additionalProperties": False}
    return {**schema, "required": list(required)} if required else schema


def schemas() -> dict[str, Schema]:
    """Every named schema of webhooks."""
    return {**_given(), **_answered()}


def _given() -> dict[str, Schema]:
    changeable = {"name": TEXT, "settings": _SETTINGS, "events": _EVENTS, "when": _WHEN}
    enabled = about(YES_NO, "Enabling forgets the failures.")
    kind: Schema = {"enum": list(notifiers.names), "default": "webhook"}
    format = about({"type": "string", "default": "native"}, "A dialect: in whose words.")
    overlap = about(
        {"type": "integer", "minimum": 0, "maximum": MAX_OVERLAP, "default": OVERLAP_SECONDS},
        "Seconds in which the old secret signs too; 0 if it is known to others.",
    )
    return {
        "NewWebhook": _body({"kind": kind, "format": format, **changeable}, "settings"),
        "WebhookChange": _body({"enabled": enabled, **changeable}),
        "Rotation": _body({"overlap": overlap}),
    }


def _answered() -> dict[str, Schema]:
    return {
        "Webhook": record("A receiver of a project's outcomes, without its secret.", _WEBHOOK),
        "WebhookCreated": record(
            "The only answer that holds the secret; null for a kind that does not sign.",
            {"webhook": named("Webhook"), "secret": MAYBE_TEXT},
        ),
        "WebhookList": record("Oldest first.", {"webhooks": listed(named("Webhook"))}),
        "Delivery": record("One event on its way to one receiver.", _DELIVERY),
        "DeliveryList": record(
            "The newest hundred, newest first.", {"deliveries": listed(named("Delivery"))}
        ),
        "Attempt": record("One try.", _ATTEMPT),
    }


_WEBHOOK: Mapping[str, Schema] = {
    "id": TEXT,
    "project": TEXT,
    "kind": {"enum": list(notifiers.names)},
    "name": TEXT,
    "settings": about(TEXTS, "Without what is secret."),
    "secret_hint": about(MAYBE_TEXT, "The last characters of the secret."),
    "events": _EVENTS,
    "when": _WHEN,
    "format": TEXT,
    "enabled": YES_NO,
    "disabled_reason": MAYBE_TEXT,
    "failures": about(COUNT, "Failed attempts in a row."),
    "failing_since": MAYBE_MOMENT,
    "created_at": MOMENT,
    "changed_at": MOMENT,
    "deliveries_url": URL,
}
_DELIVERY: Mapping[str, Schema] = {
    "id": about(TEXT, "The `webhook-id` of every attempt."),
    "event": {"enum": [*EVENTS, "webhook.test"]},
    "project": TEXT,
    "webhook": about(MAYBE_TEXT, "The webhook; null for an address that came with the start."),
    "address": about(MAYBE_TEXT, "That address."),
    "batch": MAYBE_TEXT,
    "run": MAYBE_TEXT,
    "about": maybe(about(URL, "What it tells about.")),
    "state": {"enum": ["waiting", "delivered", "given_up"]},
    "created_at": MOMENT,
    "next_attempt_at": MAYBE_MOMENT,
    "attempts": about(listed(named("Attempt")), "The newest twenty, in their order."),
    "url": URL,
}
_ATTEMPT: Mapping[str, Schema] = {
    "at": MOMENT,
    "status": about({"type": ["integer", "null"]}, "Only 2xx is success."),
    "problem": about(MAYBE_TEXT, "Why there was no answer."),
    "duration_ms": MILLISECONDS,
    "answer": about(TEXT, "The head of the answer's body, without secrets."),
}
