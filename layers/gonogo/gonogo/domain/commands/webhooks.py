"""Webhooks of a project and their deliveries: what is asked about them, and the answers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from gonogo.domain.audit import DEPLOYMENT
from gonogo.domain.delivery import Delivery
from gonogo.domain.ids import ProjectId
from gonogo.domain.webhook import OVERLAP_SECONDS, Webhook, WebhookEvent, When


@dataclass(frozen=True, slots=True, kw_only=True)
class CreateWebhook:
    """Tell a project's outcomes to somebody, with a key of role `write`."""

    key: str | None
    project: str
    """Id or name."""
    kind: str = "webhook"
    name: str = ""
    settings: Mapping[str, object] = field(default_factory=dict)
    events: tuple[WebhookEvent, ...] = ("batch.finished",)
    when: When = "always"
    format: str = "native"


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangeWebhook:
    """Change what is given, with a key of role `write`; None and no setting: as it is."""

    key: str | None
    project: str
    webhook: str
    name: str | None = None
    settings: Mapping[str, object] | None = None
    """Over those that it has, one by one."""
    events: tuple[WebhookEvent, ...] | None = None
    when: When | None = None
    enabled: bool | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class RotateWebhook:
    """A new signing secret, with a key of role `write`; the old one signs too for `overlap` s."""

    key: str | None
    project: str
    webhook: str
    overlap: int = OVERLAP_SECONDS


@dataclass(frozen=True, slots=True, kw_only=True)
class DeleteWebhook:
    """Tell it nothing more, with a key of role `write`."""

    key: str | None
    project: str
    webhook: str


@dataclass(frozen=True, slots=True, kw_only=True)
class TestWebhook:
    """Send it an event that means nothing, with a key of role `write`."""

    __test__ = False  # pytest: no class of tests

    key: str | None
    project: str
    webhook: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadWebhook:
    """One webhook, with a key of role `read`."""

    key: str | None
    project: str
    webhook: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ListWebhooks:
    """A project's webhooks, with a key of role `read`."""

    key: str | None
    project: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ListDeliveries:
    """The newest deliveries of one thing, with a key of role `read`: give one of the three."""

    key: str | None
    project: str = ""
    """Of the webhook."""
    webhook: str | None = None
    batch: str | None = None
    run: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadDelivery:
    """One delivery with its attempts, with a key of role `read`."""

    key: str | None
    delivery: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Redeliver:
    """Send it again with the same id, whatever became of it, with a key of role `write`."""

    key: str | None
    delivery: str


@dataclass(frozen=True, slots=True, kw_only=True)
class WebhookView:
    """A webhook without what is secret."""

    webhook: Webhook


@dataclass(frozen=True, slots=True, kw_only=True)
class WebhookCreated:
    """A webhook with a fresh signing secret, shown this once; None for a kind that signs not."""

    webhook: Webhook
    secret: str | None = field(default=None, repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class WebhookList:
    """Webhooks, oldest first."""

    webhooks: tuple[Webhook, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class WebhookDeleted:
    """It is told nothing more."""

    id: str
    project: ProjectId = DEPLOYMENT


@dataclass(frozen=True, slots=True, kw_only=True)
class DeliveryView:
    """One delivery and its log."""

    delivery: Delivery


@dataclass(frozen=True, slots=True, kw_only=True)
class DeliveryList:
    """Deliveries, newest first."""

    deliveries: tuple[Delivery, ...]


OF_WEBHOOKS = (
    CreateWebhook,
    ChangeWebhook,
    RotateWebhook,
    ReadWebhook,
    ListWebhooks,
    DeleteWebhook,
)
OF_DELIVERIES = (TestWebhook, ListDeliveries, ReadDelivery, Redeliver)
