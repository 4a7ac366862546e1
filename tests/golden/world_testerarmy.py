"""The small world behind recorded TesterArmy events: one project, its tests, groups and runs."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from gonogo.dialects.testerarmy._asking import VENDOR, project_uuid
from gonogo.domain import commands as asked
from gonogo.domain.commands import canceling, defining, files, history, records, secrets, webhooks
from gonogo.domain.environment import Environment
from gonogo.domain.ids import EnvironmentId, KeyId, SuiteId, TriggerId, uuid_of
from gonogo.domain.key import Key
from gonogo.domain.project import Project, Suite
from gonogo.domain.record import Record, StoredFile
from gonogo.domain.result import Problem
from gonogo.domain.secret import SecretHead
from gonogo.domain.terms import Terms
from gonogo.errors import (
    AlreadyThere,
    Conflict,
    Forbidden,
    NotFound,
    RateLimited,
    Unauthorized,
)
from gonogo.services.cancel import CANCELED
from tests.builders import NOW, NUMBER, a_batch, a_head, a_project, a_run
from tests.results import a_bad_view, a_batch_view, a_good_result, a_view

KEYS = {"sk_good": "write", "sk_reads": "read", "sk_starts": "trigger", "sk_admin": "admin"}
SHOP: Project = a_project(url="https://shop.example.com", kept={VENDOR: {"description": "Sells."}})
KEY = Key(id=KeyId("k"), name="ci", hash="", hint="", role="write", projects=(SHOP.id,))
STAGING = Environment(
    id=EnvironmentId("8b0c1b0e-0f3b-4c8e-9a77-0d6d2a1f0e55"),
    name="Staging",
    kept={VENDOR: {"url": "https://staging.example.com"}},
)
PICTURE = {"type": "unsupported", "kind": "screenshot", "content": {}, "note": ""}
TEST = asked.StoredTest(
    head=a_head("Log in", description="With a good password."),
    steps=(
        {
            "type": "unsupported",
            "kind": "act",
            "content": {"title": "Click the button"},
            "note": "Click the button",
        },
        {
            "type": "request",
            "url": "https://shop.example.com/login",
            "note": "The page is there",
            "assertions": [{"source": "response_status", "comparison": "equal", "value": 200}],
        },
        PICTURE,
    ),
    kept={
        VENDOR: {
            "platform": "web",
            "steps": [{"type": "act"}, {"type": "assert"}, {"type": "screenshot"}],
        }
    },
)
SMOKE = Suite(
    id=SuiteId(uuid_of("suite", NUMBER)),
    name="Smoke",
    tests=(TEST.head.id,),
    trigger=TriggerId("00000000-0000-4000-8000-0000000000aa"),
    created_at=NOW,
)
FULL = replace(SMOKE, id=SuiteId(uuid_of("suite", NUMBER + 9)), name="Busy", sequential=True)


def _record(thing: str, place: int, file: StoredFile | None = None, /, **body: Any) -> Record:
    number = NUMBER + place
    return Record(
        kind=f"{VENDOR}.{thing}",
        id=uuid_of("record", number),
        number=number,
        project=SHOP.id,
        body=body,
        created_at=NOW,
        changed_at=NOW + 60,
        file=file,
    )


APP = _record(
    "app",
    1,
    StoredFile(storage=f"{SHOP.id}/x/shop.apk", name="shop.apk", size=7, until=NOW + 3600),
    filename="shop.apk",
    removeAfter=3600,
    source="api_upload",
)
FILE = _record(
    "file",
    2,
    StoredFile(storage=f"{SHOP.id}/y/a.png", name="a.png", size=9, media_type="image/png"),
    filename="a.png",
    description="A picture.",
)
MEMORY = _record(
    "memory", 3, category="test_insights", title="Slow", content="Wait.", importance="low"
)
CREDENTIAL = _record(
    "credential", 4, kind="login", authMethod="password", label="Ann", username="ann"
)
HOOK = _record(
    "webhook",
    5,
    group=SMOKE.id,
    active=True,
    targets=[{"group": SMOKE.id, "kind": "suite", "trigger": SMOKE.trigger}],
)
ASLEEP = replace(HOOK, id=uuid_of("record", NUMBER + 6), body={**HOOK.body, "active": False})
BUSY_HOOK = replace(
    HOOK,
    id=uuid_of("record", NUMBER + 7),
    body={**HOOK.body, "targets": [{"group": FULL.id, "kind": "suite", "trigger": "busy"}]},
)
DEPLOY = _record(
    "webhook",
    8,
    group="",
    active=True,
    urlPattern="https://{{pr_number}}.example.com",
    targets=HOOK.body["targets"],
)
HOOKS = {hook.id: hook for hook in (HOOK, ASLEEP, BUSY_HOOK, DEPLOY)}
RECORDS = (APP, FILE, MEMORY, CREDENTIAL, HOOK, DEPLOY)
SECRET = "not-told-again"

_FACTS = Terms(facts={"commit": "0a1b2c3", "pull_request": "42"}, kept={"environment": "preview"})
_LACKS = Problem(code="needs_agent", message="A step of the type 'act' needs an agent.")


def _batch(place: int, *views: Any, **fields: Any) -> asked.BatchView:
    return a_batch_view(*views, number=NUMBER + 1000 * place, dialect=VENDOR, **fields)


GOOD, BAD = a_view(a_good_result(), 0, batch=a_batch(terms=_FACTS)), a_bad_view(1)
WAITING = a_view(None, 2)
RUNNING = a_view(None, 3, status="running", attempt=1, started_at=NOW + 1)
STOPPED = a_view(None, 4, status="canceled", finished_at=NOW + 2, problem=CANCELED)
AGENTLESS = a_view(
    None, 5, status="errored", attempt=1, started_at=NOW + 1, finished_at=NOW + 2, problem=_LACKS
)
RUNS = {view.run.id: view for view in (GOOD, BAD, WAITING, RUNNING, STOPPED, AGENTLESS)}
_CI = Terms(facts=_FACTS.facts, kept={"type": "ci", "title": "Faster checkout", "platform": "web"})
OPEN = _batch(1, GOOD, RUNNING, kind="suite", target_id=SMOKE.id)
OVER = _batch(2, GOOD, BAD, kind="suite", target_id=SMOKE.id)
CI_GO, CI_NO_GO = _batch(3, GOOD, terms=_CI), _batch(4, GOOD, BAD, terms=_CI)
CI_OPEN = _batch(5, GOOD, RUNNING, terms=_CI)
BATCHES = {view.batch.id: view for view in (OPEN, OVER, CI_GO, CI_NO_GO, CI_OPEN)}


def dispatch(command: asked.Command) -> asked.Answer:
    """Answer a command."""
    key = getattr(command, "key", "sk_admin")
    if key not in KEYS:
        raise Unauthorized("A key is needed, and none that is in force was given.")
    return _USE_CASES[type(command)](command)


def _who(command: defining.WhoAmI) -> defining.KeyHolder:
    return defining.KeyHolder(key=KEY, projects=(SHOP,))


def _put_project(command: defining.PutProject) -> defining.ProjectView:
    if not command.project.id and KEYS[command.key or ""] != "admin":
        raise Forbidden("This key is bound to its projects and cannot make another one.")
    project = replace(command.project, id=SHOP.id, created_at=NOW)
    return defining.ProjectView(project=project)


def _put_environment(command: defining.PutEnvironment) -> defining.EnvironmentView:
    if command.environment.name == STAGING.name:
        raise AlreadyThere("There is an environment 'Staging'.")
    return defining.EnvironmentView(
        project=SHOP, environment=replace(command.environment, id=STAGING.id)
    )


def _read_test(command: defining.ReadTest) -> defining.TestView:
    if command.test != TEST.head.id:
        raise NotFound("There is no such test.")
    return defining.TestView(project=SHOP, test=TEST)


def _put_test(command: defining.PutTest) -> defining.TestView:
    head = replace(command.test.head, id=TEST.head.id, created_at=NOW)
    return defining.TestView(project=SHOP, test=replace(command.test, head=head))


def _read_suite(command: defining.ReadSuite) -> defining.SuiteView:
    for suite in (SMOKE, FULL):
        if command.suite == suite.id:
            return defining.SuiteView(project=SHOP, suite=suite)
    raise NotFound("There is no such suite.")


def _put_suite(command: defining.PutSuite) -> defining.SuiteView:
    suite = replace(command.suite, id=SMOKE.id, created_at=NOW)
    return defining.SuiteView(project=SHOP, suite=suite)


def _deleted(kind: str) -> Callable[[Any], defining.Deleted]:
    return lambda command: defining.Deleted(kind=kind, id="", project=SHOP.id)


def _records(command: records.ListRecords) -> records.RecordList:
    return records.RecordList(records=tuple(r for r in RECORDS if r.kind == command.kind))


def _record_found(command: records.ReadRecord) -> records.RecordView:
    for record in RECORDS:
        if record.id == command.id and record.kind == command.kind:
            return records.RecordView(record=record)
    raise NotFound("There is no such thing.")


def _put_record(command: records.PutRecord) -> records.RecordView:
    id = command.record.id or uuid_of("record", NUMBER + 20)
    record = replace(command.record, id=id, created_at=NOW, changed_at=NOW)
    return records.RecordView(record=record, ticket=SECRET if command.ticket else "")


def _delete_record(command: records.DeleteRecord) -> defining.Deleted:
    _record_found(records.ReadRecord(key=None, kind=command.kind, id=command.id))
    return defining.Deleted(kind=command.kind, id=command.id, project=SHOP.id)


def _by_ticket(command: records.ReadByTicket) -> records.RecordView:
    if command.id not in HOOKS or command.ticket != SECRET:
        raise NotFound("There is nothing at this address.")
    return records.RecordView(record=HOOKS[command.id])


def _upload(command: files.StartUpload) -> files.UploadStarted:
    storage = f"{SHOP.id}/{uuid_of('record', NUMBER)}/{command.name}"
    url = f"https://files.example.com/{storage}?X-Amz-Signature=1"
    return files.UploadStarted(project=SHOP.id, storage=storage, url=url, until=NOW + 1800)


def _stored(command: Any) -> records.RecordView:
    file = StoredFile(
        storage="x",
        name="shop.apk",
        size=7,
        until=NOW + command.keep_for if command.keep_for else None,
    )
    record = replace(command.record, id=APP.id, created_at=NOW, file=file)
    return records.RecordView(record=record)


def _start(command: asked.Start) -> asked.Started:
    if command.target == FULL.id:
        raise RateLimited("More than 100 calls in 10 seconds.", limit=100, window=10, retry_after=7)
    return _started(command.kind == "project" and not command.terms.kept)


def _by_trigger(command: asked.StartByTrigger) -> asked.Started:
    if command.trigger == "busy":
        raise RateLimited("More than 10 calls in 10 seconds.", limit=10, window=10, retry_after=7)
    return _started(False)


def _started(empty: bool) -> asked.Started:
    if empty:
        return asked.Started(project=SHOP, batch=a_batch(total=0), runs=())
    batch = a_batch(2)
    twice = a_run(batch, 1, status="canceled", problem=CANCELED)
    return asked.Started(project=SHOP, batch=batch, runs=(a_run(batch, 0), twice))


def _read_run(command: asked.ReadRun) -> asked.RunView:
    if command.run not in RUNS:
        raise NotFound("There is no such run.")
    return replace(RUNS[command.run], batch=a_batch(terms=_FACTS))  # type: ignore[index]


def _read_batch(command: asked.ReadBatch) -> asked.BatchView:
    if command.wait:
        return CI_GO
    if command.batch not in BATCHES:
        raise NotFound("There is no such batch.")
    return BATCHES[command.batch]  # type: ignore[index]


def _runs(command: history.ListRuns) -> history.RunList:
    views = (GOOD, BAD) if command.status is None else (AGENTLESS,)
    return history.RunList(project=SHOP, runs=views, next=BAD.run.number)


def _batches(command: history.ListBatches) -> history.BatchList:
    return history.BatchList(project=SHOP, batches=(a_batch(terms=_FACTS),))


def _rerun(command: history.Rerun) -> asked.Started:
    if _read_batch(asked.ReadBatch(key="sk_good", batch=command.batch)) is OPEN:
        raise Conflict("The batch is still open.")
    batch = a_batch(1, kind="suite", target_id=SMOKE.id)
    gone = uuid_of("test", NUMBER + 77)
    return asked.Started(project=SHOP, batch=batch, runs=(a_run(batch),), skipped=(gone,))


def _cancel_run(command: canceling.CancelRun) -> asked.RunView:
    view = _read_run(asked.ReadRun(key="sk_good", run=command.run))
    if view.run.over:
        raise Conflict("The run is over: it passed.")
    return view


def _cancel_batch(command: canceling.CancelBatch) -> asked.BatchView:
    view = _read_batch(asked.ReadBatch(key="sk_good", batch=command.batch))
    if view.batch.over:
        raise Conflict("The batch is over: its verdict is no-go.")
    stopped = replace(RUNNING, run=replace(RUNNING.run, status="canceled", problem=CANCELED))
    return replace(view, runs=(GOOD, stopped))


_USE_CASES: Mapping[type, Callable[[Any], asked.Answer]] = {
    defining.WhoAmI: _who,
    defining.PutProject: _put_project,
    defining.DeleteProject: _deleted("project"),
    defining.ListEnvironments: lambda c: defining.EnvironmentList(
        project=SHOP, environments=(STAGING,)
    ),
    defining.PutEnvironment: _put_environment,
    defining.DeleteEnvironment: _deleted("environment"),
    defining.ListTests: lambda c: defining.TestList(project=SHOP, tests=(TEST.head,)),
    defining.ReadTest: _read_test,
    defining.PutTest: _put_test,
    defining.DeleteTest: _deleted("test"),
    defining.ListSuites: lambda c: defining.SuiteList(project=SHOP, suites=(SMOKE,)),
    defining.ReadSuite: _read_suite,
    defining.PutSuite: _put_suite,
    defining.DeleteSuite: _deleted("suite"),
    records.ListRecords: _records,
    records.ReadRecord: _record_found,
    records.PutRecord: _put_record,
    records.DeleteRecord: _delete_record,
    records.ReadByTicket: _by_ticket,
    files.StartUpload: _upload,
    files.FinishUpload: _stored,
    files.StoreFile: _stored,
    secrets.PutSecret: lambda c: secrets.SecretStored(
        secret=SecretHead(name=c.name, created_at=NOW, changed_at=NOW)
    ),
    asked.Start: _start,
    asked.StartByTrigger: _by_trigger,
    asked.ReadRun: _read_run,
    asked.ReadBatch: _read_batch,
    history.ListRuns: _runs,
    history.ListBatches: _batches,
    history.Rerun: _rerun,
    canceling.CancelRun: _cancel_run,
    canceling.CancelBatch: _cancel_batch,
    webhooks.ListWebhooks: lambda c: webhooks.WebhookList(webhooks=()),
    webhooks.ListDeliveries: lambda c: webhooks.DeliveryList(deliveries=()),
}

PROJECT = project_uuid(SHOP.id)
