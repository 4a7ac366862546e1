"""Make, change and forget a project's webhooks; a secret is in the answer that makes it, once."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any

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
from gonogo.domain.ids import ProjectId, WebhookId, new_uuid
from gonogo.domain.key import Role
from gonogo.domain.webhook import (
    MAX_WEBHOOKS,
    Webhook,
    WebhookEvent,
    hint_of,
    new_webhook_secret,
)
from gonogo.errors import Conflict, Invalid, NotFound
from gonogo.notifiers import notifiers
from gonogo.notifiers._contract import Notifier
from gonogo.ports import Catalog, Clock, Keys, Webhooks
from gonogo.services.authorise import authorise, project_for

NAME_LENGTH = 100


@dataclass(frozen=True, slots=True)
class Subscribing:
    """What it needs; `formats`: the dialects, and what events each can tell."""

    webhooks: Webhooks
    catalog: Catalog
    keys: Keys
    clock: Clock
    formats: Callable[[], Mapping[str, tuple[WebhookEvent, ...]]]
    plain_http: bool = False
    """Whether outcomes may go over plain HTTP: only where nothing leaves a private network."""


def subscribe(command: object, to: Subscribing) -> object:
    """Answer a command about webhooks."""
    return _CASES[type(command)](command, to)


def create_webhook(command: CreateWebhook, to: Subscribing) -> WebhookCreated:
    """A new receiver; whoever signs gets a fresh secret."""
    project = _project(command.key, command.project, "write", to)
    notifier = notifier_of(command.kind)
    settings, secret = _settings(notifier, command.settings, to)
    _check_name(command.name)
    _check_events(command.events, command.format, notifier, to)
    if len(to.webhooks.of_project(project)) >= MAX_WEBHOOKS:
        raise Conflict(f"The project has {MAX_WEBHOOKS} webhooks, and that is the most.")
    now, fresh = to.clock.now(), new_webhook_secret() if notifier.signs else None
    kept = fresh or secret
    webhook = Webhook(
        id=WebhookId(new_uuid()),
        project=project,
        kind=command.kind,
        name=command.name,
        settings=settings,
        hint=hint_of(kept) if kept else "",
        events=command.events,
        when=command.when,
        format=command.format,
        created_at=now,
        changed_at=now,
    )
    to.webhooks.save(webhook, kept)
    return WebhookCreated(webhook=webhook, secret=fresh)


def change_webhook(command: ChangeWebhook, to: Subscribing) -> WebhookView:
    """What is given, over what there is; enabling forgets the failures."""
    found = _found(command.key, command.project, command.webhook, "write", to)
    notifier = notifier_of(found.kind)
    changed, secret = found, None
    if command.settings is not None:
        given = {**_resettable(found, notifier), **command.settings}
        settings, secret = _settings(notifier, given, to, keep=notifier.secret is not None)
        changed = replace(changed, settings=settings)
        if secret:
            changed = replace(changed, hint=hint_of(secret))
    if command.name is not None:
        _check_name(command.name)
        changed = replace(changed, name=command.name)
    if command.events is not None:
        _check_events(command.events, found.format, notifier, to)
        changed = replace(changed, events=command.events)
    if command.when is not None:
        changed = replace(changed, when=command.when)
    if command.enabled is not None:
        changed = _switched(changed, command.enabled)
    if changed != found or secret:
        now = to.clock.now()
        changed = replace(changed, changed_at=now, version=found.version + 1)
        to.webhooks.save(changed, secret)
    return WebhookView(webhook=changed)


def rotate_webhook(command: RotateWebhook, to: Subscribing) -> WebhookCreated:
    """A fresh secret; the newest of those before signs beside it for the overlap."""
    found = _found(command.key, command.project, command.webhook, "write", to)
    if not notifier_of(found.kind).signs:
        raise Conflict(
            f"A webhook of kind {found.kind} has no secret of ours: change its settings."
        )
    now, fresh = to.clock.now(), new_webhook_secret()
    changed = replace(found, hint=hint_of(fresh), changed_at=now, version=found.version + 1)
    until = now + command.overlap if command.overlap else None
    to.webhooks.save(changed, fresh, before_until=until)
    return WebhookCreated(webhook=changed, secret=fresh)


def read_webhook(command: ReadWebhook, to: Subscribing) -> WebhookView:
    """One webhook of the project."""
    found = _found(command.key, command.project, command.webhook, "read", to)
    return WebhookView(webhook=found)


def list_webhooks(command: ListWebhooks, to: Subscribing) -> WebhookList:
    """A project's webhooks, oldest first."""
    project = _project(command.key, command.project, "read", to)
    return WebhookList(webhooks=to.webhooks.of_project(project))


def delete_webhook(command: DeleteWebhook, to: Subscribing) -> WebhookDeleted:
    """Tell it nothing more; what is on its way is given up."""
    found = _found(command.key, command.project, command.webhook, "write", to)
    to.webhooks.delete(found.project, found.id)
    return WebhookDeleted(id=found.id, project=found.project)


def notifier_of(kind: str) -> Notifier:
    """The notifier of a kind; `Invalid` lists those that there are."""
    if kind not in notifiers:
        raise Invalid(
            f"There is no kind {kind[:64]!r}.", field="kind", accepted=", ".join(notifiers.names)
        )
    return notifiers[kind]


def _project(key: str | None, project: str, role: Role, to: Subscribing) -> ProjectId:
    caller = authorise(to.keys, key, role, to.clock.now())
    return project_for(to.catalog, caller, project).id


def _found(key: str | None, project: str, webhook: str, role: Role, to: Subscribing) -> Webhook:
    owner = _project(key, project, role, to)
    found = to.webhooks.find(owner, WebhookId(webhook))
    if found is None:
        raise NotFound(f"There is no webhook {webhook[:64]!r}.")
    return found


def _settings(
    notifier: Notifier, given: Mapping[str, object], to: Subscribing, *, keep: bool = False
) -> tuple[dict[str, str], str | None]:
    """The settings that are no secret, and the one that is; `keep`: it may be left out."""
    hidden = notifier.secret
    kept = hidden is not None and keep and hidden.name not in given
    read = notifier.read(given, without=hidden.name if hidden and kept else None)
    for name, value in read.items():
        if value.startswith("http://") and not to.plain_http:
            raise Invalid(
                f"The setting {name} is not encrypted on its way.",
                field=f"settings.{name}",
                accepted="an address that begins with https://",
            )
    return read, read.pop(hidden.name, None) if hidden else None


def _resettable(found: Webhook, notifier: Notifier) -> dict[str, object]:
    """Its settings as far as the notifier still has them."""
    known = {setting.name for setting in notifier.settings}
    return {name: value for name, value in found.settings.items() if name in known}


def _switched(webhook: Webhook, enabled: bool) -> Webhook:
    if enabled:
        return replace(webhook, enabled=True, reason="", failures=0, failing_since=None)
    if not webhook.enabled:
        return webhook
    return replace(webhook, enabled=False, reason="Somebody disabled it.")


def _check_name(name: str) -> None:
    if len(name) > NAME_LENGTH or not name.isprintable():
        raise Invalid(
            "The name cannot be taken.",
            field="name",
            accepted=f"at most {NAME_LENGTH} printable characters",
        )


def _check_events(
    events: tuple[WebhookEvent, ...], format: str, notifier: Notifier, to: Subscribing
) -> None:
    """Whether the notifier can put these events into the words of that dialect."""
    formats = to.formats()
    if not notifier.formats:
        formats = {"native": formats["native"]}
    if format not in formats:
        raise Invalid(
            f"There is no format {format[:64]!r} for this kind.",
            field="format",
            accepted=", ".join(sorted(formats)),
        )
    for event in events:
        if event not in formats[format]:
            raise Invalid(
                f"The format {format} does not tell {event}.",
                field="events",
                accepted=", ".join(formats[format]),
            )
    if not events:
        raise Invalid(
            "A webhook is told something.", field="events", accepted=", ".join(formats[format])
        )


_CASES: Mapping[type, Callable[[Any, Subscribing], object]] = {
    CreateWebhook: create_webhook,
    ChangeWebhook: change_webhook,
    RotateWebhook: rotate_webhook,
    ReadWebhook: read_webhook,
    ListWebhooks: list_webhooks,
    DeleteWebhook: delete_webhook,
}
