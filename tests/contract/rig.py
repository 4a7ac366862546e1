"""All stores of one deployment, on the locked server or in memory, for the same moves."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, field

from gonogo.aws.audit import DynamoAudit
from gonogo.aws.catalog import DynamoCatalog
from gonogo.aws.clients import Clients
from gonogo.aws.deliveries import DynamoDeliveries
from gonogo.aws.groups import DynamoGroups
from gonogo.aws.keys import DynamoKeys
from gonogo.aws.receipts import DynamoReceipts
from gonogo.aws.records import DynamoRecords
from gonogo.aws.runs import DynamoRuns
from gonogo.aws.sealing import Seal
from gonogo.aws.sessions import DynamoSessions
from gonogo.aws.standings import DynamoStandings
from gonogo.aws.table import Table
from gonogo.aws.usage import DynamoUsages
from gonogo.aws.webhooks import DynamoWebhooks
from gonogo.ports import Catalog, Deliveries, Keys, Runs, Sessions, Standings, Webhooks
from gonogo.stores import Audit, Groups, Receipts, Records, Usages
from tests.fake_groups import FakeGroups
from tests.fake_receipts import FakeReceipts
from tests.fake_records import FakeRecords
from tests.fake_stores import FakeCatalog, FakeKeys, FakeRuns, FakeSessions
from tests.fake_watching import FakeAudit, FakeUsages
from tests.fake_webhooks import FakeDeliveries, FakeStandings, FakeWebhooks
from tests.fakes import FakeClock


class _Open(Seal):
    """Seals nothing: the faults are those of tables."""

    def close(self, text: str, context: Mapping[str, str]) -> bytes:
        """The text."""
        return text.encode()

    def open(self, sealed: bytes, context: Mapping[str, str]) -> str:
        """The text."""
        return sealed.decode()


@dataclass(frozen=True, kw_only=True)
class Stores:
    """What a move may touch; `faulty` goes around the calls that shall meet a fault."""

    runs: Runs
    deliveries: Deliveries
    standings: Standings
    webhooks: Webhooks
    keys: Keys
    sessions: Sessions
    catalog: Catalog
    receipts: Receipts
    groups: Groups
    records: Records
    audit: Audit
    usages: Usages
    faulty: Callable[[], AbstractContextManager[None]] = field(default=nullcontext)


def in_memory() -> Stores:
    """The fakes."""
    clock = FakeClock()
    return Stores(
        runs=FakeRuns(clock),
        deliveries=FakeDeliveries(),
        standings=FakeStandings(),
        webhooks=FakeWebhooks(),
        keys=FakeKeys(),
        sessions=FakeSessions(),
        catalog=FakeCatalog(),
        receipts=FakeReceipts(),
        groups=FakeGroups(),
        records=FakeRecords(),
        audit=FakeAudit(),
        usages=FakeUsages(),
    )


def on_tables(
    clients: Clients,
    prefix: str,
    faulty: Callable[[], AbstractContextManager[None]] = nullcontext,
) -> Stores:
    """The adapters, on tables of this prefix."""
    clock = FakeClock()
    tables = {
        name: Table(clients, prefix + name, pause=lambda _: None)
        for name in ("catalog", "runs", "guards")
    }
    return Stores(
        runs=DynamoRuns(tables["runs"], clock),
        deliveries=DynamoDeliveries(tables["runs"], clock),
        standings=DynamoStandings(tables["runs"], clock),
        webhooks=DynamoWebhooks(tables["catalog"], _Open(clients, "")),
        keys=DynamoKeys(tables["catalog"]),
        sessions=DynamoSessions(tables["guards"]),
        catalog=DynamoCatalog(tables["catalog"], clock),
        receipts=DynamoReceipts(tables["guards"]),
        groups=DynamoGroups(tables["runs"]),
        records=DynamoRecords(tables["catalog"]),
        audit=DynamoAudit(tables["runs"], clock),
        usages=DynamoUsages(tables["runs"], clock),
        faulty=faulty,
    )
