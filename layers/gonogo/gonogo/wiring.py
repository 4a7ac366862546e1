"""The composition root: one function per host, and the only place that knows everything."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from functools import cached_property
from typing import TYPE_CHECKING, Any

from gonogo.aws.clients import Clients
from gonogo.aws.table import Table
from gonogo.domain.clock import SystemClock
from gonogo.errors import Invalid
from gonogo.ports import (
    Announcer,
    Catalog,
    Clock,
    Deliveries,
    HttpSender,
    Inbox,
    Keys,
    RateLimiter,
    RunQueue,
    Runs,
    Secrets,
    Sessions,
    Standings,
    Webhooks,
)
from gonogo.settings import Settings
from gonogo.stores import (
    Audit,
    Bell,
    Files,
    Groups,
    Handovers,
    Receipts,
    Records,
    Schedules,
    Usages,
)

if TYPE_CHECKING:
    from gonogo.domain.commands import Answer, BatchView, Command, ReadBatch, ReadRun, RunView
    from gonogo.domain.commands.history import BatchList, ListBatches
    from gonogo.domain.delivery import Outcome
    from gonogo.domain.key import Key
    from gonogo.domain.project import Project
    from gonogo.domain.schedule import Ring
    from gonogo.services.execute import Execution
    from gonogo.services.gates._parts import Gating
    from gonogo.services.settle import Settlement

_HARMLESS = ("LD_LIBRARY_PATH", "PATH", "LANG")

Handler = Callable[..., dict[str, Any]]


class Parts:
    """Every adapter of a deployment, each imported and made on first use."""

    def __init__(
        self,
        settings: Settings | None = None,
        clock: Clock | None = None,
        clients: Clients | None = None,
    ) -> None:
        self.settings = settings or Settings.from_env(os.environ)
        self.clock: Clock = clock or SystemClock()
        self._clients = clients or Clients()

    def _table(self, name: str) -> Table:
        return Table(self._clients, name)

    @cached_property
    def catalog(self) -> Catalog:
        """Definitions."""
        from gonogo.aws.catalog import DynamoCatalog

        return DynamoCatalog(self._table(self.settings.catalog_table), self.clock)

    @cached_property
    def keys(self) -> Keys:
        """API keys."""
        from gonogo.aws.keys import DynamoKeys

        return DynamoKeys(self._table(self.settings.catalog_table))

    @cached_property
    def secrets(self) -> Secrets:
        """Secret variables."""
        from gonogo.aws.secrets import KmsSecrets

        table = self._table(self.settings.catalog_table)
        return KmsSecrets(table, self._clients, self.settings.kms_key_arn)

    @cached_property
    def limiter(self) -> RateLimiter:
        """Rate windows."""
        from gonogo.aws.rate_limit import DynamoRateLimiter

        return DynamoRateLimiter(self._table(self.settings.guards_table), self.clock)

    @cached_property
    def receipts(self) -> Receipts:
        """What was noted of starts that may be asked for again."""
        from gonogo.aws.receipts import DynamoReceipts

        return DynamoReceipts(self._table(self.settings.guards_table))

    @cached_property
    def sessions(self) -> Sessions:
        """Browser sessions."""
        from gonogo.aws.sessions import DynamoSessions

        return DynamoSessions(self._table(self.settings.guards_table))

    @cached_property
    def groups(self) -> Groups:
        """Batches that supersede each other."""
        from gonogo.aws.groups import DynamoGroups

        return DynamoGroups(self._table(self.settings.runs_table))

    @cached_property
    def inbox(self) -> Inbox:
        """Calls from outside to runs that wait."""
        from gonogo.aws.inbox import DynamoInbox

        return DynamoInbox(self._table(self.settings.runs_table))

    @cached_property
    def runs(self) -> Runs:
        """Batches, runs and results."""
        from gonogo.aws.runs import DynamoRuns

        return DynamoRuns(self._table(self.settings.runs_table), self.clock)

    @cached_property
    def deliveries(self) -> Deliveries:
        """The delivery log."""
        from gonogo.aws.deliveries import DynamoDeliveries

        return DynamoDeliveries(self._table(self.settings.runs_table), self.clock)

    @cached_property
    def webhooks(self) -> Webhooks:
        """A project's webhooks."""
        from gonogo.aws.sealing import Seal
        from gonogo.aws.webhooks import DynamoWebhooks

        seal = Seal(self._clients, self.settings.kms_key_arn)
        return DynamoWebhooks(self._table(self.settings.catalog_table), seal)

    @cached_property
    def records(self) -> Records:
        """What vendors' clients keep."""
        from gonogo.aws.records import DynamoRecords

        return DynamoRecords(self._table(self.settings.catalog_table))

    @cached_property
    def audit(self) -> Audit:
        """Who changed what."""
        from gonogo.aws.audit import DynamoAudit

        return DynamoAudit(self._table(self.settings.runs_table), self.clock)

    @cached_property
    def usages(self) -> Usages:
        """How much projects were used."""
        from gonogo.aws.usage import DynamoUsages

        return DynamoUsages(self._table(self.settings.runs_table), self.clock)

    @cached_property
    def files(self) -> Files:
        """Files of vendors' clients."""
        from gonogo.aws.files import S3Files

        return S3Files(self._clients, self.settings.files_bucket)

    @cached_property
    def schedules(self) -> Schedules:
        """What is started again and again."""
        from gonogo.aws.schedules import DynamoSchedules

        return DynamoSchedules(self._table(self.settings.catalog_table))

    @cached_property
    def bell(self) -> Bell:
        """What rings when a schedule is due."""
        from gonogo.aws.bell import BellTower, SchedulerBell

        tower = BellTower(
            group=self.settings.schedule_group,
            target=self.settings.schedule_target,
            role=self.settings.schedule_role,
            dead_letters=self.settings.schedule_dead_letters,
        )
        return SchedulerBell(self._clients, tower)

    @cached_property
    def handovers(self) -> Handovers:
        """What runs leave to those after them."""
        from gonogo.aws.handovers import SealedHandovers
        from gonogo.aws.sealing import Seal

        seal = Seal(self._clients, self.settings.kms_key_arn)
        return SealedHandovers(self._table(self.settings.runs_table), seal, self.clock)

    @cached_property
    def gating(self) -> Gating:
        """Answers to deployments that wait."""
        from gonogo.gating import gating

        return gating(self, self._clients)

    @cached_property
    def standings(self) -> Standings:
        """How things stood last."""
        from gonogo.aws.standings import DynamoStandings

        return DynamoStandings(self._table(self.settings.runs_table), self.clock)

    @cached_property
    def queue(self) -> RunQueue:
        """Runs on their way."""
        from gonogo.aws.queue import SqsRunQueue

        return SqsRunQueue(self._clients, self.settings.queue_url)

    @cached_property
    def announcer(self) -> Announcer:
        """The outcomes topic."""
        from gonogo.aws.announcer import SnsAnnouncer

        return SnsAnnouncer(self._clients, self.settings.outcomes_topic)

    @cached_property
    def http(self) -> HttpSender:
        """The one way out."""
        from gonogo.egress import sender_from

        return sender_from(self.settings)

    @cached_property
    def settlement(self) -> Settlement:
        """What ending a run needs."""
        from gonogo.services.settle import Settlement
        from gonogo.services.tell import Telling

        telling = Telling(self.deliveries, self.webhooks, self.standings, self.clock)
        base = self.settings.public_base
        return Settlement(
            self.runs, telling, self.announcer, self.clock, base, self.queue, self.usages
        )


def api(parts: Parts | None = None) -> Handler:
    """The HTTP API's handler."""
    from gonogo.web.api import build
    from gonogo.web.session import SignIn

    parts = parts or Parts()
    sign_in = SignIn(
        key_of_secret=lambda secret: _live_key(parts, secret),
        sessions=parts.sessions,
        clock=parts.clock,
    )
    return build(dispatcher(parts), parts.settings, sign_in)


def _live_key(parts: Parts, secret: str) -> Key | None:
    """The key of a secret, if it is in force."""
    from gonogo.errors import Unauthorized
    from gonogo.services.authorise import recognise

    try:
        return recognise(parts.keys, secret, "trigger", parts.clock.now())
    except Unauthorized:
        return None


def dashboard(parts: Parts | None = None) -> Handler:
    """The pages' handler."""
    from gonogo.web.pages import build_pages

    parts = parts or Parts()
    return build_pages(_Pages(parts), parts.settings)


class _Pages:
    """What the pages read: the `Browse` protocol of `web/pages.py`."""

    def __init__(self, parts: Parts) -> None:
        from gonogo.services.browse import Browsing

        self._parts = parts
        self._browsing = Browsing(parts.catalog, parts.runs, parts.clock)

    def key_of_session(self, token: str) -> Key | None:
        """The live key that opened a browser's session."""
        from gonogo.domain.key import hash_of

        now = self._parts.clock.now()
        key_hash = self._parts.sessions.key_hash(hash_of(token), now)
        key = self._parts.keys.find(key_hash) if key_hash else None
        return key if key and not key.ended(now) else None

    def key_of_secret(self, secret: str) -> Key | None:
        """The live key with this secret."""
        return _live_key(self._parts, secret)

    def read_run(self, command: ReadRun, key: Key) -> RunView:
        """A run that the key opens."""
        from gonogo.services.browse import read_run

        return read_run(command, key, self._browsing)

    def read_batch(self, command: ReadBatch, key: Key) -> BatchView:
        """A batch that the key opens."""
        from gonogo.services.browse import read_batch

        return read_batch(command, key, self._browsing)

    def list_batches(self, command: ListBatches, key: Key) -> BatchList:
        """A page of batches of a project that the key opens."""
        from gonogo.services.history import list_batches

        return list_batches(command, key, self._browsing)

    def projects(self, key: Key) -> tuple[Project, ...]:
        """The projects that the key opens."""
        from gonogo.services.definitions.lookup import projects_of

        return projects_of(self._parts.catalog, key)


def dispatcher(parts: Parts) -> Callable[[Command], Answer]:
    """Commands to use cases."""
    from gonogo.use_cases import dispatcher

    return dispatcher(parts)


def executor(parts: Parts | None = None) -> Callable[[Mapping[str, str]], list[str]]:
    """From queue messages (id to run) to the ids of those that must come again."""
    from gonogo.services.execute import execute_all

    to = execution(parts or Parts())
    return lambda messages: execute_all(messages, to)


def execution(parts: Parts) -> Execution:
    """What executing runs needs."""
    from gonogo.dialects import run_variables
    from gonogo.engine.worker import WorkerProcess
    from gonogo.services.define.plain import steps_from_plain
    from gonogo.services.execute import Execution
    from gonogo.services.lease import Heart

    return Execution(
        catalog=parts.catalog,
        runs=parts.runs,
        http=parts.http,
        clock=parts.clock,
        heart=Heart(parts.runs, parts.clock),
        settlement=parts.settlement,
        read_steps=steps_from_plain,
        # What evaluates users' expressions gets no credentials: only what an interpreter needs.
        expressions=WorkerProcess(
            environment={name: os.environ[name] for name in _HARMLESS if name in os.environ}
        ),
        vendor_names=run_variables,
        secrets=parts.secrets,
        inbox=parts.inbox,
        handovers=parts.handovers,
    )


def reporter(parts: Parts | None = None) -> Callable[[Outcome], None]:
    """Tell an outcome to whom it concerns."""
    from gonogo.dialects import dialects
    from gonogo.services.compose import Composing
    from gonogo.services.deliver import Delivering, deliver_outcome

    parts = parts or Parts()
    composing = Composing(
        catalog=parts.catalog,
        runs=parts.runs,
        webhooks=parts.webhooks,
        clock=parts.clock,
        document=lambda dialect, view: _document(parts.settings, dialect, view),
        public_base=parts.settings.public_base,
    )
    delivering = Delivering(
        deliveries=parts.deliveries,
        webhooks=parts.webhooks,
        composing=composing,
        announcer=parts.announcer,
        http=parts.http,
        clock=parts.clock,
        pauses=lambda dialect: dialects[dialect].pauses,
    )

    def tell(outcome: Outcome) -> None:
        deliver_outcome(outcome, delivering)

    return tell


def _document(settings: Settings, name: str, view: RunView | BatchView) -> Mapping[str, object]:
    """The body of a webhook in the words of the dialect that its receiver asked for."""
    from gonogo.dialects import dialects
    from gonogo.dialects._contract import links_for
    from gonogo.domain.commands import RunView

    dialect = dialects[name]
    if isinstance(view, RunView):
        return dialect.encode_outcome(view, links_for(settings, name, dialect.mount))
    over = view.batch.over
    encode = dialect.encode_batch_outcome if over else dialect.encode_batch_start
    if encode is None:
        what = "batches" if over else "batches that begin"
        raise Invalid(f"The dialect {name} does not tell of {what}.")
    return encode(view, links_for(settings, name, dialect.mount))


def scheduler(parts: Parts | None = None) -> Callable[[Ring], str | None]:
    """From the ring for a schedule to the id of the batch that it started."""
    from gonogo.services.scheduling.ringing import Hearing, hear
    from gonogo.use_cases import acceptance_of

    parts = parts or Parts()
    to = Hearing(parts.schedules, acceptance_of(parts))

    def heard(ring: Ring) -> str | None:
        started = hear(ring, to)
        return started.batch.id if started else None

    return heard


def janitor(parts: Parts | None = None) -> Callable[[], int]:
    """Move on what got stuck; returns how many things were due."""
    from gonogo.services.scheduling.telling import Telling, tell_changes
    from gonogo.services.sweep import Sweep, sweep
    from gonogo.use_cases import supersede_for

    parts = parts or Parts()
    to = Sweep(
        runs=parts.runs,
        deliveries=parts.deliveries,
        queue=parts.queue,
        announcer=parts.announcer,
        clock=parts.clock,
        settlement=parts.settlement,
        supersede=lambda batch: supersede_for(parts, batch),
    )
    telling = Telling(parts.schedules, parts.bell, parts.clock)
    return lambda: sweep(to) + tell_changes(telling)
