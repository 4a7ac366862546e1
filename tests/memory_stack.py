"""A whole gonogo whose tables, queue and topic are in memory: what it costs is gonogo's own.

The stand-ins pass the contract suites of the adapters that they stand for. No deployment waits.
"""

from __future__ import annotations

from collections import deque
from typing import cast

from gonogo import wiring
from gonogo.domain.commands import RunMessage, Started
from gonogo.domain.ids import ProjectId
from gonogo.domain.key import Role
from gonogo.gates._contract import Planes
from gonogo.ports import Clock, HttpSender
from gonogo.services.gates._parts import Gating
from gonogo.services.keys import issue
from gonogo.settings import Settings
from tests.fake_bindings import FakeBindings, NoGates
from tests.fake_groups import FakeGroups
from tests.fake_handovers import FakeHandovers
from tests.fake_inbox import FakeInbox
from tests.fake_receipts import FakeReceipts
from tests.fake_records import FakeFiles, FakeRecords
from tests.fake_schedules import FakeBell, FakeSchedules
from tests.fake_secrets import FakeSecrets
from tests.fake_stores import (
    FakeAnnouncer,
    FakeCatalog,
    FakeKeys,
    FakeRateLimiter,
    FakeRuns,
    FakeSessions,
)
from tests.fake_watching import FakeAudit, FakeUsages
from tests.fake_webhooks import FakeDeliveries, FakeStandings, FakeWebhooks

SETTINGS = Settings(public_base="https://gonogo.example", egress_mode="local")


class FairQueue:
    """The `RunQueue` port: projects that wait take turns, as in a fair queue of SQS."""

    def __init__(self) -> None:
        self._waiting: dict[ProjectId, deque[str]] = {}
        self.most = 0
        """The longest that it ever was."""

    def send(self, messages: tuple[RunMessage, ...]) -> None:
        """Queue runs."""
        for message in messages:
            self._waiting.setdefault(message.project, deque()).append(message.run)
        self.most = max(self.most, self.backlog())

    def backlog(self) -> int:
        """How many wait."""
        return sum(map(len, self._waiting.values()))

    def receive(self, most: int) -> dict[str, str]:
        """Up to so many messages, each with its run; they are taken off."""
        taken: list[str] = []
        while self._waiting and len(taken) < most:
            project = next(iter(self._waiting))
            runs = self._waiting.pop(project)
            taken.append(runs.popleft())
            if runs:
                self._waiting[project] = runs  # behind the others
        return {run: run for run in taken}


def put_into(parts: wiring.Parts, clock: Clock) -> None:
    """Stand-ins in place of every adapter of a deployment."""
    vars(parts).update(
        catalog=FakeCatalog(clock),
        keys=FakeKeys(),
        secrets=FakeSecrets(),
        limiter=FakeRateLimiter(clock),
        receipts=FakeReceipts(),
        sessions=FakeSessions(),
        groups=FakeGroups(),
        inbox=FakeInbox(),
        runs=FakeRuns(clock),
        deliveries=FakeDeliveries(),
        webhooks=FakeWebhooks(),
        records=FakeRecords(),
        audit=FakeAudit(),
        usages=FakeUsages(),
        files=FakeFiles(),
        schedules=FakeSchedules(),
        bell=FakeBell(),
        handovers=FakeHandovers(),
        standings=FakeStandings(),
        queue=FairQueue(),
        announcer=FakeAnnouncer(),
    )
    parts.gating = Gating(
        gates=NoGates(),
        bindings=FakeBindings(),
        catalog=parts.catalog,
        runs=parts.runs,
        clock=clock,
        planes=cast(Planes, None),
        start=lambda aim, gate: cast(Started, None),
        cancel=lambda batch: None,
        count=lambda gate: None,
        public_base=SETTINGS.public_base,
    )


class MemoryStack:
    """A deployment, and the moves that its queue and its schedule would make."""

    def __init__(self, clock: Clock, http: HttpSender) -> None:
        self.clock = clock
        self.parts = wiring.Parts(SETTINGS, clock)
        put_into(self.parts, clock)
        self.parts.http = http
        self.queue: FairQueue = self.parts.queue  # type: ignore[assignment]
        self.admin = self.new_key("admin")
        self.ask = wiring.dispatcher(self.parts)
        self.work = wiring.executor(self.parts)
        self.sweep = wiring.janitor(self.parts)

    def new_key(self, role: Role, *projects: str) -> str:
        """A key's secret."""
        opened = tuple(map(ProjectId, projects))
        made = issue(self.parts.keys, self.clock, name=role, role=role, projects=opened)
        return made.secret

    def execute(self) -> None:
        """Everything that is queued, to the end."""
        self.drain()

    def drain(self) -> int:
        """Execute what is queued, ten messages at a time; how many there were."""
        done = 0
        while messages := self.queue.receive(10):
            again = self.work(messages)
            assert not again, again
            done += len(messages)
        return done
