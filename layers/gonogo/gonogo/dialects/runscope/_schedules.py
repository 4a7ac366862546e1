"""Runscope's schedules: a test started again and again, at one of seven intervals."""

from __future__ import annotations

from collections.abc import Generator
from dataclasses import replace
from typing import Any

from gonogo.dialects._contract import Conversation, Links, Request, Talk
from gonogo.dialects.runscope._envelope import gone, success
from gonogo.dialects.runscope._kept import keep, kept_of
from gonogo.dialects.runscope._paging import page_of
from gonogo.dialects.runscope._reading import Plain, body_of, optional_text
from gonogo.domain.commands import Command
from gonogo.domain.commands.defining import ReadTest, TestView
from gonogo.domain.commands.schedules import (
    DeleteSchedule,
    ListSchedules,
    PutSchedule,
    ReadSchedule,
    ScheduleList,
    ScheduleView,
)
from gonogo.domain.ids import EnvironmentId, ScheduleId
from gonogo.domain.schedule import Schedule
from gonogo.errors import Conflict, Invalid, NotFound
from gonogo.formats.plain import mapping

INTERVALS = ("1m", "5m", "15m", "30m", "1h", "6h", "1d")
MOST = 10
"""Schedules of one test."""
_READ_ONLY = frozenset({"id", "version", "exported_at"})


def schedules_of(key: str | None, project: str, test: str) -> Generator[Command, Any, list[Plain]]:
    """A test's schedules as clients read them, newest first."""
    listed: ScheduleList = yield ListSchedules(key=key, project=project, target=test)
    return [show(each) for each in reversed(listed.schedules)]


def show(schedule: Schedule) -> Plain:
    """One schedule; the interval stands as it was written."""
    mine = kept_of(schedule.kept)
    return {
        **mapping(mine.get("fields")),
        "id": schedule.id,
        "environment_id": schedule.environment,
        "interval": mine.get("interval") or schedule.interval or schedule.cron,
        "note": schedule.note or None,
        "version": "1.0",
        "exported_at": int(schedule.created_at),
    }


def list_all(request: Request, links: Links) -> Talk:
    """A test's schedules."""
    view = yield from _test(request)
    shown = yield from schedules_of(request.bearer, view.project.id, view.test.head.id)
    return success(200, page_of(request, shown))


def create(request: Request, links: Links) -> Talk:
    """A schedule; its first run starts at once."""
    view = yield from _test(request)
    body = body_of(request)
    blank = Schedule(
        id=ScheduleId(""),
        project=view.project.id,
        kind="test",
        target=view.test.head.id,
        dialect="runscope",
    )
    if body.get("interval") is None:
        raise Invalid("interval is missing.", field="interval", accepted=", ".join(INTERVALS))
    stored: ScheduleView = yield PutSchedule(
        key=request.bearer, schedule=_said(body, blank), at_once=True, most=MOST
    )
    return success(201, show(stored.schedule))


def read(request: Request, links: Links) -> Talk:
    """One schedule."""
    found = yield from _schedule(request)
    return success(200, show(found))


def update(request: Request, links: Links) -> Talk:
    """Change what the body names."""
    for last in (False, True):
        found = yield from _schedule(request)
        try:
            stored: ScheduleView = yield PutSchedule(
                key=request.bearer, schedule=_said(body_of(request), found)
            )
        except Conflict:
            if last:
                raise
        else:
            return success(200, show(stored.schedule))
    raise AssertionError("the loop returns or raises")


def delete(request: Request, links: Links) -> Talk:
    """Remove one."""
    found = yield from _schedule(request)
    yield DeleteSchedule(key=request.bearer, project=found.project, schedule=found.id)
    return gone()


def _said(body: Plain, before: Schedule) -> Schedule:
    """The schedule with what the body says; null leaves a field as it is."""
    mine = kept_of(before.kept)
    written = optional_text(body, "interval") or str(mine.get("interval") or before.interval)
    environment = optional_text(body, "environment_id")
    note = optional_text(body, "note")
    known = ("environment_id", "interval", "note")
    fields = {
        **mapping(mine.get("fields")),
        **{k: v for k, v in body.items() if k not in _READ_ONLY and k not in known},
    }
    return replace(
        before,
        interval=_interval(written) if written else "",
        environment=EnvironmentId(environment) if environment else before.environment,
        note=before.note if note is None else note,
        kept=keep(before.kept, {"interval": written} | ({"fields": fields} if fields else {})),
    )


def _interval(written: str) -> str:
    """The interval; the vendor itself answers `1.0h` to who wrote `1h`."""
    interval = written.strip().replace(".0", "", 1)
    if interval not in INTERVALS:
        raise Invalid(
            f"{written[:20]!r} is no interval.", field="interval", accepted=", ".join(INTERVALS)
        )
    return interval


def _test(request: Request) -> Generator[Command, Any, TestView]:
    view: TestView = yield ReadTest(
        key=request.bearer, test=request.params["test"], project=request.params["bucket"]
    )
    return view


def _schedule(request: Request) -> Generator[Command, Any, Schedule]:
    """The schedule in the address, if it is that test's."""
    view = yield from _test(request)
    found: ScheduleView = yield ReadSchedule(
        key=request.bearer, project=view.project.id, schedule=request.params["schedule"]
    )
    if found.schedule.target != view.test.head.id:
        raise NotFound("There is no such schedule.")
    return found.schedule


_ALL = "/buckets/<bucket>/tests/<test>/schedules"
_ONE = f"{_ALL}/<schedule>"
ROUTES = (
    Conversation(("GET",), _ALL, list_all, "List a test's schedules."),
    Conversation(("POST",), _ALL, create, "Create a schedule; its first run starts at once."),
    Conversation(("GET",), _ONE, read, "Read a schedule."),
    Conversation(("PUT",), _ONE, update, "Change of a schedule what the body names."),
    Conversation(("DELETE",), _ONE, delete, "Delete a schedule."),
)
