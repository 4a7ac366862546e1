"""What every safe for secrets must do, and what the one on AWS must besides."""

from __future__ import annotations

import pytest

from gonogo.aws.clients import Clients
from gonogo.aws.secrets import KmsSecrets
from gonogo.aws.table import Table
from gonogo.domain.ids import ProjectId
from gonogo.domain.secret import LONGEST, SecretHead
from gonogo.errors import Unavailable
from gonogo.ports import Secrets
from tests.builders import NOW, PROJECT
from tests.fake_secrets import FakeSecrets

OTHER = ProjectId("other")
HEAD = SecretHead(name="api key", created_at=NOW, changed_at=NOW + 1.5)


@pytest.fixture
def secrets(request: pytest.FixtureRequest, host: str) -> Secrets:
    """The `Secrets` port."""
    if host == "fake":
        return FakeSecrets()
    tables: dict[str, Table] = request.getfixturevalue("tables")
    clients: Clients = request.getfixturevalue("aws")
    key = clients.kms.create_key()["KeyMetadata"]["Arn"]
    return KmsSecrets(tables["catalog"], clients, key)


@pytest.mark.parametrize("value", ["s3cret-value", "ü" * LONGEST, "\N{CAT FACE}" * LONGEST, "a\nb"])
def test_a_secret_is_read_as_it_was_stored(secrets: Secrets, value: str) -> None:
    """Whatever is in it, up to the longest."""
    secrets.put(PROJECT, HEAD, value)
    assert secrets.value(PROJECT, "api key") == value
    assert secrets.heads(PROJECT) == (HEAD,)


def test_putting_again_replaces(secrets: Secrets) -> None:
    """The longer value before leaves nothing behind."""
    secrets.put(PROJECT, HEAD, "x" * LONGEST)
    secrets.put(PROJECT, HEAD, "short-one")
    assert secrets.value(PROJECT, "api key") == "short-one"


def test_a_project_sees_its_own_alone(secrets: Secrets) -> None:
    """By name, in order."""
    secrets.put(PROJECT, HEAD, "s3cret-value")
    secrets.put(PROJECT, SecretHead(name="a", created_at=NOW, changed_at=NOW), "another-one")
    assert [head.name for head in secrets.heads(PROJECT)] == ["a", "api key"]
    assert secrets.heads(OTHER) == ()
    assert secrets.value(OTHER, "api key") is None
    assert not secrets.delete(OTHER, "api key")


def test_a_deleted_secret_is_gone(secrets: Secrets) -> None:
    """A second time says that it was."""
    secrets.put(PROJECT, HEAD, "s3cret-value")
    assert secrets.delete(PROJECT, "api key")
    assert secrets.value(PROJECT, "api key") is None
    assert not secrets.delete(PROJECT, "api key")


@pytest.mark.parametrize("name", ["", "nope", "x" * 5000, "a#b"])
def test_a_name_that_none_has_is_no_error(secrets: Secrets, name: str) -> None:
    """Tests may ask for anything."""
    assert secrets.value(PROJECT, name) is None
    assert not secrets.delete(PROJECT, name)


def test_an_item_holds_no_value_and_works_nowhere_else(
    tables: dict[str, Table], moto_clients: Clients
) -> None:
    """Moved to another project, under another name, or with its parts swapped, it is useless."""
    table, key = tables["catalog"], moto_clients.kms.create_key()["KeyMetadata"]["Arn"]
    safe = KmsSecrets(table, moto_clients, key)
    value = "s3cret-value" * 341
    safe.put(PROJECT, HEAD, value + "ü" * 4)
    (item,) = table.query(f"PROJECT#{PROJECT}", prefix="SECRET#")
    assert "s3cret" not in repr(item)
    first, second = item["parts"]
    moved = [
        {**item, "pk": f"PROJECT#{OTHER}"},
        {**item, "sk": "SECRET#other"},
        {**item, "parts": [second, first]},
        {**item, "parts": [first]},
    ]
    for wrong in moved:
        table.put(wrong)
        project = ProjectId(wrong["pk"].partition("#")[2])
        with pytest.raises(Unavailable):
            safe.value(project, wrong["sk"].partition("#")[2])


def test_without_its_key_nothing_is_stored(tables: dict[str, Table], moto_clients: Clients) -> None:
    """And the refusal does not tell the value."""
    safe = KmsSecrets(tables["catalog"], moto_clients, "alias/gone")
    with pytest.raises(Unavailable) as caught:
        safe.put(PROJECT, HEAD, "s3cret-value")
    assert "s3cret" not in str(caught.value)
    assert safe.heads(PROJECT) == ()
