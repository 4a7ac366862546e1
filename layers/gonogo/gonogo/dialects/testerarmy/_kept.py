"""Records of this dialect: documents of a project that gonogo keeps for its clients."""

from __future__ import annotations

from typing import Any

from gonogo.dialects.testerarmy._asking import VENDOR, Asking, Caller
from gonogo.domain.commands.records import DeleteRecord, ListRecords, PutRecord
from gonogo.domain.project import Project
from gonogo.domain.record import Record


def kind_of(thing: str) -> str:
    """What records of a thing are listed by."""
    return f"{VENDOR}.{thing}"


def all_of(kind: str, project: Project, asking: Caller) -> Asking[tuple[Record, ...]]:
    """The records of a kind, oldest first."""
    found = yield ListRecords(key=asking.key, project=project.id, kind=kind)
    records: tuple[Record, ...] = found.records
    return records


def keep(kind: str, project: Project, body: dict[str, Any], asking: Caller) -> Asking[Record]:
    """A new record."""
    wanted = Record(kind=kind, id="", project=project.id, body=body)
    view = yield PutRecord(key=asking.key, record=wanted)
    record: Record = view.record
    return record


def drop(record: Record, asking: Caller) -> Asking[None]:
    """Forget a record."""
    yield DeleteRecord(key=asking.key, kind=record.kind, id=record.id, project=record.project)
