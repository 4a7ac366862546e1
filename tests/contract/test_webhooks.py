"""What every store of webhooks must do."""

from __future__ import annotations

from dataclasses import replace

import pytest

from gonogo.domain.ids import ProjectId, WebhookId
from gonogo.domain.webhook import Webhook, WebhookSecret
from gonogo.errors import Conflict
from gonogo.ports import Webhooks
from tests.builders import NOW, PROJECT

OTHER = ProjectId("zzzzzzzzzzzz")
HOOK = Webhook(
    id=WebhookId("00000000-0000-4000-8000-0000000000aa"),
    project=PROJECT,
    kind="webhook",
    name="deploys",
    settings={"url": "https://hook.test/", "signature": "standard"},
    hint="…abcd",
    events=("batch.finished", "run.finished"),
    when="change",
    format="native",
    enabled=False,
    reason="gone",
    failures=3,
    failing_since=NOW - 5,
    created_at=NOW,
    changed_at=NOW + 1,
)
SECRETS = (WebhookSecret(value="new"), WebhookSecret(value="old", until=NOW + 60.5))


def test_a_webhook_comes_back_as_it_was_saved(webhooks: Webhooks) -> None:
    """With its secrets apart."""
    webhooks.save(HOOK, SECRETS)
    assert webhooks.find(PROJECT, HOOK.id) == HOOK
    assert webhooks.secrets(PROJECT, HOOK.id) == SECRETS


def test_secrets_stay_when_only_the_webhook_changes(webhooks: Webhooks) -> None:
    """And change with it when they are given."""
    webhooks.save(HOOK, SECRETS)
    webhooks.save(replace(HOOK, version=2, name="x"))
    assert webhooks.secrets(PROJECT, HOOK.id) == SECRETS
    webhooks.save(replace(HOOK, version=3), SECRETS[:1])
    assert webhooks.secrets(PROJECT, HOOK.id) == SECRETS[:1]


@pytest.mark.parametrize("version", [1, 3])
def test_the_slower_writer_is_told(webhooks: Webhooks, version: int) -> None:
    """What it read is not what is stored; its secrets are not stored either."""
    webhooks.save(HOOK, SECRETS)
    with pytest.raises(Conflict):
        webhooks.save(replace(HOOK, version=version), ())
    assert webhooks.secrets(PROJECT, HOOK.id) == SECRETS


def test_a_deleted_webhook_is_not_saved_again(webhooks: Webhooks) -> None:
    """Whoever notes its health meanwhile makes nothing of it."""
    webhooks.save(HOOK, SECRETS)
    assert webhooks.delete(PROJECT, HOOK.id)
    assert not webhooks.delete(PROJECT, HOOK.id)
    assert webhooks.find(PROJECT, HOOK.id) is None
    assert webhooks.secrets(PROJECT, HOOK.id) == ()
    with pytest.raises(Conflict):
        webhooks.save(replace(HOOK, version=2))


def test_projects_see_their_own_oldest_first(webhooks: Webhooks) -> None:
    """And nothing of another's, by any id."""
    younger = replace(HOOK, id=WebhookId("0" * 8), created_at=NOW + 1)
    others = replace(HOOK, project=OTHER)
    for each in (younger, HOOK, others):
        webhooks.save(each, SECRETS)
    assert webhooks.of_project(PROJECT) == (HOOK, younger)
    assert webhooks.of_project(OTHER) == (others,)
    assert webhooks.find(OTHER, younger.id) is None
    assert webhooks.secrets(OTHER, younger.id) == ()
