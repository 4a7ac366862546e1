"""What became of a project natively: who changed what, and how much it was used."""

from __future__ import annotations

import re
from dataclasses import asdict
from datetime import date

from gonogo.dialects._contract import Links, Reply, Request, Route, json_reply
from gonogo.dialects.native._documents import Document, time
from gonogo.dialects.native._fields import key_of, read_query
from gonogo.dialects.native._paging import cursor_of, read_page
from gonogo.domain.audit import AuditEntry
from gonogo.domain.commands.watching import AuditLog, ReadAudit, ReadUsage, UsageView
from gonogo.errors import Invalid

_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_FIRST = "2000"
"""Nothing was tested before; and the thirty days before the first of all days are none."""


def decode_audit(request: Request) -> ReadAudit:
    """Changes of a project, or without one those of the deployment."""
    _, limit, before = read_page(request)
    project = request.params.get("project", "")
    return ReadAudit(key=key_of(request), project=project, limit=limit, before=before)


def encode_audit(log: AuditLog, request: Request, links: Links) -> Reply:
    """A page, newest first."""
    entries = [_entry(entry) for entry in log.entries]
    return json_reply(200, {"entries": entries, "next": cursor_of(log.next)})


def _entry(entry: AuditEntry) -> Document:
    return {
        "at": time(entry.at),
        "key": {"id": entry.key, "name": entry.key_name},
        "deed": entry.deed,
        "kind": entry.kind,
        "id": entry.id,
        "name": entry.name,
    }


def decode_usage(request: Request) -> ReadUsage:
    """From one day to another, both of them counted."""
    query = read_query(request, "from", "to")
    return ReadUsage(
        key=key_of(request),
        project=request.params["project"],
        first=_day(query.get("from"), "from"),
        last=_day(query.get("to"), "to"),
    )


def _day(text: str | None, name: str) -> date | None:
    if text is None:
        return None
    try:
        if _DAY.fullmatch(text) and text >= _FIRST:
            return date.fromisoformat(text)
    except ValueError:
        pass
    raise Invalid(
        f"The parameter {name} cannot be taken.", field=name, accepted="a day, such as 2026-11-21"
    )


def encode_usage(view: UsageView, request: Request, links: Links) -> Reply:
    """Days with use, and all of them together."""
    days = [{"day": day.isoformat(), **asdict(view.days[day])} for day in sorted(view.days)]
    document = {
        "from": view.first.isoformat(),
        "to": view.last.isoformat(),
        "days": days,
        "total": asdict(view.total),
    }
    return json_reply(200, document)


ROUTES: tuple[Route, ...] = (
    Route(
        ("GET",),
        "/projects/<project>/audit",
        decode_audit,
        encode_audit,
        "List who changed what in a project, newest first.",
    ),
    Route(
        ("GET",),
        "/audit",
        decode_audit,
        encode_audit,
        "List who changed what belongs to no project: admin keys, projects that went.",
    ),
    Route(
        ("GET",),
        "/projects/<project>/usage",
        decode_usage,
        encode_usage,
        "Read how much a project was used, by day.",
    ),
)
