"""What the description says of schedules: operations and schemas."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from gonogo.dialects.native._schedules import KINDS
from gonogo.domain.schedule import INTERVALS
from gonogo.web.reference.history import NEXT, PAGING
from gonogo.web.reference.operation import Operation
from gonogo.web.reference.vocabulary import (
    COUNT,
    MAYBE_MOMENT,
    MAYBE_TEXT,
    MOMENT,
    TEXT,
    TEXTS,
    UUID,
    YES_NO,
    Schema,
    about,
    listed,
    named,
    record,
)

_ALL = "/projects/<project>/schedules"
_ONE = f"{_ALL}/<schedule>"
_READING = (401, 403, 404)
_WRITING = (400, 401, 403, 404, 409, 413, 415)
_EXAMPLE = {
    "kind": "suite",
    "target": "smoke",
    "cron": "30 6 * * MON-FRI",
    "timezone": "Europe/Berlin",
    "environment": "staging",
}


def _of(id: str, answer: str | None, example: str = "", **more: Any) -> Operation:
    return Operation(id=id, tag="Schedules", answer=answer, example=example, **more)


OPERATIONS: Mapping[tuple[str, str], Operation] = {
    ("GET", _ALL): _of(
        "listSchedules",
        "ScheduleList",
        "schedules-listed",
        query=PAGING,
        errors=(400, *_READING),
    ),
    ("POST", _ALL): _of(
        "createSchedule",
        "Schedule",
        "schedule-created",
        status=201,
        body="NewSchedule",
        body_example=_EXAMPLE,
        errors=_WRITING,
    ),
    ("GET", _ONE): _of("readSchedule", "Schedule", "schedule-read", errors=(400, *_READING)),
    ("PUT", _ONE): _of(
        "replaceSchedule",
        "Schedule",
        "schedule-replaced",
        body="NewSchedule",
        body_example={"kind": "project", "interval": "1h"},
        errors=(*_WRITING, 412),
    ),
    ("PATCH", _ONE): _of(
        "changeSchedule",
        "Schedule",
        "schedule-paused",
        body="ScheduleChange",
        body_example={"paused": True, "resume_at": "2026-11-18T13:00:00Z"},
        errors=(*_WRITING, 412),
    ),
    ("DELETE", _ONE): _of("deleteSchedule", None, status=204, errors=(400, *_READING, 412)),
}

_INTERVAL: Schema = {"enum": list(INTERVALS)}
_GIVEN: Mapping[str, Schema] = {
    "kind": about({"enum": list(KINDS)}, "What it starts; the project, if nothing is said."),
    "target": about(TEXT, "Id or name of the suite or test; answers hold the id."),
    "interval": about(_INTERVAL, "Either this or `cron`."),
    "cron": about(TEXT, "Five fields: minute, hour, day of month, month, day of week."),
    "timezone": about(TEXT, "Of `cron`: an IANA name; UTC if nothing is said."),
    "environment": about(TEXT, "Id or name; else each test's default."),
    "variables": TEXTS,
    "note": TEXT,
    "paused": YES_NO,
    "resume_at": about(MOMENT, "When the pause ends by itself: a maintenance window."),
}
_AT_ONCE = about(YES_NO, "An interval's first start is now.")


def schemas() -> dict[str, Schema]:
    """Every named schema of schedules."""
    maybe = {
        "interval": {"enum": [*INTERVALS, None]},
        "cron": MAYBE_TEXT,
        "environment": MAYBE_TEXT,
        "note": about(MAYBE_TEXT, "Says too why it was paused, if it could not be started."),
        "resume_at": MAYBE_MOMENT,
    }
    given: Schema = {"type": "object", "properties": {**_GIVEN, "at_once": _AT_ONCE}}
    change = {name: {**schema} for name, schema in given["properties"].items()}
    return {
        "Schedule": record(
            "What is started again and again.",
            {
                "id": UUID,
                "project": TEXT,
                "version": COUNT,
                **_GIVEN,
                **maybe,
                "created_at": MOMENT,
                "last_started_at": MAYBE_MOMENT,
                "next_at": about(MAYBE_MOMENT, "Null while it is paused for good."),
            },
        ),
        "ScheduleList": record(
            "Schedules, oldest first.", {"schedules": listed(named("Schedule")), "next": NEXT}
        ),
        "NewSchedule": {**given, "description": "`interval` or `cron`, and what to start."},
        "ScheduleChange": {
            "type": "object",
            "description": "What is to be different; null takes a member away (RFC 7396).",
            "properties": change,
        },
    }
