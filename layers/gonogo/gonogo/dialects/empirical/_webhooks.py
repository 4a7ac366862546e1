"""A project's webhooks in Empirical's form: an integer, an address and the events."""

from __future__ import annotations

from collections.abc import Generator
from typing import Any

from gonogo.dialects._contract import Links, Request, Talk, json_reply
from gonogo.dialects.empirical._documents import Document, time
from gonogo.dialects.empirical._fields import read_body, text, texts
from gonogo.dialects.empirical._naming import number_for
from gonogo.dialects.empirical._outcome import EVENTS, events_for
from gonogo.dialects.empirical._project import chosen
from gonogo.domain.commands import Command
from gonogo.domain.commands.webhooks import (
    CreateWebhook,
    DeleteWebhook,
    ListWebhooks,
    WebhookCreated,
    WebhookDeleted,
    WebhookList,
)
from gonogo.domain.project import Project
from gonogo.domain.webhook import Webhook
from gonogo.errors import Invalid, NotFound

KIND = "empirical"
"""The notifier; those of other kinds are no webhooks in these words."""


def talk_list(request: Request, links: Links) -> Talk:
    """`GET /api/webhooks`."""
    project: Project = yield from chosen(request)
    found = yield from _all(request, project)
    return json_reply(200, {"data": {"webhooks": [webhook(each) for each in found]}})


def talk_create(request: Request, links: Links) -> Talk:
    """`POST /api/webhooks`; the only answer that holds the secret."""
    members = read_body(request)
    url, events = text(members, "url"), texts(members, "events") or EVENTS
    if not url:
        raise Invalid("It is missing.", field="url", accepted="where to send events")
    for event in events:
        if event not in EVENTS:
            raise Invalid("There is no such event.", field="events", accepted=", ".join(EVENTS))
    project: Project = yield from chosen(request)
    made: WebhookCreated = yield CreateWebhook(
        key=request.bearer,
        project=project.id,
        kind=KIND,
        settings={"url": url, "events": ",".join(events)},
        events=events_for(events),
        format="empirical",
    )
    return json_reply(200, {"data": {"webhook": {**webhook(made.webhook), "secret": made.secret}}})


def talk_delete(request: Request, links: Links) -> Talk:
    """`DELETE /api/webhooks/{id}`."""
    project: Project = yield from chosen(request)
    for each in (yield from _all(request, project)):
        if str(number_for(each.id)) == request.params["id"]:
            gone: WebhookDeleted = yield DeleteWebhook(
                key=request.bearer, project=project.id, webhook=each.id
            )
            return json_reply(200, {"data": {"success": True, "id": number_for(gone.id)}})
    raise NotFound("Webhook not found.")


def _all(request: Request, project: Project) -> Generator[Command, Any, list[Webhook]]:
    listed: WebhookList = yield ListWebhooks(key=request.bearer, project=project.id)
    return [each for each in listed.webhooks if each.kind == KIND]


def webhook(found: Webhook) -> Document:
    """A webhook without its secret."""
    return {
        "id": number_for(found.id),
        "url": found.settings.get("url", ""),
        "events": [name for name in found.settings.get("events", "").split(",") if name],
        "is_active": found.enabled,
        "created_at": time(found.created_at),
    }
