"""Every port: the fake in memory; the adapter on moto, and on the quick stand-in of AWS."""

from __future__ import annotations

from collections.abc import Iterator
from uuid import uuid4

import pytest
from moto import mock_aws

from gonogo.aws.announcer import SnsAnnouncer
from gonogo.aws.audit import DynamoAudit
from gonogo.aws.catalog import DynamoCatalog
from gonogo.aws.clients import Clients
from gonogo.aws.deliveries import DynamoDeliveries
from gonogo.aws.files import S3Files
from gonogo.aws.keys import DynamoKeys
from gonogo.aws.queue import SqsRunQueue
from gonogo.aws.rate_limit import DynamoRateLimiter
from gonogo.aws.records import DynamoRecords
from gonogo.aws.runs import DynamoRuns
from gonogo.aws.sealing import Seal
from gonogo.aws.sessions import DynamoSessions
from gonogo.aws.standings import DynamoStandings
from gonogo.aws.table import Table
from gonogo.aws.usage import DynamoUsages
from gonogo.aws.webhooks import DynamoWebhooks
from gonogo.ports import (
    Announcer,
    Catalog,
    Deliveries,
    Keys,
    RateLimiter,
    RunQueue,
    Runs,
    Sessions,
    Standings,
    Webhooks,
)
from gonogo.stores import Audit, Files, Records, Usages
from tests.aws_stack import OFFLINE
from tests.builders import NOW
from tests.contract.template_tables import make_tables
from tests.fake_records import FakeFiles, FakeRecords
from tests.fake_stores import (
    FakeAnnouncer,
    FakeCatalog,
    FakeKeys,
    FakeQueue,
    FakeRateLimiter,
    FakeRuns,
    FakeSessions,
)
from tests.fake_watching import FakeAudit, FakeUsages
from tests.fake_webhooks import FakeDeliveries, FakeStandings, FakeWebhooks
from tests.fakes import FakeClock
from tests.quick_aws import QuickClients

LARGE = 150
"""Runs of a batch for which moto takes most of a minute: these the quick stand-in shows."""


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Large batches are not asked of moto; that a transaction has room for a hundred items is."""

    def too_slow(item: pytest.Item) -> bool:
        given = item.callspec.params if hasattr(item, "callspec") else {}
        return given.get("host") == "aws" and given.get("total", 0) > LARGE

    slow = [item for item in items if too_slow(item)]
    config.hook.pytest_deselected(items=slow)
    items[:] = [item for item in items if not too_slow(item)]


@pytest.fixture
def clock() -> FakeClock:
    """Time stands at NOW until a test moves it."""
    return FakeClock(NOW)


@pytest.fixture(params=["fake", "aws", "quick"])
def host(request: pytest.FixtureRequest) -> str:
    """Which implementation a test runs on."""
    return str(request.param)


@pytest.fixture(scope="module")
def moto_clients() -> Iterator[Clients]:
    """Clients of one moto for the file; tests have tables of their own in it.

    Not for the session: a moto inside a moto is not emptied, and other folders start theirs.
    """
    with mock_aws():
        yield Clients(**OFFLINE)


@pytest.fixture
def aws(request: pytest.FixtureRequest) -> Clients:
    """Clients of moto, or of what stands for AWS in tests of many steps."""
    parameters = getattr(request.node, "callspec", None)
    if parameters is not None and parameters.params.get("host") == "quick":
        return QuickClients()
    clients: Clients = request.getfixturevalue("moto_clients")
    return clients


@pytest.fixture
def tables(request: pytest.FixtureRequest) -> dict[str, Table]:
    """Fresh tables, asked for only by tests that need them."""
    clients: Clients = request.getfixturevalue("aws")
    prefix = f"t{uuid4().hex[:8]}-"
    make_tables(clients.dynamodb, prefix)
    names = ("catalog", "runs", "guards")
    request.addfinalizer(
        lambda: [clients.dynamodb.delete_table(TableName=prefix + name) for name in names]
    )
    return {name: Table(clients, prefix + name, pause=lambda _: None) for name in names}


def table_of(request: pytest.FixtureRequest, name: str) -> Table:
    """A fresh table, made for tests that ask for it alone."""
    tables: dict[str, Table] = request.getfixturevalue("tables")
    return tables[name]


@pytest.fixture
def runs(request: pytest.FixtureRequest, host: str, clock: FakeClock) -> Runs:
    """The `Runs` port."""
    return FakeRuns(clock) if host == "fake" else DynamoRuns(table_of(request, "runs"), clock)


@pytest.fixture
def catalog(request: pytest.FixtureRequest, host: str, clock: FakeClock) -> Catalog:
    """The `Catalog` port."""
    if host == "fake":
        return FakeCatalog(clock)
    return DynamoCatalog(table_of(request, "catalog"), clock)


@pytest.fixture
def deliveries(request: pytest.FixtureRequest, host: str, clock: FakeClock) -> Deliveries:
    """The `Deliveries` port."""
    if host == "fake":
        return FakeDeliveries()
    return DynamoDeliveries(table_of(request, "runs"), clock)


@pytest.fixture
def standings(request: pytest.FixtureRequest, host: str, clock: FakeClock) -> Standings:
    """The `Standings` port."""
    if host == "fake":
        return FakeStandings()
    return DynamoStandings(table_of(request, "runs"), clock)


@pytest.fixture
def webhooks(request: pytest.FixtureRequest, host: str) -> Webhooks:
    """The `Webhooks` port."""
    if host == "fake":
        return FakeWebhooks()
    clients: Clients = request.getfixturevalue("aws")
    key = clients.kms.create_key()["KeyMetadata"]["Arn"]
    return DynamoWebhooks(table_of(request, "catalog"), Seal(clients, key))


@pytest.fixture
def records(request: pytest.FixtureRequest, host: str) -> Records:
    """The `Records` port."""
    return FakeRecords() if host == "fake" else DynamoRecords(table_of(request, "catalog"))


@pytest.fixture
def files(request: pytest.FixtureRequest, host: str) -> Files:
    """The `Files` port."""
    if host == "fake":
        return FakeFiles()
    clients: Clients = request.getfixturevalue("moto_clients")
    name = f"files-{uuid4().hex[:8]}"
    clients.s3.create_bucket(Bucket=name)
    return S3Files(clients, name)


@pytest.fixture
def audit(request: pytest.FixtureRequest, host: str, clock: FakeClock) -> Audit:
    """The `Audit` port."""
    return FakeAudit() if host == "fake" else DynamoAudit(table_of(request, "runs"), clock)


@pytest.fixture
def usages(request: pytest.FixtureRequest, host: str, clock: FakeClock) -> Usages:
    """The `Usages` port."""
    return FakeUsages() if host == "fake" else DynamoUsages(table_of(request, "runs"), clock)


@pytest.fixture
def keys(request: pytest.FixtureRequest, host: str) -> Keys:
    """The `Keys` port."""
    return FakeKeys() if host == "fake" else DynamoKeys(table_of(request, "catalog"))


@pytest.fixture
def limiter(request: pytest.FixtureRequest, host: str, clock: FakeClock) -> RateLimiter:
    """The `RateLimiter` port."""
    if host == "fake":
        return FakeRateLimiter(clock)
    return DynamoRateLimiter(table_of(request, "guards"), clock)


@pytest.fixture
def sessions(request: pytest.FixtureRequest, host: str) -> Sessions:
    """The `Sessions` port."""
    return FakeSessions() if host == "fake" else DynamoSessions(table_of(request, "guards"))


@pytest.fixture
def queue_url(aws: Clients) -> str:
    """A queue."""
    return aws.sqs.create_queue(QueueName=f"q{uuid4().hex[:8]}")["QueueUrl"]


@pytest.fixture
def queue(request: pytest.FixtureRequest, host: str) -> RunQueue:
    """The `RunQueue` port."""
    if host == "fake":
        return FakeQueue()
    url: str = request.getfixturevalue("queue_url")
    return SqsRunQueue(request.getfixturevalue("aws"), url)


@pytest.fixture
def announcer(request: pytest.FixtureRequest, host: str) -> Announcer:
    """The `Announcer` port."""
    if host == "fake":
        return FakeAnnouncer()
    clients: Clients = request.getfixturevalue("aws")
    topic = clients.sns.create_topic(Name=f"t{uuid4().hex[:8]}")["TopicArn"]
    return SnsAnnouncer(clients, topic)
