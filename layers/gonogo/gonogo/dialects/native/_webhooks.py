"""A project's webhooks natively: made, changed, rotated, tried and deleted."""

from __future__ import annotations

from typing import cast

from gonogo.dialects._contract import Links, Reply, Request, Route, json_reply
from gonogo.dialects.native._documents import Document, time
from gonogo.dialects.native._fields import Fields, key_of, read_body, read_query
from gonogo.domain.commands.webhooks import (
    ChangeWebhook,
    CreateWebhook,
    DeleteWebhook,
    ListWebhooks,
    ReadWebhook,
    RotateWebhook,
    WebhookCreated,
    WebhookDeleted,
    WebhookList,
    WebhookView,
)
from gonogo.domain.webhook import (
    EVENTS,
    MAX_OVERLAP,
    OVERLAP_SECONDS,
    WHENS,
    Webhook,
    WebhookEvent,
    When,
)
from gonogo.errors import Invalid

_ALL = "/projects/<project>/webhooks"
_ONE = f"{_ALL}/<webhook>"


def decode_create(request: Request) -> CreateWebhook:
    """Kind, settings, events, when to tell, and in whose words."""
    read_query(request)
    fields = Fields(read_body(request))
    command = CreateWebhook(
        key=key_of(request),
        project=request.params["project"],
        kind=fields.text("kind") or "webhook",
        name=fields.text("name") or "",
        settings=fields.document("settings") or {},
        events=_events(fields) or ("batch.finished",),
        when=cast(When, fields.choice("when", WHENS) or "always"),
        format=fields.text("format") or "native",
    )
    fields.end()
    return command


def decode_change(request: Request) -> ChangeWebhook:
    """Only what is to be different."""
    read_query(request)
    fields = Fields(read_body(request))
    command = ChangeWebhook(
        key=key_of(request),
        project=request.params["project"],
        webhook=request.params["webhook"],
        name=fields.text("name"),
        settings=fields.document("settings"),
        events=_events(fields),
        when=cast(When | None, fields.choice("when", WHENS)),
        enabled=fields.flag("enabled"),
    )
    fields.end()
    return command


def _events(fields: Fields) -> tuple[WebhookEvent, ...] | None:
    """Known events, each once; None if none are given."""
    given = fields.texts("events", most=len(EVENTS), least=1)
    for event in given:
        if event not in EVENTS:
            raise Invalid(
                f"There is no event {event[:64]!r}.", field="events", accepted=", ".join(EVENTS)
            )
    return cast(tuple[WebhookEvent, ...], tuple(dict.fromkeys(given))) or None


def decode_rotate(request: Request) -> RotateWebhook:
    """For how long the old secret signs too."""
    read_query(request)
    fields = Fields(read_body(request))
    overlap = fields.whole("overlap", most=MAX_OVERLAP)
    fields.end()
    return RotateWebhook(
        key=key_of(request),
        project=request.params["project"],
        webhook=request.params["webhook"],
        overlap=OVERLAP_SECONDS if overlap is None else overlap,
    )


def decode_read(request: Request) -> ReadWebhook:
    """One webhook."""
    read_query(request)
    project, webhook = request.params["project"], request.params["webhook"]
    return ReadWebhook(key=key_of(request), project=project, webhook=webhook)


def decode_delete(request: Request) -> DeleteWebhook:
    """One webhook."""
    read_query(request)
    project, webhook = request.params["project"], request.params["webhook"]
    return DeleteWebhook(key=key_of(request), project=project, webhook=webhook)


def decode_list(request: Request) -> ListWebhooks:
    """A project's webhooks."""
    read_query(request)
    return ListWebhooks(key=key_of(request), project=request.params["project"])


def encode_created(created: WebhookCreated, request: Request, links: Links) -> Reply:
    """The only answer that holds the secret."""
    address = _url(created.webhook, links)
    return json_reply(201, _with_secret(created, links), ("Location", address))


def encode_rotated(created: WebhookCreated, request: Request, links: Links) -> Reply:
    """The only answer that holds the new secret."""
    return json_reply(200, _with_secret(created, links))


def encode_one(view: WebhookView, request: Request, links: Links) -> Reply:
    """The webhook without its secret."""
    return json_reply(200, webhook(view.webhook, links))


def encode_list(found: WebhookList, request: Request, links: Links) -> Reply:
    """Oldest first."""
    return json_reply(200, {"webhooks": [webhook(each, links) for each in found.webhooks]})


def encode_deleted(deleted: WebhookDeleted, request: Request, links: Links) -> Reply:
    """Nothing more to say."""
    return Reply(status=204, content_type=None)


def _with_secret(created: WebhookCreated, links: Links) -> Document:
    return {"webhook": webhook(created.webhook, links), "secret": created.secret}


def webhook(found: Webhook, links: Links) -> Document:
    """A webhook as it stands."""
    return {
        "id": found.id,
        "project": found.project,
        "kind": found.kind,
        "name": found.name,
        "settings": dict(found.settings),
        "secret_hint": found.hint or None,
        "events": list(found.events),
        "when": found.when,
        "format": found.format,
        "enabled": found.enabled,
        "disabled_reason": found.reason or None,
        "failures": found.failures,
        "failing_since": time(found.failing_since),
        "created_at": time(found.created_at),
        "changed_at": time(found.changed_at),
        "deliveries_url": f"{_url(found, links)}/deliveries",
    }


def _url(found: Webhook, links: Links) -> str:
    return f"{links.dialect}/projects/{found.project}/webhooks/{found.id}"


ROUTES = (
    Route(("GET",), _ALL, decode_list, encode_list, "List a project's webhooks."),
    Route(("POST",), _ALL, decode_create, encode_created, "Create a webhook."),
    Route(("GET",), _ONE, decode_read, encode_one, "Read a webhook."),
    Route(
        ("PATCH",),
        _ONE,
        decode_change,
        encode_one,
        "Change a webhook: what is not given stays as it is.",
    ),
    Route(("DELETE",), _ONE, decode_delete, encode_deleted, "Delete a webhook."),
    Route(
        ("POST",),
        f"{_ONE}/rotate",
        decode_rotate,
        encode_rotated,
        "Give a webhook a new signing secret; the old one signs too for a while.",
    ),
)
