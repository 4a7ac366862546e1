"""What every store of webhooks must do."""

from __future__ import annotations

from dataclasses import replace

import pytest

from gonogo.aws.clients import Clients
from gonogo.aws.sealing import Seal
from gonogo.aws.table import Table
from gonogo.aws.webhooks import DynamoWebhooks
from gonogo.domain.ids import ProjectId, WebhookId
from gonogo.domain.webhook import WebhookSecret
from gonogo.errors import Conflict, Unavailable
from gonogo.ports import Webhooks
from tests.builders import NOW, PROJECT, a_webhook

OTHER = ProjectId("zzzzzzzzzzzz")
HOOK = a_webhook(
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
SECRET = "whsec_first"


def values(webhooks: Webhooks) -> list[str]:
    """Its secrets, newest first."""
    return [each.value for each in webhooks.secrets(PROJECT, HOOK.id)]


def test_a_webhook_comes_back_as_it_was_saved(webhooks: Webhooks) -> None:
    """With its secret apart."""
    webhooks.save(HOOK, SECRET)
    assert webhooks.find(PROJECT, HOOK.id) == HOOK
    assert webhooks.secrets(PROJECT, HOOK.id) == (WebhookSecret(value=SECRET),)


def test_a_secret_stays_when_only_the_webhook_changes(webhooks: Webhooks) -> None:
    """And is another when another is given."""
    webhooks.save(HOOK, SECRET)
    webhooks.save(replace(HOOK, version=2, name="x"))
    assert values(webhooks) == [SECRET]
    webhooks.save(replace(HOOK, version=3), "whsec_second")
    assert values(webhooks) == ["whsec_second"]


def test_two_secrets_at_most_are_kept(webhooks: Webhooks) -> None:
    """The one before, for so long as it is wanted."""
    webhooks.save(HOOK, SECRET)
    for version in (2, 3):
        webhooks.save(replace(HOOK, version=version), f"v{version}", before_until=NOW + 60.5)
    assert webhooks.secrets(PROJECT, HOOK.id) == (
        WebhookSecret(value="v3"),
        WebhookSecret(value="v2", until=NOW + 60.5),
    )


@pytest.mark.parametrize("version", [1, 3])
def test_the_slower_writer_is_told(webhooks: Webhooks, version: int) -> None:
    """What it read is not what is stored; its secrets are not stored either."""
    webhooks.save(HOOK, SECRET)
    with pytest.raises(Conflict):
        webhooks.save(replace(HOOK, version=version), "other")
    assert values(webhooks) == [SECRET]


def test_a_deleted_webhook_is_not_saved_again(webhooks: Webhooks) -> None:
    """Whoever notes its health meanwhile makes nothing of it."""
    webhooks.save(HOOK, SECRET)
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
        webhooks.save(each, SECRET)
    assert webhooks.of_project(PROJECT) == (HOOK, younger)
    assert webhooks.of_project(OTHER) == (others,)
    assert webhooks.find(OTHER, younger.id) is None
    assert webhooks.secrets(OTHER, younger.id) == ()


def test_a_stored_secret_is_sealed_for_its_webhook(
    tables: dict[str, Table], moto_clients: Clients
) -> None:
    """The item holds no text of it, and what is moved to another webhook does not open."""
    key = moto_clients.kms.create_key()["KeyMetadata"]["Arn"]
    catalog = tables["catalog"]
    webhooks = DynamoWebhooks(catalog, Seal(moto_clients, key))
    webhooks.save(HOOK, SECRET)
    (item,) = catalog.query(f"WEBHOOKSECRETS#{PROJECT}")
    assert SECRET not in repr(item)
    catalog.put({**item, "pk": f"WEBHOOKSECRETS#{OTHER}"})
    with pytest.raises(Unavailable):
        webhooks.secrets(OTHER, HOOK.id)
