"""A small world behind the web handler: what each recorded event finds when it asks."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from gonogo.domain.batch import Tally
from gonogo.domain.commands import (
    Answer,
    BatchView,
    Change,
    Command,
    CreateKey,
    KeyCreated,
    KeyList,
    KeyRevoked,
    ListKeys,
    Push,
    Pushed,
    ReadBatch,
    ReadRun,
    RevokeKey,
    RunView,
    Start,
    StartByTrigger,
    Started,
    VariableSet,
)
from gonogo.domain.commands.canceling import CancelBatch, CancelRun
from gonogo.domain.commands.history import Rerun
from gonogo.domain.commands.inbound import CallKept, IncomingCall
from gonogo.domain.commands.keys import KeyRotated, RotateKey
from gonogo.domain.commands.previewing import Preview, Previewed, PreviewedRun
from gonogo.domain.commands.secrets import (
    DeleteSecret,
    ListSecrets,
    PutSecret,
    SecretDeleted,
    SecretList,
    SecretStored,
)
from gonogo.domain.ids import EnvironmentId, KeyId, TriggerId
from gonogo.domain.key import Key
from gonogo.domain.result import Problem
from gonogo.domain.run import Run
from gonogo.domain.secret import SecretHead, check_name, check_value
from gonogo.errors import (
    Conflict,
    Forbidden,
    IdempotencyMismatch,
    Invalid,
    InvalidDefinition,
    NotFound,
    RateLimited,
    Unauthorized,
)
from gonogo.services.cancel import CANCELED
from gonogo.settings import Settings
from tests.builders import NOW, a_batch, a_head, a_project, a_run
from tests.golden.world_defining import defining_cases
from tests.golden.world_gates import GateWorld
from tests.golden.world_history import HistoryWorld
from tests.golden.world_schedules import ScheduleWorld
from tests.golden.world_watching import watching_cases
from tests.golden.world_webhooks import WebhookWorld
from tests.results import a_bad_view, a_batch_view, a_good_result, a_view

SETTINGS = Settings(public_base="https://gonogo.example.com")

TEST_TRIGGER = a_head().trigger
PROJECT_TRIGGER = a_project().trigger
EMPTY_TRIGGER = TriggerId("00000000-0000-4000-8000-00000000000e")
BUSY_TRIGGER = TriggerId("00000000-0000-4000-8000-00000000000f")
STAGING = "8b0c1b0e-0f3b-4c8e-9a77-0d6d2a1f0e55"
RUN_ADDRESS = "00000000-0000-4000-8000-00000000000d"
READ_KEY = "5a1f0c3e-77aa-4b1e-8f55-2f6f0f9f1c11"
ADMIN_KEY = "admin"
KEYS = {READ_KEY: "read", "trigger-only": "trigger", ADMIN_KEY: "admin"}
KNOWN_LOCATIONS = ("us1", "eu1", "agent")

GOOD = a_view(a_good_result())
BAD = a_bad_view(1)
LOST = a_view(
    None,
    2,
    test_name="Search",
    status="errored",
    attempt=2,
    started_at=NOW + 1,
    finished_at=NOW + 90,
    problem=Problem(code="lost", message="The executor was lost twice."),
)
WAITING = a_view(None, 3)
RUNNING = a_view(None, 4, status="running", attempt=1, started_at=NOW + 1)
RUNS = {view.run.id: view for view in (GOOD, BAD, LOST, WAITING, RUNNING)}

GO = a_batch_view(GOOD)
NO_GO = a_batch_view(GOOD, BAD, LOST, number=a_batch().number + 100)
OPEN = a_batch_view(GOOD, RUNNING, number=a_batch().number + 200)
BATCHES = {view.batch.id: view for view in (GO, NO_GO, OPEN)}


def dispatch(command: Command) -> Answer:
    """Answer a command from the world's few things."""
    return _USE_CASES[type(command)](command)


def _start_by_trigger(command: StartByTrigger) -> Started:
    if command.trigger == BUSY_TRIGGER:
        raise RateLimited("More than 10 calls in 10 seconds.", limit=10, window=10, retry_after=7)
    kinds = {TEST_TRIGGER: "test", PROJECT_TRIGGER: "project", EMPTY_TRIGGER: "project"}
    if kinds.get(TriggerId(command.trigger)) not in command.kinds:
        raise NotFound("There is no such trigger.")
    return _started(command, nothing=command.trigger == EMPTY_TRIGGER)


def _start(command: Start) -> Started:
    _authorised(command.key, "trigger")
    if command.idempotency and command.idempotency.key == "used-before":
        raise IdempotencyMismatch("This idempotency key was used to start something else.")
    if command.project != "orders":
        raise NotFound(f"There is no project {command.project!r}.")
    return _started(command)


def _started(command: StartByTrigger | Start, *, nothing: bool = False) -> Started:
    if nothing:
        empty = a_batch(total=0, target="project orders")
        return Started(project=a_project(), batch=empty, runs=())
    wanted = command.locations or ("us1",)
    known = [code for code in wanted if code in KNOWN_LOCATIONS or len(code) == 36]
    pairs = [(part, code) for part in command.sets for code in known]
    batch = a_batch(total=len(pairs), terms=command.terms)
    runs = [
        _run(batch, index, part, code, command.dialect) for index, (part, code) in enumerate(pairs)
    ]
    refused = (len(wanted) - len(known)) * len(command.sets)
    return Started(project=a_project(), batch=batch, runs=tuple(runs), refused=refused)


def _run(batch: Any, index: int, part: VariableSet, location: str, dialect: str) -> Run:
    named = part.environment or STAGING
    if named not in (STAGING, "staging"):
        raise Invalid("There is no such environment.", field="environment")
    return a_run(
        batch,
        index,
        environment=EnvironmentId(STAGING),
        environment_name="staging",
        location=location,
        variables={"host": "https://shop.example.com", **part.variables},
        dialect=dialect,
    )


def _preview(command: Preview) -> Previewed:
    _authorised(command.start.key, "trigger")
    runs = tuple(
        PreviewedRun(
            test=a_head(name, tags=tags),
            environment=EnvironmentId(STAGING),
            environment_name="staging",
            location="us1",
            phase="main",
            blocking="flaky" not in tags,
        )
        for name, tags in (("Login", ("smoke",)), ("Search", ("smoke", "flaky")))
    )
    return Previewed(project=a_project(), target="project orders · smoke", runs=runs)


def _rerun(command: Rerun) -> Started:
    _authorised(command.key, "trigger")
    view = _read_batch(ReadBatch(key=READ_KEY, batch=command.batch))
    if not view.batch.over:
        raise Conflict(f"The batch is open: {view.batch.tally.over} of 2 runs ended.")
    batch = a_batch(total=1, number=view.batch.number + 500, rerun_of=view.batch.id)
    test = "00000000-0000-4000-8000-00000000000c"
    replayed = command.idempotency is not None
    return Started(
        project=a_project(),
        batch=batch,
        runs=(a_run(batch),),
        skipped=(test,),
        replayed=replayed,
    )


def _authorised(key: str | None, role: str) -> None:
    roles = ("trigger", "read", "write", "admin")
    if key not in KEYS:
        raise Unauthorized("A key is needed, and none that is in force was given.")
    if roles.index(KEYS[key]) < roles.index(role):
        raise Forbidden(f"The key has no {role} role.")


def _read_run(command: ReadRun) -> RunView:
    _authorised(command.key, "read")
    view = next((view for id, view in RUNS.items() if id == command.run), None)
    if view is None or command.project not in (None, view.run.project):
        raise NotFound("There is no such run.")
    if command.test not in (None, view.run.test):
        raise NotFound("There is no such run.")
    return view


def _read_batch(command: ReadBatch) -> BatchView:
    _authorised(command.key, "read")
    for id, view in BATCHES.items():
        if id == command.batch:
            return view
    raise NotFound("There is no such batch.")


def _cancel_run(command: CancelRun) -> RunView:
    _authorised(command.key, "trigger")
    view = _read_run(ReadRun(key=READ_KEY, run=command.run))
    if view.run.over:
        raise Conflict("The run is over: it passed.")
    return _canceled(view)


def _cancel_batch(command: CancelBatch) -> BatchView:
    _authorised(command.key, "trigger")
    view = _read_batch(ReadBatch(key=READ_KEY, batch=command.batch))
    if view.batch.over:
        raise Conflict("The batch is over: its verdict is go.")
    runs = tuple(part if part.run.over else _canceled(part) for part in view.runs)
    tally = Tally(passed=1, canceled=1)
    return replace(view, batch=replace(view.batch, tally=tally), runs=runs)


def _canceled(view: RunView) -> RunView:
    run = replace(view.run, status="canceled", finished_at=NOW + 2, problem=CANCELED)
    return replace(view, run=run)


def _push(command: Push) -> Pushed:
    _authorised(command.key, "write")
    if not isinstance(command.document, dict) or "tests" not in command.document:
        raise InvalidDefinition(("tests: is missing; a list of tests is accepted",))
    head = a_head()
    changes = (
        Change(kind="test", name=head.name, id=head.id, action="created", trigger=head.trigger),
        Change(kind="environment", name="staging", id=STAGING, action="unchanged"),
    )
    return Pushed(project=a_project(), changes=changes)


def _key(name: str = "ci") -> Key:
    id = KeyId("1f0e8a52-6c7e-4d0a-9f37-8a3a4b7f2d10")
    hint = "gonogo_…bQ2x"
    return Key(
        id=id,
        name=name,
        hash="",
        hint=hint,
        role="read",
        projects=(a_project().id,),
        created_at=NOW,
    )


def _create_key(command: CreateKey) -> KeyCreated:
    _authorised(command.key, "admin")
    return KeyCreated(key=_key(command.name), secret="shown-once")


def _list_keys(command: ListKeys) -> KeyList:
    _authorised(command.key, "admin")
    return KeyList(keys=(_key(),))


def _rotate_key(command: RotateKey) -> KeyRotated:
    _authorised(command.key, "admin")
    if command.id != _key().id:
        raise NotFound("There is no such key.")
    made = replace(_key(), id=KeyId("7c5d2e10-90ab-4c1e-8f63-2b1d40a7e9c4"))
    before = replace(_key(), expires_at=NOW + command.overlap, last_used_at=NOW - 60)
    return KeyRotated(key=made, secret="shown-once", replaced=before if command.overlap else None)


def _revoke_key(command: RevokeKey) -> KeyRevoked:
    _authorised(command.key, "admin")
    if command.id != _key().id:
        raise NotFound("There is no such key.")
    return KeyRevoked(id=command.id)


def _put_secret(command: PutSecret) -> SecretStored:
    _authorised(command.key, "write")
    check_value(command.value)
    name = check_name(command.name)
    return SecretStored(secret=SecretHead(name=name, created_at=NOW, changed_at=NOW + 60))


def _list_secrets(command: ListSecrets) -> SecretList:
    _authorised(command.key, "write")
    return SecretList(secrets=(SecretHead(name="api-key", created_at=NOW, changed_at=NOW + 60),))


def _delete_secret(command: DeleteSecret) -> SecretDeleted:
    _authorised(command.key, "write")
    if command.name != "api-key":
        raise NotFound("There is no such secret.")
    return SecretDeleted(name=command.name)


def _call(command: IncomingCall) -> CallKept:
    if command.address != RUN_ADDRESS:
        raise NotFound("There is nothing at this address.")
    return CallKept(id="1")


_USE_CASES: Mapping[type, Callable[[Any], Answer]] = {
    **WebhookWorld(_authorised).cases(),
    **defining_cases(_authorised),
    **watching_cases(_authorised),
    **ScheduleWorld(_authorised).cases(),
    **GateWorld(_authorised).cases(),
    **HistoryWorld(_authorised, BATCHES, RUNS).cases(),
    Rerun: _rerun,
    Preview: _preview,
    StartByTrigger: _start_by_trigger,
    Start: _start,
    ReadRun: _read_run,
    ReadBatch: _read_batch,
    CancelRun: _cancel_run,
    CancelBatch: _cancel_batch,
    Push: _push,
    CreateKey: _create_key,
    ListKeys: _list_keys,
    RotateKey: _rotate_key,
    RevokeKey: _revoke_key,
    PutSecret: _put_secret,
    ListSecrets: _list_secrets,
    DeleteSecret: _delete_secret,
    IncomingCall: _call,
}
