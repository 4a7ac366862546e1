"""Note who changed what: after a use case has answered, and before its caller is told."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

from gonogo.domain import commands as asked
from gonogo.domain.audit import DEPLOYMENT, AuditEntry, Deed
from gonogo.domain.commands import (
    defining,
    files,
    gates,
    keys,
    records,
    schedules,
    secrets,
    webhooks,
)
from gonogo.domain.ids import KeyId, ProjectId, new_number
from gonogo.domain.key import Key, hash_of, plausible
from gonogo.errors import AlreadyThere
from gonogo.ports import Clock, Keys
from gonogo.stores import Audit

_TRIES = 5


class Change(NamedTuple):
    """What a command did to one thing."""

    project: ProjectId
    deed: Deed
    kind: str
    id: str
    name: str = ""


@dataclass(frozen=True, slots=True)
class Auditing:
    """What noting needs."""

    audit: Audit
    keys: Keys
    clock: Clock


def audited(case: Callable[[Any], object], to: Auditing) -> Callable[[Any], object]:
    """The use case, with a note of every change that it made; none if things were as wanted."""

    def answer(command: Any) -> object:
        # Looked up before: a key may revoke itself.
        known = command.key is not None and plausible(command.key)
        key = to.keys.find(hash_of(command.key)) if known else None
        said = case(command)
        number = new_number(to.clock.now())
        told = CHANGES.get(type(command))
        for change in told(command, said) if told else ():
            number = _noted(number, change, key, to)
        return said

    return answer


def _noted(number: int, change: Change, key: Key | None, to: Auditing) -> int:
    """The number after that of the entry; one that is taken costs another try."""
    now = to.clock.now()
    for _ in range(_TRIES):
        entry = AuditEntry(
            number=number,
            project=change.project,
            at=now,
            key=key.id if key else KeyId(""),
            key_name=key.name if key else "",
            deed=change.deed,
            kind=change.kind,
            id=change.id,
            name=change.name,
        )
        number += 1
        try:
            to.audit.note(entry)
        except AlreadyThere:
            continue
        return number
    raise AlreadyThere("No number is free for an entry of the audit log.")


# ---- what each command did -----------------------------------------------------------------------


def _push(command: asked.Push, answer: asked.Pushed) -> Iterator[Change]:
    deeds: Mapping[str, Deed] = {"created": "created", "updated": "changed"}
    for change in answer.changes:
        if change.action in deeds:
            deed = deeds[change.action]
            yield Change(answer.project.id, deed, change.kind, change.id, change.name)


def _versioned(given: int, id: str, after: int) -> Deed | None:
    """What a put did: nothing if the version is what it was."""
    if not id:
        return "created"
    return "changed" if after != given else None


def _project(command: defining.PutProject, answer: defining.ProjectView) -> Iterator[Change]:
    given, project = command.project, answer.project
    deed = _versioned(given.version, given.id, project.version)
    if deed:
        yield Change(project.id, deed, "project", project.id, project.name)


def _test(command: defining.PutTest, answer: defining.TestView) -> Iterator[Change]:
    given, head = command.test.head, answer.test.head
    deed = _versioned(given.version, given.id, head.version)
    if deed:
        yield Change(answer.project.id, deed, "test", head.id, head.name)


def _suite(command: defining.PutSuite, answer: defining.SuiteView) -> Iterator[Change]:
    given, suite = command.suite, answer.suite
    deed = _versioned(given.version, given.id, suite.version)
    if deed:
        yield Change(answer.project.id, deed, "suite", suite.id, suite.name)


def _environment(
    command: defining.PutEnvironment, answer: defining.EnvironmentView
) -> Iterator[Change]:
    deed: Deed = "changed" if command.environment.id else "created"
    environment = answer.environment
    yield Change(answer.project.id, deed, "environment", environment.id, environment.name)


def _deleted(command: object, answer: defining.Deleted) -> Iterator[Change]:
    yield Change(answer.project, "deleted", answer.kind, answer.id)
    if answer.kind == "project":  # its own log can be read no more
        yield Change(DEPLOYMENT, "deleted", answer.kind, answer.id)


def _record(command: Any, answer: records.RecordView) -> Iterator[Change]:
    record = answer.record
    yield Change(
        record.project, "changed" if command.record.id else "created", record.kind, record.id
    )


def _schedule(command: schedules.PutSchedule, answer: schedules.ScheduleView) -> Iterator[Change]:
    deed: Deed = "changed" if command.schedule.id else "created"
    yield Change(answer.project.id, deed, "schedule", answer.schedule.id)


def _bound(command: gates.Bind, answer: gates.BindingView) -> Iterator[Change]:
    deed: Deed = "changed" if command.binding else "created"
    if answer.changed:
        yield Change(answer.project.id, deed, "binding", answer.binding.id)


def _unbound(command: object, answer: gates.Unbound) -> Iterator[Change]:
    yield Change(answer.project, "deleted", "binding", answer.id)


def _key(command: asked.CreateKey, answer: asked.KeyCreated) -> Iterator[Change]:
    key = answer.key
    for project in key.projects or (DEPLOYMENT,):
        yield Change(project, "created", "key", key.id, key.name)


def _rotated(command: object, answer: keys.KeyRotated) -> Iterator[Change]:
    key = answer.key
    for project in key.projects or (DEPLOYMENT,):
        yield Change(project, "rotated", "key", key.id, key.name)


def _revoked(command: object, answer: asked.KeyRevoked) -> Iterator[Change]:
    yield Change(DEPLOYMENT, "revoked", "key", answer.id)


def _secret(command: secrets.PutSecret, answer: secrets.SecretStored) -> Iterator[Change]:
    head = answer.secret
    deed: Deed = "created" if head.created_at == head.changed_at else "changed"
    yield Change(answer.project, deed, "secret", head.name)


def _secret_gone(command: object, answer: secrets.SecretDeleted) -> Iterator[Change]:
    yield Change(answer.project, "deleted", "secret", answer.name)


def _webhook(command: object, answer: Any) -> Iterator[Change]:
    made: Mapping[type, Deed] = {
        webhooks.CreateWebhook: "created",
        webhooks.RotateWebhook: "rotated",
    }
    webhook = answer.webhook
    deed = made.get(type(command), "changed")
    yield Change(webhook.project, deed, "webhook", webhook.id, webhook.name)


def _webhook_gone(command: object, answer: webhooks.WebhookDeleted) -> Iterator[Change]:
    yield Change(answer.project, "deleted", "webhook", answer.id)


CHANGES: Mapping[type, Callable[[Any, Any], Iterator[Change]]] = {
    asked.Push: _push,
    asked.CreateKey: _key,
    keys.RotateKey: _rotated,
    asked.RevokeKey: _revoked,
    gates.Bind: _bound,
    gates.Unbind: _unbound,
    defining.PutProject: _project,
    defining.PutTest: _test,
    defining.PutSuite: _suite,
    defining.PutEnvironment: _environment,
    defining.DeleteProject: _deleted,
    defining.DeleteTest: _deleted,
    defining.DeleteSuite: _deleted,
    defining.DeleteEnvironment: _deleted,
    records.PutRecord: _record,
    records.DeleteRecord: _deleted,
    files.FinishUpload: _record,
    files.StoreFile: _record,
    schedules.PutSchedule: _schedule,
    schedules.DeleteSchedule: _deleted,
    secrets.PutSecret: _secret,
    secrets.DeleteSecret: _secret_gone,
    webhooks.CreateWebhook: _webhook,
    webhooks.ChangeWebhook: _webhook,
    webhooks.RotateWebhook: _webhook,
    webhooks.DeleteWebhook: _webhook_gone,
}
"""By command: what is noted of it."""
