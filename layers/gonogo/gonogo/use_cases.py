"""Commands to their use cases: what of a deployment each of them gets."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:  # wiring stands above: it makes the parts
    from gonogo.domain.batch import Batch
    from gonogo.domain.commands import Answer, Command
    from gonogo.domain.commands.history import ListBatches, ListRuns, Rerun
    from gonogo.domain.commands.previewing import Preview
    from gonogo.domain.ids import ProjectId
    from gonogo.domain.key import Key
    from gonogo.domain.run import Run
    from gonogo.domain.webhook import WebhookEvent
    from gonogo.services.accept import Acceptance
    from gonogo.wiring import Parts


def dispatcher(parts: Parts) -> Callable[[Command], Answer]:
    """Commands to use cases."""
    from gonogo.domain import commands
    from gonogo.domain.commands import canceling
    from gonogo.domain.commands.history import Rerun
    from gonogo.domain.commands.inbound import IncomingCall
    from gonogo.domain.commands.keys import RotateKey
    from gonogo.domain.commands.previewing import Preview
    from gonogo.services import accept, browse, keys
    from gonogo.services.authorise import authorise

    acceptance = acceptance_of(parts)
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
        RotateKey: lambda c: keys.rotate_key(c, keys=held, clock=clock),
        commands.RevokeKey: lambda c: keys.revoke_key(c, keys=held, clock=clock),
        IncomingCall: lambda c: _receive(c, parts),
        **_history_cases(browsing, reader),
        Rerun: lambda c: _rerun(c, acceptance),
        Preview: lambda c: _preview(c, acceptance),
        **_secret_cases(parts),
        **_webhook_cases(parts),
        **_definition_cases(parts),
        **_record_cases(parts),
        **_gate_cases(parts),
        **_schedule_cases(parts),
        **_watching_cases(parts),
    }
    noted = _noting(parts)

    def dispatch(command: Command) -> Answer:
        case = use_cases[type(command)]
        return (noted(case) if command_changes(command) else case)(command)

    return dispatch


CHANGING = (
    "Put",
    "Delete",
    "Create",
    "Change",
    "Rotate",
    "Revoke",
    "Push",
    "Finish",
    "Store",
    "Bind",
    "Unbind",
)
"""How commands begin that change what is not a run: what they do is noted in the audit log."""


def command_changes(command: Command) -> bool:
    """Whether it is noted who gave the command; by its name, so that a start loads nothing."""
    return type(command).__name__.startswith(CHANGING)


def _noting(parts: Parts) -> Callable[[Callable[[Any], Answer]], Callable[[Any], Answer]]:
    """Use cases that note what they changed."""

    def noted(case: Callable[[Any], Answer]) -> Callable[[Any], Answer]:
        from gonogo.services.audit import Auditing, audited

        return audited(case, Auditing(parts.audit, parts.keys, parts.clock))

    return noted


def _watching_cases(parts: Parts) -> Mapping[type, Callable[[Any], Answer]]:
    """What is asked about who changed what, and how much was used."""
    from gonogo.domain.commands.watching import OF_WATCHING

    return dict.fromkeys(OF_WATCHING, lambda c: _watch(c, parts))


def _watch(command: Any, parts: Parts) -> Answer:
    """The audit log and the usage of a project."""
    from gonogo.services.watch import Watching, watch

    to = Watching(parts.audit, parts.usages, parts.catalog, parts.keys, parts.clock)
    return watch(command, to)


def acceptance_of(parts: Parts) -> Acceptance:
    """What accepting a start needs."""
    from gonogo.services.accept import Acceptance

    location = parts.settings.default_location
    return Acceptance(
        parts.catalog,
        parts.keys,
        parts.limiter,
        parts.runs,
        parts.queue,
        parts.clock,
        frozenset({location}),
        location,
        parts.receipts,
        lambda batch: supersede_for(parts, batch),
        lambda batch, runs: _spare(parts, batch, runs),
    )


def supersede_for(parts: Parts, batch: Batch) -> None:
    """Superseding settles runs, which few starts do."""
    from gonogo.services.supersede import Superseding, supersede

    supersede(batch, Superseding(parts.groups, parts.settlement))


def _spare(parts: Parts, batch: Batch, runs: tuple[Run, ...]) -> tuple[Run, ...]:
    """So does sparing."""
    from gonogo.services.spare import spare

    return spare(batch, runs, parts.groups, parts.settlement)


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


def _rerun(command: Rerun, to: Any) -> Answer:
    """Starting once more is asked for less often than starting."""
    from gonogo.services.rerun import rerun

    return rerun(command, to)


def _preview(command: Preview, to: Any) -> Answer:
    """What would be started."""
    from gonogo.services.preview import preview

    return preview(command, to)


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

    def forgotten(project: ProjectId) -> None:
        owned = Belongings(
            parts.secrets,
            parts.webhooks,
            parts.records,
            parts.files,
            parts.schedules,
            parts.gating.bindings,
        )
        forget(project, owned)

    return define(command, Defining(parts.catalog, parts.keys, parts.clock, forgotten))


def _schedule_cases(parts: Parts) -> Mapping[type, Callable[[Any], Answer]]:
    """What is asked about schedules."""
    from gonogo.domain.commands.schedules import OF_SCHEDULES

    return dict.fromkeys(OF_SCHEDULES, lambda c: _keep_schedule(c, parts))


def _gate_cases(parts: Parts) -> Mapping[type, Callable[[Any], Answer]]:
    """What is asked about gates."""
    from gonogo.domain.commands.gates import OF_GATES

    return dict.fromkeys(OF_GATES, lambda c: _about_gates(c, parts))


def _keep_schedule(command: Any, parts: Parts) -> Answer:
    """Schedules are read with a library for cron, which no start needs."""
    from gonogo.services.scheduling.keeping import Keeping, keep

    to = Keeping(parts.schedules, parts.bell, parts.catalog, parts.keys, parts.clock)
    return keep(command, to)


def _about_gates(command: Any, parts: Parts) -> Answer:
    """What is bound to deployments, and what they were told."""
    from gonogo.services.gates.bind import Binder, about_gates

    gating = parts.gating
    to = Binder(gating.bindings, gating.gates, parts.catalog, parts.keys, parts.clock)
    return about_gates(command, to)


def _record_cases(parts: Parts) -> Mapping[type, Callable[[Any], Answer]]:
    """What is asked about records."""
    from gonogo.domain.commands import records as asked
    from gonogo.domain.commands.files import OF_FILES

    return {
        **dict.fromkeys(asked.OF_RECORDS, lambda c: _keep(c, parts)),
        **dict.fromkeys(OF_FILES, lambda c: _file(c, parts)),
    }


def _keep(command: Any, parts: Parts) -> Answer:
    """What vendors' clients store."""
    from gonogo.services.records import Keeping, keep

    return keep(
        command, Keeping(parts.records, parts.files, parts.catalog, parts.keys, parts.clock)
    )


def _file(command: Any, parts: Parts) -> Answer:
    """Files of vendors' clients."""
    from gonogo.services.files import file
    from gonogo.services.records import Keeping

    return file(
        command, Keeping(parts.records, parts.files, parts.catalog, parts.keys, parts.clock)
    )


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

    def told(name: str) -> tuple[WebhookEvent, ...]:
        events: tuple[WebhookEvent, ...] = ("run.finished",)
        if dialects[name].encode_batch_outcome:
            events = ("batch.finished", *events)
        return (*events, "batch.started") if dialects[name].encode_batch_start else events

    return {name: told(name) for name in dialects.names}


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
