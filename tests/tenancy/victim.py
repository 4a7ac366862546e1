"""Two tenants: one has one of everything, with a mark in all of it; the other has a key."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from gonogo.aws.values import from_wire_item
from gonogo.domain.commands import Push, Pushed, Start, Started
from gonogo.domain.commands.defining import ProjectView, PutProject
from gonogo.domain.commands.records import PutRecord, RecordView
from gonogo.domain.commands.schedules import PutSchedule, ScheduleView
from gonogo.domain.commands.secrets import PutSecret
from gonogo.domain.commands.webhooks import CreateWebhook, WebhookCreated
from gonogo.domain.ids import ProjectId, ScheduleId, TestId, TriggerId
from gonogo.domain.project import Project
from gonogo.domain.record import Record
from gonogo.domain.schedule import Schedule
from gonogo.services.keys import issue

if TYPE_CHECKING:  # a stack in memory does as well, and needs no moto
    from tests.aws_stack import AwsStack

MARK = "canary7f3a"
"""Stands in everything that the victim has, and in nothing else."""
STEP = {"url": f"http://{MARK}.example/", "assertions": [{"source": "response_status", "value": 1}]}
KEPT = (
    "testerarmy.credential",
    "testerarmy.memory",
    "testerarmy.file",
    "testerarmy.app",
    "testerarmy.webhook",
    "runscope.role",
)
"""Kinds of records that dialects keep."""
DOCUMENT = {
    "project": f"victim-{MARK}",
    "environments": [{"name": f"shared-{MARK}", "variables": {"a": MARK}}],
    "tests": [
        {
            "name": f"test-{MARK}",
            "description": MARK,
            "environments": [{"name": f"own-{MARK}", "variables": {"a": MARK}}],
            "steps": [STEP],
        }
    ],
    "suites": [{"name": f"suite-{MARK}", "tests": [f"test-{MARK}"]}],
}


@dataclass(slots=True)
class Victim:
    """What the victim has, by kind: the words that name each thing."""

    stack: AwsStack
    attacker: str = ""
    """A key of role `write` of another project."""
    mine: str = ""
    """The attacker's own project."""
    project: str = ""
    name: str = DOCUMENT["project"]  # type: ignore[assignment]
    key: str = ""
    """The victim's own, to look whether all is as it was."""
    ids: dict[str, tuple[str, ...]] = field(default_factory=dict)

    def state(self) -> str:
        """A digest of all that is stored of the victim."""
        mine = {self.project, *(word for words in self.ids.values() for word in words)}
        seen = []
        for table in ("catalog", "runs"):
            for item in self.stack.clients.dynamodb.scan(TableName=table)["Items"]:
                text = repr(sorted(from_wire_item(item).items()))
                if any(word in text for word in mine) and "LOCK" not in text:
                    seen.append(text)
        return hashlib.sha256("\n".join(sorted(seen)).encode()).hexdigest()


def a_victim(stack: AwsStack) -> Victim:
    """Made through the use cases, started, executed and told of."""
    admin = issue(stack.parts.keys, stack.clock, name="admin", role="admin").secret
    victim = Victim(stack)
    pushed = stack.ask(Push(key=admin, document=DOCUMENT))
    assert isinstance(pushed, Pushed)
    victim.project = pushed.project.id
    for change in pushed.changes:
        kind = "own" if " / " in change.name else change.kind
        victim.ids[kind] = (change.id, change.name.rpartition(" / ")[2])
    bound = (ProjectId(victim.project),)
    made = issue(stack.parts.keys, stack.clock, name=f"key-{MARK}", role="write", projects=bound)
    victim.key, victim.ids["key"] = made.secret, (made.key.id,)
    test = stack.parts.catalog.test(bound[0], TestId(victim.ids["test"][0]))
    assert test
    victim.ids["number"] = (str(test.head.number),)
    victim.ids["step"] = (str(test.steps[0]["id"]),)
    _belongings(victim, admin)
    _runs(victim)
    other = Project(id=ProjectId(""), name="attackers", trigger=TriggerId(""))
    view = stack.ask(PutProject(key=admin, project=other))
    assert isinstance(view, ProjectView)
    victim.mine = view.project.id
    theirs = (view.project.id,)
    victim.attacker = issue(
        stack.parts.keys, stack.clock, name="other", role="write", projects=theirs
    ).secret
    return victim


def _belongings(victim: Victim, admin: str) -> None:
    """A secret, a webhook, a schedule and a record."""
    ask, project = victim.stack.ask, ProjectId(victim.project)
    ask(PutSecret(key=admin, project=project, name=f"secret-{MARK}", value=f"value-{MARK}"))
    victim.ids["secret"] = (f"secret-{MARK}",)
    hook = ask(
        CreateWebhook(
            key=admin,
            project=project,
            name=MARK,
            settings={"url": f"https://{MARK}.example/"},
            events=("batch.finished",),
        )
    )
    assert isinstance(hook, WebhookCreated)
    victim.ids["webhook"] = (hook.webhook.id,)
    schedule = Schedule(
        id=ScheduleId(""),
        project=project,
        kind="test",
        target=victim.ids["test"][0],
        interval="1h",
        note=MARK,
    )
    kept = ask(PutSchedule(key=admin, schedule=schedule))
    assert isinstance(kept, ScheduleView)
    victim.ids["schedule"] = (kept.schedule.id,)
    for kind in KEPT:
        body = {"title": MARK, "ticket": hashlib.sha256(b"the right one").hexdigest()}
        record = Record(kind=kind, id="", project=project, body=body)
        view = ask(PutRecord(key=admin, record=record))
        assert isinstance(view, RecordView)
        victim.ids[kind] = (view.record.id,)


def _runs(victim: Victim) -> None:
    """A batch that is over, one that waits, and a delivery."""
    start = Start(key=victim.key, project=victim.project, kind="test", target=victim.ids["test"][0])
    started = victim.stack.ask(start)
    assert isinstance(started, Started)
    victim.stack.execute()
    waiting = victim.stack.ask(start)
    assert isinstance(waiting, Started)
    batches, runs = (started.batch, waiting.batch), (*started.runs, *waiting.runs)
    victim.ids["batch"] = tuple(w for b in batches for w in (b.id, str(b.number)))
    victim.ids["run"] = tuple(word for run in runs for word in (run.id, str(run.number)))
    hooks = victim.ids["webhook"][0]
    told = victim.stack.parts.deliveries.of_webhook(hooks, 5)  # type: ignore[arg-type]
    victim.ids["delivery"] = tuple(delivery.address for delivery in told)
    assert victim.ids["delivery"]
