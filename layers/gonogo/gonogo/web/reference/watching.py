"""What the description says of the audit log and of usage: operations and schemas."""

from __future__ import annotations

from collections.abc import Mapping
from typing import get_args

from gonogo.domain.audit import Deed
from gonogo.domain.usage import COUNTED
from gonogo.web.reference.history import NEXT, PAGING
from gonogo.web.reference.operation import Operation
from gonogo.web.reference.vocabulary import COUNT, MOMENT, TEXT, Schema, about, listed, record

_PROJECT = "/projects/<project>"
_READING = (400, 401, 403, 404)
_DAY: Schema = {"type": "string", "format": "date"}


def _day(name: str, text: str) -> Schema:
    return {"name": name, "in": "query", "description": text, "schema": _DAY}


OPERATIONS: Mapping[tuple[str, str], Operation] = {
    ("GET", f"{_PROJECT}/audit"): Operation(
        id="readAudit",
        tag="Projects",
        answer="AuditLog",
        example="audit-listed",
        query=PAGING,
        errors=_READING,
    ),
    ("GET", "/audit"): Operation(
        id="readAuditOfDeployment",
        tag="Keys",
        answer="AuditLog",
        example="audit-of-deployment",
        query=PAGING,
        errors=(400, 401, 403),
    ),
    ("GET", f"{_PROJECT}/usage"): Operation(
        id="readUsage",
        tag="Projects",
        answer="Usage",
        example="usage-read",
        query=(
            _day("from", "The first day (UTC); else the thirtieth before `to`."),
            _day("to", "The last day; else today."),
        ),
        errors=_READING,
    ),
}


def schemas() -> dict[str, Schema]:
    """Every named schema of the audit log and of usage."""
    who = record("Who did it; gone keys keep their names here.", {"id": TEXT, "name": TEXT})
    entry = record(
        "One change.",
        {
            "at": MOMENT,
            "key": who,
            "deed": {"enum": list(get_args(Deed))},
            "kind": about(TEXT, "Of the thing: `test`, `secret`, `key` …"),
            "id": about(TEXT, "Of the thing; a secret's is its name."),
            "name": TEXT,
        },
    )
    counts = dict.fromkeys(COUNTED, COUNT)
    day = record("What was started on a day and is over.", {"day": _DAY, **counts})
    fields = {
        "from": _DAY,
        "to": _DAY,
        "days": about(listed(day), "Those with use."),
        "total": record("All days together.", counts),
    }
    return {
        "AuditLog": record(
            "A page of changes, newest first.", {"entries": listed(entry), "next": NEXT}
        ),
        "Usage": record("What batches that are over have used.", fields),
    }
