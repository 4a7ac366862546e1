"""Schedules natively: what is started again and again, and when."""

from __future__ import annotations

from datetime import datetime
from typing import Any, cast, get_args

from gonogo.dialects._contract import Conversation, Links, Request, Route, Talk, json_reply
from gonogo.dialects.native._documents import time
from gonogo.dialects.native._fields import Fields, key_of
from gonogo.dialects.native._listing import asked, page
from gonogo.dialects.native._resource import Document, Thing, routes_of
from gonogo.domain.commands.schedules import (
    DeleteSchedule,
    ListSchedules,
    PutSchedule,
    ReadSchedule,
    ScheduleList,
    ScheduleView,
)
from gonogo.domain.ids import EnvironmentId, ProjectId, ScheduleId
from gonogo.domain.project import TargetKind
from gonogo.domain.schedule import Schedule
from gonogo.errors import Invalid

KINDS: tuple[TargetKind, ...] = get_args(TargetKind)
_ALL = "/projects/<project>/schedules"
_ONE = f"{_ALL}/<schedule>"
_FIXED = ("id", "project", "version", "created_at")
_MOVING = ("next_at", "last_started_at")
"""Shown, and passed over in a body: they may have moved since whoever sends it read them."""
_LATEST_YEAR = 2200


def talk_list(request: Request, links: Links) -> Talk:
    """A project's schedules, oldest first."""
    asked(request)
    found: ScheduleList = yield ListSchedules(
        key=key_of(request), project=request.params["project"]
    )
    shown, after = page(
        request, found.schedules, lambda each: (int(each.created_at * 1e6), each.id)
    )
    schedules = [_document(each, found.next_at.get(each.id)) for each in shown]
    return json_reply(200, {"schedules": schedules, "next": after})


def _document(schedule: Schedule, next_at: float | None) -> Document:
    return {
        "id": schedule.id,
        "project": schedule.project,
        "version": schedule.version,
        "kind": schedule.kind,
        "target": schedule.target,
        "interval": schedule.interval or None,
        "cron": schedule.cron or None,
        "timezone": schedule.timezone,
        "environment": schedule.environment,
        "variables": dict(schedule.variables),
        "note": schedule.note or None,
        "paused": schedule.paused,
        "resume_at": time(schedule.resume_at),
        "created_at": time(schedule.created_at),
        "last_started_at": time(schedule.last_started_at),
        "next_at": time(next_at),
    }


def _read(request: Request) -> ReadSchedule:
    return ReadSchedule(
        key=key_of(request),
        project=request.params["project"],
        schedule=request.params["schedule"],
    )


def _show(view: ScheduleView, request: Request, links: Links) -> Document:
    return _document(view.schedule, view.next_at)


def _put(request: Request, document: Document, view: Any) -> PutSchedule:
    """The whole schedule; of one that is there only what gonogo gives is kept."""
    fields = Fields({name: value for name, value in document.items() if name not in _MOVING})
    kind = cast(TargetKind, fields.choice("kind", KINDS) or "project")
    environment = fields.text("environment")
    before = view.schedule if view is not None else None
    schedule = Schedule(
        id=before.id if before else ScheduleId(""),
        project=ProjectId(request.params["project"]),
        kind=kind,
        target=(fields.text("target") or "") if kind == "project" else fields.needed_text("target"),
        interval=fields.text("interval") or "",
        cron=fields.text("cron") or "",
        timezone=fields.text("timezone") or "UTC",
        environment=EnvironmentId(environment) if environment else None,
        variables=fields.variables("variables"),
        note=fields.text("note") or "",
        paused=bool(fields.flag("paused")),
        resume_at=_moment(fields.text("resume_at")),
        version=before.version if before else 1,
        kept=before.kept if before else {},
    )
    at_once = bool(fields.flag("at_once"))
    fields.end()
    return PutSchedule(key=key_of(request), schedule=schedule, at_once=at_once)


def _moment(text: str | None) -> float | None:
    """A time with its offset as Unix seconds."""
    if text is None:
        return None
    try:
        moment = datetime.fromisoformat(text)
        if moment.tzinfo is not None and moment.year <= _LATEST_YEAR:
            return moment.timestamp()
    except (ValueError, OverflowError):
        pass
    raise Invalid(
        "The field resume_at cannot be taken.",
        field="resume_at",
        accepted="a time with its offset, such as 2030-01-31T12:00:00Z",
    )


def _delete(request: Request) -> DeleteSchedule:
    return DeleteSchedule(
        key=key_of(request),
        project=request.params["project"],
        schedule=request.params["schedule"],
    )


SCHEDULE = Thing(
    read=_read,
    show=_show,
    put=_put,
    delete=_delete,
    fixed=_FIXED,
    address=lambda document, request, links: (
        f"{links.dialect}/projects/{document['project']}/schedules/{document['id']}"
    ),
)

ROUTES: tuple[Route | Conversation, ...] = (
    Conversation(("GET",), _ALL, talk_list, "List a project's schedules."),
    *routes_of(SCHEDULE, _ALL, _ONE, "schedule"),
)
