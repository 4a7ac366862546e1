"""Webhooks in the catalog: a project's in one partition, their secrets in others."""

from __future__ import annotations

from uuid import uuid4

from gonogo.aws.sealing import Seal
from gonogo.aws.table import IF_THERE, UNLESS_THERE, ConditionFailed, Key, Table
from gonogo.aws.values import Item
from gonogo.domain.ids import ProjectId, WebhookId
from gonogo.domain.webhook import Webhook, WebhookSecret
from gonogo.errors import Conflict

_WEBHOOK = "WEBHOOK#"


class DynamoWebhooks:
    """The `Webhooks` port."""

    def __init__(self, table: Table, seal: Seal) -> None:
        self._table = table
        self._seal = seal

    def of_project(self, project: ProjectId) -> tuple[Webhook, ...]:
        """A project's webhooks, oldest first, read consistently."""
        items = self._table.query(_partition(project), prefix=_WEBHOOK)
        found = [_webhook_of(project, item) for item in items]
        return tuple(sorted(found, key=lambda webhook: (webhook.created_at, webhook.id)))

    def find(self, project: ProjectId, webhook: WebhookId) -> Webhook | None:
        """One webhook of the project, read consistently."""
        item = self._table.get(_at(project, webhook))
        return _webhook_of(project, item) if item else None

    def secrets(self, project: ProjectId, webhook: WebhookId) -> tuple[WebhookSecret, ...]:
        """Its secrets, newest first."""
        context = _context(project, webhook)
        return tuple(
            WebhookSecret(
                value=self._seal.open(sealed, context),
                until=None if until is None else float(until),
            )
            for sealed, until in self._sealed(project, webhook)
        )

    def _sealed(self, project: ProjectId, webhook: WebhookId) -> list[tuple[bytes, float | None]]:
        item = self._table.get(_secrets_at(project, webhook)) or {}
        return [(sealed, until) for sealed, until in item.get("secrets", ())]

    def save(
        self, webhook: Webhook, secret: str | None = None, *, before_until: float | None = None
    ) -> None:
        """Create (version 1) or replace; `secret`: from now on this one."""
        nonce = uuid4().hex[:16]
        writes = [self._head(webhook, nonce)]
        if secret is not None:
            # What was sealed before is kept as it is: whoever writes secrets need not read them.
            before = self._sealed(webhook.project, webhook.id)[:1] if before_until else []
            fresh = self._seal.close(secret, _context(webhook.project, webhook.id))
            kept = [[fresh, None], *([sealed, before_until] for sealed, _ in before)]
            at = _secrets_at(webhook.project, webhook.id)
            writes.append(self._table.putting({**at._asdict(), "secrets": kept}))
        try:
            self._table.transact(writes)
        except ConditionFailed as failed:
            if not failed.written_by(nonce):
                raise Conflict("Somebody else changed the webhook just now.") from failed

    def _head(self, webhook: Webhook, nonce: str) -> dict[str, object]:
        item = {**_item(webhook), "nonce": nonce}
        if webhook.version == 1:
            return self._table.putting(item, condition=UNLESS_THERE)
        return self._table.putting(
            item,
            condition=f"{IF_THERE} AND #version = :before",
            values={"before": webhook.version - 1},
        )

    def delete(self, project: ProjectId, webhook: WebhookId) -> bool:
        """Forget a webhook and its secrets; False if there was none."""
        # The secrets last: if this process dies here, nobody is told anything with them.
        there = self._table.get(_at(project, webhook)) is not None
        self._table.delete(_at(project, webhook))
        self._table.delete(_secrets_at(project, webhook))
        return there


def _partition(project: ProjectId) -> str:
    return f"WEBHOOKS#{project}"


def _at(project: ProjectId, webhook: WebhookId) -> Key:
    return Key(_partition(project), f"{_WEBHOOK}{webhook}")


def _secrets_at(project: ProjectId, webhook: WebhookId) -> Key:
    """A partition of their own: who reads a project's webhooks does not see them."""
    return Key(f"WEBHOOKSECRETS#{project}", f"{_WEBHOOK}{webhook}")


def _context(project: ProjectId, webhook: WebhookId) -> dict[str, str]:
    return {"project": project, "webhook": webhook}


def _item(webhook: Webhook) -> Item:
    return {
        **_at(webhook.project, webhook.id)._asdict(),
        "kind": webhook.kind,
        "name": webhook.name,
        "settings": dict(webhook.settings),
        "hint": webhook.hint,
        "events": list(webhook.events),
        "when": webhook.when,
        "format": webhook.format,
        "enabled": webhook.enabled,
        "reason": webhook.reason,
        "failures": webhook.failures,
        "failing_since": webhook.failing_since,
        "created_at": webhook.created_at,
        "changed_at": webhook.changed_at,
        "version": webhook.version,
    }


def _webhook_of(project: ProjectId, item: Item) -> Webhook:
    since = item.get("failing_since")
    return Webhook(
        id=WebhookId(item["sk"].removeprefix(_WEBHOOK)),
        project=project,
        kind=item.get("kind", "webhook"),
        name=item.get("name", ""),
        settings=dict(item.get("settings", {})),
        hint=item.get("hint", ""),
        events=tuple(item.get("events", ())),
        when=item.get("when", "always"),
        format=item.get("format", "native"),
        enabled=item.get("enabled", True),
        reason=item.get("reason", ""),
        failures=item.get("failures", 0),
        failing_since=None if since is None else float(since),
        created_at=float(item.get("created_at", 0)),
        changed_at=float(item.get("changed_at", 0)),
        version=item.get("version", 1),
    )
