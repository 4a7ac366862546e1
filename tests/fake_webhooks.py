"""In-memory delivery log, standings and webhooks that pass the same contract suite as AWS's."""

from __future__ import annotations

from dataclasses import replace

from gonogo.domain.delivery import DELIVERY_LEASE, Delivery, Subject
from gonogo.domain.ids import ProjectId, WebhookId
from gonogo.domain.webhook import Webhook, WebhookSecret
from gonogo.errors import Conflict
from tests.fake_stores import atomic


class FakeDeliveries:
    """The `Deliveries` port."""

    def __init__(self) -> None:
        self._deliveries: dict[tuple[Subject, str], Delivery] = {}

    @atomic
    def plan(self, delivery: Delivery) -> bool:
        """Note a delivery."""
        if (delivery.subject, delivery.id) in self._deliveries:
            return False
        self._deliveries[delivery.subject, delivery.id] = delivery
        return True

    @atomic
    def claim(self, subject: Subject, id: str, now: float) -> Delivery | None:
        """Take a waiting delivery whose time has come."""
        found = self._deliveries.get((subject, id))
        if found is None or found.state != "waiting" or found.due_at > now:
            return None
        claimed = replace(found, due_at=now + DELIVERY_LEASE)
        self._deliveries[subject, id] = claimed
        return claimed

    @atomic
    def record(self, delivery: Delivery) -> None:
        """Store the state after an attempt."""
        found = self.find(delivery.subject, delivery.id)
        if found is None or found.state == "delivered" or found.round != delivery.round:
            return
        if found.state == "waiting" or delivery.state == "delivered":
            self._deliveries[delivery.subject, delivery.id] = delivery

    @atomic
    def reopen(self, delivery: Delivery, now: float) -> bool:
        """Begin another round."""
        found = self.find(delivery.subject, delivery.id)
        if found is None or found.round != delivery.round:
            return False
        self._deliveries[delivery.subject, delivery.id] = replace(
            delivery, state="waiting", round=delivery.round + 1, tries=0, due_at=now
        )
        return True

    @atomic
    def find(self, subject: Subject, id: str) -> Delivery | None:
        """One delivery."""
        return self._deliveries.get((subject, id))

    @atomic
    def of(self, subject: Subject, index: int | None = None) -> tuple[Delivery, ...]:
        """Every delivery of a subject."""
        prefix = "" if index is None else f"{index}-"
        found = [each for each in self._deliveries.values() if each.subject == subject]
        wanted = [each for each in found if each.id.startswith(prefix)]
        return tuple(sorted(wanted, key=lambda each: each.id))

    @atomic
    def of_webhook(self, webhook: WebhookId, limit: int) -> tuple[Delivery, ...]:
        """What was to be told to a webhook, newest first."""
        found = [each for each in self._deliveries.values() if each.webhook == webhook]
        return tuple(sorted(found, key=lambda each: (-each.number, each.address))[:limit])

    @atomic
    def due(self, now: float, limit: int) -> tuple[tuple[Subject, str], ...]:
        """Waiting deliveries whose time has come."""
        waiting = [each for each in self._deliveries.values() if each.state == "waiting"]
        due = [each for each in waiting if each.due_at <= now]
        due.sort(key=lambda each: (each.due_at, each.address))
        return tuple((each.subject, each.id) for each in due[:limit])


class FakeStandings:
    """The `Standings` port."""

    def __init__(self) -> None:
        self._notes: dict[tuple[ProjectId, str], list[tuple[int, bool, bool]]] = {}

    @atomic
    def turn(self, project: ProjectId, about: str, number: int, good: bool) -> bool:
        """Note how it stands."""
        notes = self._notes.setdefault((project, about), [])
        for known, _, changed in notes:
            if known == number:
                return changed
        if notes and notes[-1][0] > number:
            return False
        changed = good is not (notes[-1][1] if notes else True)
        notes.append((number, good, changed))
        return changed


class FakeWebhooks:
    """The `Webhooks` port."""

    def __init__(self) -> None:
        self._webhooks: dict[tuple[ProjectId, WebhookId], Webhook] = {}
        self._secrets: dict[tuple[ProjectId, WebhookId], tuple[WebhookSecret, ...]] = {}

    @atomic
    def of_project(self, project: ProjectId) -> tuple[Webhook, ...]:
        """A project's webhooks, oldest first."""
        found = [each for each in self._webhooks.values() if each.project == project]
        return tuple(sorted(found, key=lambda each: (each.created_at, each.id)))

    @atomic
    def find(self, project: ProjectId, webhook: WebhookId) -> Webhook | None:
        """One webhook."""
        return self._webhooks.get((project, webhook))

    @atomic
    def secrets(self, project: ProjectId, webhook: WebhookId) -> tuple[WebhookSecret, ...]:
        """Its secrets."""
        return self._secrets.get((project, webhook), ())

    @atomic
    def save(
        self, webhook: Webhook, secret: str | None = None, *, before_until: float | None = None
    ) -> None:
        """Create or replace."""
        at = webhook.project, webhook.id
        stored = self._webhooks.get(at)
        if (stored.version if stored else 0) != webhook.version - 1:
            raise Conflict("version")
        self._webhooks[at] = webhook
        if secret is not None:
            before = self._secrets.get(at, ())[:1] if before_until else ()
            kept = tuple(replace(each, until=before_until) for each in before)
            self._secrets[at] = (WebhookSecret(value=secret), *kept)

    @atomic
    def delete(self, project: ProjectId, webhook: WebhookId) -> bool:
        """Forget it."""
        self._secrets.pop((project, webhook), None)
        return self._webhooks.pop((project, webhook), None) is not None
