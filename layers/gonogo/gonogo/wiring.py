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

if TYPE_CHECKING:
    from gonogo.domain.commands import Answer, BatchView, Command, ReadBatch, ReadRun, RunView
    from gonogo.domain.delivery import Outcome
    from gonogo.domain.key import Key
    from gonogo.domain.webhook import WebhookEvent
    from gonogo.services.execute import Execution
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
    def sessions(self) -> Sessions:
        """Browser sessions."""
        from gonogo.aws.sessions import DynamoSessions

        return DynamoSessions(self._table(self.settings.guards_table))

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
        return Settlement(self.runs, telling, self.announcer, self.clock, self.settings.public_base)


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
    from gonogo.services.authorise import authorise

    try:
        return authorise(parts.keys, secret, "trigger", parts.clock.now())
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
        return key if key and (key.expires_at is None or key.expires_at > now) else None

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


def dispatcher(parts: Parts) -> Callable[[Command], Answer]:
    """Commands to use cases."""
    from gonogo.domain import commands
    from gonogo.domain.commands import canceling
    from gonogo.domain.commands.inbound import IncomingCall
    from gonogo.services import accept, browse, keys
    from gonogo.services.authorise import authorise

    settings = parts.settings
    acceptance = accept.Acceptance(
        parts.catalog,
        parts.keys,
        parts.limiter,
        parts.runs,
        parts.queue,
        parts.clock,
        frozenset({settings.default_location}),
        settings.default_location,
    )
    browsing = browse.Browsing(parts.catalog, parts.runs, parts.clock, parts.deliveries)

    def reader(secret: str | None) -> Key:
        return authorise(parts.keys, secret, "read", parts.clock.now())

    held, catalog, clock = parts.keys, parts.catalog, parts.clock
    use_cases: Mapping[type, Callable[[Any], Answer]] = {
        commands.StartByTrigger: lambda c: accept.start_by_trigger(c, acceptance),
        commands.Start: lambda c: accept.start(c, acceptance),
        commands.ReadRun: lambda c: browse.read_run(c, reader(c.key), browsing),
        commands.ReadBatch: lambda c: browse.read_batch(c, reader(c.key), browsing),
        canceling.CancelRun: lambda c: _cancel(c, parts, browsing),
        canceling.CancelBatch: lambda c: _cancel(c, parts, browsing),
        commands.Push: lambda c: _push(c, parts),
        commands.CreateKey: lambda c: keys.create_key(c, keys=held, catalog=catalog, clock=clock),
        commands.ListKeys: lambda c: keys.list_keys(c, keys=held, clock=clock),
        commands.RevokeKey: lambda c: keys.revoke_key(c, keys=held, clock=clock),
        IncomingCall: lambda c: _receive(c, parts),
        **_history_cases(browsing, reader),
        **_secret_cases(parts),
        **_webhook_cases(parts),
        **_definition_cases(parts),
    }
    return lambda command: use_cases[type(command)](command)


def _history_cases(
    browsing: Any, reader: Callable[[str | None], Key]
) -> Mapping[type, Callable[[Any], Answer]]:
    """What is asked about what was started before."""
    from gonogo.domain.commands.history import ListBatches, ListRuns

    def batches(command: ListBatches) -> Answer:
        from gonogo.services.history import list_batches

        return list_batches(command, reader(command.key), browsing)

    def runs(command: ListRuns) -> Answer:
        from gonogo.services.history import list_runs

        return list_runs(command, reader(command.key), browsing)

    return {ListBatches: batches, ListRuns: runs}


def _receive(call: Any, parts: Parts) -> Answer:
    """A call from outside for the runs that wait."""
    from gonogo.services.inbound import Receiving, receive

    return receive(call, Receiving(parts.inbox, parts.limiter, parts.clock))


def _definition_cases(parts: Parts) -> Mapping[type, Callable[[Any], Answer]]:
    """What is asked about definitions one by one."""
    from gonogo.domain.commands import defining as asked

    return dict.fromkeys(asked.OF_DEFINITIONS, lambda c: _define(c, parts))


def _define(command: Any, parts: Parts) -> Answer:
    """Definitions are checked by what reads documents, which no start needs."""
    from gonogo.services.definitions.cases import define
    from gonogo.services.definitions.forgetting import Belongings, forget
    from gonogo.services.definitions.lookup import Defining

    owned = Belongings(parts.secrets, parts.webhooks)
    to = Defining(parts.catalog, parts.keys, parts.clock, lambda project: forget(project, owned))
    return define(command, to)


def _secret_cases(parts: Parts) -> Mapping[type, Callable[[Any], Answer]]:
    """What is asked about secrets; their values are read by runs alone."""
    from gonogo.domain.commands import secrets as asked
    from gonogo.services import secrets

    def safe() -> secrets.Safe:
        return secrets.Safe(parts.secrets, parts.catalog, parts.keys, parts.clock)

    return {
        asked.PutSecret: lambda c: secrets.put_secret(c, safe()),
        asked.ListSecrets: lambda c: secrets.list_secrets(c, safe()),
        asked.DeleteSecret: lambda c: secrets.delete_secret(c, safe()),
    }


def _webhook_cases(parts: Parts) -> Mapping[type, Callable[[Any], Answer]]:
    """What is asked about webhooks and their deliveries."""
    from gonogo.domain.commands import webhooks as asked

    return {
        **dict.fromkeys(asked.OF_WEBHOOKS, lambda c: _subscribe(c, parts)),
        **dict.fromkeys(asked.OF_DELIVERIES, lambda c: _look_into_log(c, parts)),
    }


def _subscribe(command: Any, parts: Parts) -> Answer:
    """A project's webhooks, made and changed."""
    from gonogo.services.subscribe import Subscribing, subscribe

    plain = parts.settings.egress_mode != "public"
    to = Subscribing(parts.webhooks, parts.catalog, parts.keys, parts.clock, _formats, plain)
    return subscribe(command, to)


def _look_into_log(command: Any, parts: Parts) -> Answer:
    """What was told, and having it told again."""
    from gonogo.services.redeliver import Logbook, look

    to = Logbook(
        deliveries=parts.deliveries,
        webhooks=parts.webhooks,
        catalog=parts.catalog,
        runs=parts.runs,
        keys=parts.keys,
        announcer=parts.announcer,
        clock=parts.clock,
    )
    return look(command, to)


def _formats() -> Mapping[str, tuple[WebhookEvent, ...]]:
    """The dialects, and the events that each has words for."""
    from gonogo.dialects import dialects
    from gonogo.domain.webhook import EVENTS

    runs_only: tuple[WebhookEvent, ...] = ("run.finished",)
    return {
        name: EVENTS if dialects[name].encode_batch_outcome else runs_only
        for name in dialects.names
    }


def _cancel(command: Any, parts: Parts, browsing: Any) -> Answer:
    """Canceling settles runs, which no other call of the API does."""
    from gonogo.domain.commands.canceling import CancelRun
    from gonogo.services.authorise import authorise
    from gonogo.services.cancel import Cancellation, cancel_batch, cancel_run

    key = authorise(parts.keys, command.key, "trigger", parts.clock.now())
    to = Cancellation(browsing, parts.settlement)
    return (
        cancel_run(command, key, to)
        if isinstance(command, CancelRun)
        else cancel_batch(command, key, to)
    )


def _push(command: Any, parts: Parts) -> Answer:
    """Pushing reads definitions with pydantic, which no other call needs."""
    from gonogo.services.push import push

    return push(command, catalog=parts.catalog, keys=parts.keys, clock=parts.clock)


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
    )


def reporter(parts: Parts | None = None) -> Callable[[Outcome], None]:
    """Tell an outcome to whom it concerns."""
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
    encode = dialect.encode_batch_outcome
    if encode is None:
        raise Invalid(f"The dialect {name} does not tell of batches.")
    return encode(view, links_for(settings, name, dialect.mount))


def janitor(parts: Parts | None = None) -> Callable[[], int]:
    """Move on what got stuck; returns how many things were due."""
    from gonogo.services.sweep import Sweep, sweep

    parts = parts or Parts()
    to = Sweep(
        runs=parts.runs,
        deliveries=parts.deliveries,
        queue=parts.queue,
        announcer=parts.announcer,
        clock=parts.clock,
        settlement=parts.settlement,
    )
    return lambda: sweep(to)
