"""The first admin key: made by somebody with AWS credentials, before any key exists."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import botocore.session
import pytest
from moto import mock_aws

from gonogo.aws.clients import Clients
from gonogo.cli import bootstrap
from gonogo.cli.app import answer
from gonogo.domain.key import hash_of
from gonogo.errors import GonogoError, Invalid
from gonogo.settings import Settings
from gonogo.wiring import Parts
from tests.contract.template_tables import make_tables


@pytest.fixture(autouse=True)
def account(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """An AWS account with the template's tables."""
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "test")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "test")
    monkeypatch.setenv("AWS_DEFAULT_REGION", "us-east-1")
    with mock_aws():
        make_tables(Clients().dynamodb)
        yield


@pytest.mark.parametrize("shape", ["native", "uuid"])
def test_key_opens_everything_and_its_secret_is_not_stored(
    shape: str, capsys: pytest.CaptureFixture[str]
) -> None:
    arguments = ["keys", "create", "--bootstrap", "--table", "catalog", "--shape", shape, "--json"]
    assert answer(arguments) == 0
    secret = json.loads(capsys.readouterr().out)["secret"]
    key = Parts(Settings(catalog_table="catalog")).keys.find(hash_of(secret))
    assert key is not None
    assert (key.role, key.projects, secret in repr(key)) == ("admin", (), False)


@pytest.mark.parametrize(
    "more", [[], ["--table", "a", "--stack", "b"], ["--table", "a", "--role", "read"]]
)
def test_wrong_usage_makes_no_key(more: list[str]) -> None:
    assert answer(["keys", "create", "--bootstrap", *more]) == 2
    assert Parts(Settings(catalog_table="catalog")).keys.all() == ()


def test_table_that_is_not_there_is_told_in_one_sentence() -> None:
    with pytest.raises(GonogoError, match="AWS refused"):
        bootstrap.first_key(name="x", shape="native", stack=None, table="nowhere")


class FakeSession:
    """CloudFormation with one stack."""

    def __init__(self, *outputs: tuple[str, str]) -> None:
        self._outputs = [{"OutputKey": key, "OutputValue": value} for key, value in outputs]

    def create_client(self, service: str) -> Any:
        """Itself: it has the one call that is made."""
        return self

    def describe_stacks(self, StackName: str) -> Any:
        """The stack."""
        return {"Stacks": [{"Outputs": self._outputs}]}


def test_table_is_found_by_the_stacks_outputs(monkeypatch: pytest.MonkeyPatch) -> None:
    session = FakeSession(("ApiUrl", "x"), ("CatalogTable", "catalog"))
    monkeypatch.setattr(botocore.session, "get_session", lambda: session)
    assert bootstrap.table_of("gonogo") == "catalog"


def test_stack_of_something_else_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(botocore.session, "get_session", FakeSession)
    with pytest.raises(Invalid, match="no output CatalogTable"):
        bootstrap.table_of("other")
