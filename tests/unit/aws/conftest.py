"""Stores on moto, for what only the adapters on AWS do."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from moto import mock_aws

from gonogo.aws.clients import Clients
from gonogo.aws.table import Table
from tests.aws_stack import OFFLINE
from tests.contract.template_tables import make_tables
from tests.fakes import FakeClock
from tests.unit.aws.calls import Calls


@pytest.fixture
def clock() -> FakeClock:
    """Time stands until a test moves it."""
    return FakeClock()


@pytest.fixture
def clients() -> Iterator[Clients]:
    """Clients of a fresh moto with the template's tables."""
    with mock_aws():
        clients = Clients(**OFFLINE)
        make_tables(clients.dynamodb)
        yield clients


@pytest.fixture
def runs_table(clients: Clients) -> Table:
    """The `runs` table."""
    return Table(clients, "runs", pause=lambda _: None)


@pytest.fixture
def guards_table(clients: Clients) -> Table:
    """The `guards` table."""
    return Table(clients, "guards", pause=lambda _: None)


@pytest.fixture
def catalog_table(clients: Clients) -> Table:
    """The `catalog` table."""
    return Table(clients, "catalog", pause=lambda _: None)


@pytest.fixture
def calls(clients: Clients) -> Calls:
    """Every call to DynamoDB from here on, with the units it would cost."""
    return Calls(clients)
