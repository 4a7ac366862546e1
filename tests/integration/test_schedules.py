"""Schedules over real adapters: what EventBridge Scheduler is told, and what its rings start."""

from __future__ import annotations

import importlib
import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest

from gonogo import wiring
from gonogo.domain.commands import Push, Pushed
from gonogo.domain.commands.defining import Deleted, DeleteProject
from gonogo.domain.commands.history import ListBatches
from gonogo.domain.commands.schedules import (
    DeleteSchedule,
    ListSchedules,
    PutSchedule,
    ReadSchedule,
    ScheduleView,
)
from gonogo.domain.ids import EnvironmentId, ScheduleId
from gonogo.domain.schedule import Schedule
from gonogo.errors import Conflict, Forbidden, GonogoError, Invalid, NotFound
from gonogo.services.keys import issue
from gonogo.web.records import ring_of
from tests.aws_stack import AwsStack, aws_stack
from tests.fakes import FakeClock, FakeHttp
from tests.faults import Faults, Killed
from tests.rights.enforced import acting_as

DOCUMENT = {
    "project": "orders",
    "environments": [{"name": "staging", "variables": {"host": "http://a.test"}}],
    "tests": [{"name": name, "steps": [{"url": "http://a.test/"}]} for name in ("One", "Two")],
    "suites": [{"name": "first", "tests": ["One"]}],
}


@pytest.fixture
def clock() -> FakeClock:
    """Set by the test."""
    return FakeClock()


@pytest.fixture
def stack(clock: FakeClock) -> Iterator[AwsStack]:
    """A deployment whose requests all succeed."""
    with aws_stack(clock, FakeHttp()) as stack:
        yield stack


@pytest.fixture
def admin(stack: AwsStack) -> str:
    """A key to everything."""
    return issue(stack.parts.keys, stack.clock, name="a", role="admin").secret


@pytest.fixture
def ids(stack: AwsStack, admin: str) -> dict[str, str]:
    """Of what was pushed, by name."""
    pushed = stack.ask(Push(key=admin, document=DOCUMENT))
    assert isinstance(pushed, Pushed)
    return {change.name: change.id for change in pushed.changes}


def wanted(**fields: Any) -> Schedule:
    """A schedule that somebody asks for."""
    default = {"id": ScheduleId(""), "project": "orders", "kind": "suite", "target": "first"}
    timing = {} if "cron" in fields else {"interval": "1h"}
    return Schedule(**{**default, **timing, **fields})


def put(stack: AwsStack, key: str, schedule: Schedule, **more: Any) -> ScheduleView:
    """It stored."""
    view = stack.ask(PutSchedule(key=key, schedule=schedule, **more))
    assert isinstance(view, ScheduleView)
    return view


def bells(stack: AwsStack) -> list[dict[str, Any]]:
    """What EventBridge Scheduler has."""
    scheduler = stack.clients.scheduler
    names = [each["Name"] for each in scheduler.list_schedules(GroupName="schedules")["Schedules"]]
    return [scheduler.get_schedule(GroupName="schedules", Name=name) for name in names]  # type: ignore[misc]


def ring(stack: AwsStack, at: float, bell: dict[str, Any] | None = None) -> str | None:
    """The function called as EventBridge Scheduler calls it; the id of the batch it started."""
    told = (bell or bells(stack)[0])["Target"]["Input"]
    moment = datetime.fromtimestamp(at, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    found = ring_of(json.loads(told.replace("<aws.scheduler.scheduled-time>", moment)))
    assert found is not None
    with acting_as("SchedulerFunction"):
        return wiring.scheduler(stack.parts)(found)


def started(stack: AwsStack, admin: str) -> list[str]:
    """The ids of the project's batches."""
    return [b.id for b in stack.ask(ListBatches(key=admin, project="orders")).batches]  # type: ignore[attr-defined]


def test_an_interval_rings_from_one_interval_on(
    stack: AwsStack, admin: str, ids: dict[str, str]
) -> None:
    """With the role and dead letters of the deployment, for one function."""
    view = put(stack, admin, wanted(interval="6h"))
    (bell,) = bells(stack)
    assert view.next_at == stack.clock.now() + 6 * 3600
    assert bell["ScheduleExpression"] == "rate(6 hours)"
    assert bell["State"] == "ENABLED"
    assert bell["FlexibleTimeWindow"] == {"Mode": "OFF"}
    settings, target = stack.settings, bell["Target"]
    assert (target["Arn"], target["RoleArn"]) == (settings.schedule_target, settings.schedule_role)
    assert target["DeadLetterConfig"] == {"Arn": settings.schedule_dead_letters}
    assert json.loads(target["Input"]) == {
        "project": view.project.id,
        "schedule": view.schedule.id,
        "version": 1,
        "at": "<aws.scheduler.scheduled-time>",
    }
    assert view.schedule.target == ids["first"]


def test_cron_rings_in_its_zone(stack: AwsStack, admin: str, ids: dict[str, str]) -> None:
    """In the service's six fields."""
    put(stack, admin, wanted(cron="30 6 * * MON-FRI", timezone="Europe/Berlin"))
    (bell,) = bells(stack)
    assert bell["ScheduleExpression"] == "cron(30 6 ? * MON,TUE,WED,THU,FRI *)"
    assert bell["ScheduleExpressionTimezone"] == "Europe/Berlin"


def test_a_ring_starts_the_target_once(stack: AwsStack, admin: str, ids: dict[str, str]) -> None:
    """However often the same moment is told; the next moment starts anew."""
    view = put(stack, admin, wanted(environment=EnvironmentId("staging"), variables={"x": "1"}))
    moment = view.next_at or 0
    stack.clock.sleep(3600)
    first = ring(stack, moment)
    assert ring(stack, moment) == first
    stack.restart()
    assert ring(stack, moment) == first
    stack.clock.sleep(3600)
    second = ring(stack, moment + 3600)
    assert started(stack, admin) == [second, first]
    batch = stack.parts.runs.batch(first)  # type: ignore[arg-type]
    assert batch is not None
    assert (batch.source, batch.kind, batch.target) == ("schedule", "suite", "suite first")
    (run,) = stack.parts.runs.runs_of(batch)
    assert run.variables == {"host": "http://a.test", "x": "1"}
    found = stack.ask(ReadSchedule(key=admin, project="orders", schedule=view.schedule.id))
    assert found.schedule.last_started_at == stack.clock.now()  # type: ignore[attr-defined]


def test_a_suite_with_phases_is_started_as_such(
    stack: AwsStack, admin: str, ids: dict[str, str]
) -> None:
    """Its setup goes first, and its tests one after the other, as from anywhere else."""
    phased = {"name": "phased", "setup": ["One"], "tests": ["Two"], "sequential": True}
    stack.ask(Push(key=admin, document={**DOCUMENT, "suites": [phased]}))
    put(stack, admin, wanted(target="phased"))
    batch = stack.parts.runs.batch(ring(stack, stack.clock.now() + 3600))  # type: ignore[arg-type]
    assert batch is not None
    assert batch.sequential
    runs = stack.parts.runs.runs_of(batch)
    assert [(run.test_name, run.phase) for run in runs] == [("One", "setup"), ("Two", "main")]


def test_a_paused_schedule_starts_nothing(stack: AwsStack, admin: str, ids: dict[str, str]) -> None:
    """Its bell is off; and a ring that was on its way is not heard."""
    view = put(stack, admin, wanted())
    old = bells(stack)[0]
    paused = put(stack, admin, replace(view.schedule, paused=True))
    assert paused.next_at is None
    assert bells(stack)[0]["State"] == "DISABLED"
    assert ring(stack, stack.clock.now() + 3600, old) is None
    assert started(stack, admin) == []


def test_a_maintenance_window_ends_by_itself(
    stack: AwsStack, admin: str, ids: dict[str, str], clock: FakeClock
) -> None:
    """Nothing rings before its end, and nothing is started; then it goes on."""
    view = put(stack, admin, wanted(interval="15m"))
    end = clock.time + 7200
    held = put(stack, admin, replace(view.schedule, paused=True, resume_at=end))
    (bell,) = bells(stack)
    assert held.next_at is not None
    assert bell["StartDate"].timestamp() == int(held.next_at) >= end
    assert ring(stack, end - 900) is None
    assert ring(stack, held.next_at) is not None
    clock.time = end + 1
    after = stack.ask(ReadSchedule(key=admin, project="orders", schedule=view.schedule.id))
    assert not after.schedule.paused  # type: ignore[attr-defined]


def test_a_resumed_interval_is_counted_anew(
    stack: AwsStack, admin: str, ids: dict[str, str], clock: FakeClock
) -> None:
    """The next start is one interval from now."""
    view = put(stack, admin, wanted(interval="1d"))
    clock.advance(3600)
    paused = put(stack, admin, replace(view.schedule, paused=True))
    clock.advance(3600)
    noted = put(stack, admin, replace(paused.schedule, note="still"))
    resumed = put(stack, admin, replace(noted.schedule, paused=False))
    assert resumed.next_at == clock.time + 86_400


def test_a_change_of_nothing_but_a_note_keeps_the_beat(
    stack: AwsStack, admin: str, ids: dict[str, str], clock: FakeClock
) -> None:
    """The bell is told the same next moment."""
    view = put(stack, admin, wanted(interval="1d"))
    clock.advance(3600)
    noted = put(stack, admin, replace(view.schedule, note="nightly"))
    assert noted.next_at == view.next_at
    assert bells(stack)[0]["StartDate"].timestamp() == int(view.next_at or 0)


def test_a_schedule_may_start_at_once(
    stack: AwsStack, admin: str, ids: dict[str, str], clock: FakeClock
) -> None:
    """And an interval later again."""
    view = put(stack, admin, wanted(interval="1h"), at_once=True)
    assert view.next_at is not None
    assert 0 < view.next_at - clock.time < 10
    clock.advance(60)
    again = stack.ask(ReadSchedule(key=admin, project="orders", schedule=view.schedule.id))
    assert again.next_at == view.next_at + 3600  # type: ignore[attr-defined]


def test_what_was_deleted_rings_no_more(stack: AwsStack, admin: str, ids: dict[str, str]) -> None:
    """And a ring on its way starts nothing."""
    view = put(stack, admin, wanted())
    old = bells(stack)[0]
    gone = stack.ask(DeleteSchedule(key=admin, project="orders", schedule=view.schedule.id))
    assert gone == Deleted(kind="schedule", id=view.schedule.id, project=view.project.id)
    assert bells(stack) == []
    assert ring(stack, stack.clock.now(), old) is None
    with pytest.raises(NotFound):
        stack.ask(ReadSchedule(key=admin, project="orders", schedule=view.schedule.id))


def test_a_schedule_whose_target_is_gone_is_paused_and_says_so(
    stack: AwsStack, admin: str, ids: dict[str, str]
) -> None:
    """It does not fail for ever."""
    view = put(stack, admin, wanted(kind="test", target="Two", note="nightly"))
    (head,) = [h for h in stack.parts.catalog.test_heads(view.project.id) if h.name == "Two"]
    stack.parts.catalog.delete_test(view.project.id, head)
    assert ring(stack, stack.clock.now() + 3600) is None
    found = stack.ask(ReadSchedule(key=admin, project="orders", schedule=view.schedule.id))
    assert found.schedule.paused  # type: ignore[attr-defined]
    assert found.schedule.note.startswith("Paused, because it could not be started: There is no")  # type: ignore[attr-defined]
    assert found.schedule.note.endswith("nightly")  # type: ignore[attr-defined]
    stack.sweep()
    assert bells(stack)[0]["State"] == "DISABLED"


def test_a_project_that_goes_takes_its_schedules_along(
    stack: AwsStack, admin: str, ids: dict[str, str]
) -> None:
    """And the next sweep their bells."""
    view = put(stack, admin, wanted())
    stack.ask(DeleteProject(key=admin, project="orders"))
    assert stack.parts.schedules.of(view.project.id) == ()
    stack.sweep()
    assert bells(stack) == []


@contextmanager
def dying(stack: AwsStack, service: str, call: int, *, after: bool = False) -> Iterator[None]:
    """Ends the process before or after the so-manieth call to a service."""
    faults = Faults(call + 1, "kill_after" if after else "kill_before")
    with faults.beside(stack.clients, services=(service,)):
        yield
    stack.restart()


@pytest.mark.usefixtures("ids")
@pytest.mark.parametrize("service", ["dynamodb", "scheduler"])
@pytest.mark.parametrize("after", [False, True], ids=["before", "after"])
@pytest.mark.parametrize("step", ["create", "change", "delete"])
def test_whoever_dies_between_table_and_bell_the_next_sweep_heals(
    stack: AwsStack, admin: str, step: str, after: bool, service: str
) -> None:
    """At each call of each step: then table and bell say the same."""
    for call in range(12):
        view = put(stack, admin, wanted()) if step != "create" else None
        deaths = 0
        with dying(stack, service, call, after=after):
            try:
                _step(stack, admin, step, view)
            except (Killed, GonogoError):
                deaths = 1
        stack.sweep()
        assert _bells_told(stack) == _should_ring(stack, admin)
        assert stack.parts.schedules.changes(10) == ()
        for schedule in stack.ask(ListSchedules(key=admin, project="orders")).schedules:  # type: ignore[attr-defined]
            stack.ask(DeleteSchedule(key=admin, project="orders", schedule=schedule.id))
        if not deaths:
            return
    raise AssertionError("it never got through")


def _step(stack: AwsStack, admin: str, step: str, view: ScheduleView | None) -> None:
    if view is None:
        put(stack, admin, wanted())
    elif step == "change":
        put(stack, admin, replace(view.schedule, interval="1d"))
    else:
        stack.ask(DeleteSchedule(key=admin, project="orders", schedule=view.schedule.id))


def _bells_told(stack: AwsStack) -> set[tuple[str, int, str]]:
    found = set()
    for bell in bells(stack):
        told = json.loads(bell["Target"]["Input"])
        found.add((told["schedule"], told["version"], bell["ScheduleExpression"]))
    return found


def _should_ring(stack: AwsStack, admin: str) -> set[tuple[str, int, str]]:
    words = {"1h": "rate(1 hour)", "1d": "rate(1 day)"}
    listed = stack.ask(ListSchedules(key=admin, project="orders")).schedules  # type: ignore[attr-defined]
    return {(each.id, each.version, words[each.interval]) for each in listed}


@pytest.mark.parametrize("service", ["dynamodb", "sqs"])
@pytest.mark.parametrize("after", [False, True], ids=["before", "after"])
def test_a_ring_whose_hearer_dies_starts_once_when_it_is_told_again(
    stack: AwsStack, admin: str, ids: dict[str, str], service: str, after: bool
) -> None:
    """Wherever it dies: each moment has one batch in the end."""
    view = put(stack, admin, wanted(kind="project", target="orders"))
    for call in range(12):
        moment = (view.next_at or 0) + 3600 * call
        before = len(started(stack, admin))
        died = False
        with dying(stack, service, call, after=after):
            try:
                ring(stack, moment)
            except Killed:
                died = True
        stack.clock.sleep(60)
        batch = ring(stack, moment)
        assert batch is not None
        assert len(started(stack, admin)) == before + 1
        if not died:
            return
    raise AssertionError("it never got through")


def test_a_bell_that_knows_an_older_schedule_is_told_again(
    stack: AwsStack, admin: str, ids: dict[str, str]
) -> None:
    """Two changes at once may reach it in the wrong order: its ring shows it."""
    view = put(stack, admin, wanted())
    (old,) = bells(stack)
    put(stack, admin, replace(view.schedule, interval="1d"))
    stale = {name: old[name] for name in ("ScheduleExpression", "FlexibleTimeWindow", "Target")}
    stack.clients.scheduler.update_schedule(GroupName="schedules", Name=old["Name"], **stale)
    ring(stack, stack.clock.now() + 3600)
    stack.sweep()
    assert bells(stack)[0]["ScheduleExpression"] == "rate(1 day)"


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"interval": "2h"}, "interval"),
        ({"interval": ""}, "cron"),
        ({"interval": "1h", "cron": "0 * * * *"}, "interval"),
        ({"cron": "0 0 * *"}, "cron"),
        ({"cron": "61 0 * * *"}, "cron"),
        ({"cron": "0 0 13 * FRI"}, "cron"),
        ({"cron": "0 0 31 2 *"}, "cron"),
        ({"cron": "0 0 L * *"}, "cron"),
        ({"cron": "0 0 * * MON#2"}, "cron"),
        ({"cron": "0 0 * * *", "timezone": "Europe/Nowhere"}, "timezone"),
        ({"cron": "0 0 * * *", "timezone": "Europe"}, "timezone"),
        ({"cron": "0 0 * * *", "timezone": "posix/Europe/Berlin"}, "timezone"),
        ({"resume_at": 1_795_000_100.0}, "resume_at"),
        ({"paused": True, "resume_at": 1.0}, "resume_at"),
        ({"environment": "nowhere"}, "environment"),
        ({"note": "x" * 501}, "note"),
        ({"variables": {"a": "x" * 5000}}, "variables"),
    ],
)
def test_what_cannot_be_kept_is_refused_by_its_field(
    stack: AwsStack, admin: str, ids: dict[str, str], fields: dict[str, Any], field: str
) -> None:
    """With what would be taken, and nothing is stored."""
    timing = {"cron": ""} if "interval" in fields and "cron" not in fields else {}
    with pytest.raises(Invalid) as refused:
        put(stack, admin, wanted(**{**timing, **fields}))
    assert refused.value.field == field
    assert refused.value.accepted
    assert bells(stack) == []


def test_schedules_are_for_keys_that_open_the_project(
    stack: AwsStack, admin: str, ids: dict[str, str]
) -> None:
    """Another's is not there; a reader changes nothing."""
    view = put(stack, admin, wanted())
    other = stack.ask(Push(key=admin, document={**DOCUMENT, "project": "bills"})).project  # type: ignore[attr-defined]
    keys = stack.parts.keys
    stranger = issue(keys, stack.clock, name="s", role="write", projects=(other.id,)).secret
    reader = issue(keys, stack.clock, name="r", role="read", projects=(view.project.id,)).secret
    for command in (
        ReadSchedule(key=stranger, project="orders", schedule=view.schedule.id),
        ReadSchedule(key=stranger, project="bills", schedule=view.schedule.id),
        ListSchedules(key=stranger, project="orders"),
        DeleteSchedule(key=stranger, project="bills", schedule=view.schedule.id),
        PutSchedule(key=stranger, schedule=view.schedule),
        PutSchedule(key=stranger, schedule=replace(view.schedule, project=other.id)),
    ):
        with pytest.raises(NotFound):
            stack.ask(command)
    with pytest.raises(Forbidden):
        put(stack, reader, view.schedule)
    assert stack.ask(ListSchedules(key=reader, project="orders")).schedules == (view.schedule,)  # type: ignore[attr-defined]


def test_a_put_of_an_older_copy_is_a_conflict(
    stack: AwsStack, admin: str, ids: dict[str, str]
) -> None:
    """Whoever changes a schedule has read it as it stands; and a target has a limit."""
    view = put(stack, admin, wanted())
    put(stack, admin, replace(view.schedule, note="second"))
    with pytest.raises(Conflict):
        put(stack, admin, replace(view.schedule, note="late"))
    with pytest.raises(Conflict, match="1 is the most"):
        put(stack, admin, wanted(), most=1)
    put(stack, admin, wanted(kind="test", target=ids["One"]), most=1)


def test_the_function_answers_the_event_as_it_arrives(
    stack: AwsStack, admin: str, ids: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its entry point, with the event's own words; without a moment nothing is started."""
    view = put(stack, admin, wanted())
    monkeypatch.setattr(wiring, "Parts", lambda: stack.parts)
    app = importlib.import_module("functions.scheduler.app")
    told = json.loads(bells(stack)[0]["Target"]["Input"])
    assert app.handler(told, None) == {"batch": None}
    answer = app.handler({**told, "at": "2026-11-18T12:06:40Z"}, None)
    assert [answer["batch"]] == started(stack, admin)
    assert view.schedule.id in told["schedule"]
