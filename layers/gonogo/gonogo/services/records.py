"""Keep what vendors' clients store in a project and gonogo has no use for."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from hmac import compare_digest
from typing import Any

from gonogo.domain.commands.defining import Deleted
from gonogo.domain.commands.records import (
    DeleteRecord,
    ListRecords,
    PutRecord,
    ReadByTicket,
    ReadRecord,
    RecordList,
    RecordView,
)
from gonogo.domain.ids import ProjectId, new_number, number_of, uuid_of
from gonogo.domain.key import Key, Role
from gonogo.domain.record import Record
from gonogo.errors import Conflict, NotFound
from gonogo.ports import Catalog, Clock, Keys
from gonogo.services.authorise import authorise
from gonogo.services.definitions.lookup import project_of
from gonogo.stores import Files, Records

_TRIES = 3
_TICKET_BYTES = 32


@dataclass(frozen=True, slots=True)
class Keeping:
    """What these use cases need."""

    records: Records
    files: Files
    catalog: Catalog
    keys: Keys
    clock: Clock

    def key(self, secret: str | None, role: Role) -> Key:
        """The key behind a secret, if it has the role."""
        return authorise(self.keys, secret, role, self.clock.now())


def keep(command: object, to: Keeping) -> object:
    """Answer a command about records."""
    return _CASES[type(command)](command, to)


def list_records(command: ListRecords, to: Keeping) -> RecordList:
    """The records of a kind, oldest first."""
    project = project_of(to.catalog, to.key(command.key, "read"), command.project)
    now = to.clock.now()
    found = to.records.of(project.id, command.kind)
    return RecordList(records=tuple(record for record in found if not record.over(now)))


def read_record(command: ReadRecord, to: Keeping) -> RecordView:
    """One record, of the named project or of any that the key opens."""
    key = to.key(command.key, "read")
    return RecordView(record=found_record(key, command.project, command.kind, command.id, to))


def put_record(command: PutRecord, to: Keeping) -> RecordView:
    """Create or replace a record; with a ticket, if it is to have one."""
    if not command.ticket:
        return _put(command, to)
    ticket = secrets.token_urlsafe(_TICKET_BYTES)
    body = {**command.record.body, "ticket": _digest(ticket)}
    wanted = replace(command, record=replace(command.record, body=body))
    return replace(_put(wanted, to), ticket=ticket)


def _put(command: PutRecord, to: Keeping) -> RecordView:
    key, given = to.key(command.key, "write"), command.record
    project = project_of(to.catalog, key, given.project).id
    now = to.clock.now()
    if not given.id:
        check_room(to.records.of(project, given.kind), command.most)
        new = replace(given, project=project, file=None)
        return RecordView(record=create(new, now, to))
    before = found_record(key, project, given.kind, given.id, to)
    if before.version != given.version:
        raise Conflict("Somebody else changed it meanwhile.")
    after = replace(before, body=given.body, changed_at=now, version=before.version + 1)
    to.records.put(after)
    return RecordView(record=after)


def check_room(there: Sequence[Record], most: int) -> None:
    """`Conflict` if there are as many of a kind as there may be."""
    if len(there) >= most:
        raise Conflict(f"The project has {most} of these; delete one first.")


def create(given: Record, now: float, to: Keeping) -> Record:
    """Store a new record; a number that is taken costs another try."""
    tries = 0
    while True:
        number = new_number(now)
        record = replace(
            given,
            id=uuid_of("record", number),
            number=number,
            created_at=now,
            changed_at=now,
            version=1,
        )
        try:
            to.records.put(record)
        except Conflict:
            tries += 1
            if tries == _TRIES:
                raise
        else:
            return record


def delete_record(command: DeleteRecord, to: Keeping) -> Deleted:
    """Forget a record."""
    key = to.key(command.key, "write")
    found = found_record(key, command.project, command.kind, command.id, to)
    if found.file is not None:
        # First: cut off here, the record is still there to be deleted again.
        to.files.delete(found.file.storage)
    to.records.delete(found.project, found.kind, found.id)
    return Deleted(kind=found.kind, id=found.id, project=found.project)


def read_by_ticket(command: ReadByTicket, to: Keeping) -> RecordView:
    """The record whose body holds the digest of this ticket."""
    missing = NotFound("There is nothing at this address.")
    try:
        id = uuid_of("record", number_of("record", command.id))
    except NotFound:
        raise missing from None
    owner = to.records.owner(command.kind, id)
    record = to.records.find(owner, command.kind, id) if owner else None
    digest = _digest(command.ticket)
    wanted = record.body.get("ticket") if record else None
    # Compared whether or not there is one: how long it takes tells nothing.
    right = compare_digest(digest, wanted if isinstance(wanted, str) and wanted else "none")
    if record is None or not right or record.over(to.clock.now()):
        raise missing
    return RecordView(record=record)


def _digest(ticket: str) -> str:
    return hashlib.sha256(ticket.encode("utf-8", "replace")).hexdigest()


def found_record(key: Key, project: str, kind: str, id: str, to: Keeping) -> Record:
    """A record that the key opens, in the named project if one is named."""
    missing = NotFound(f"There is no {kind.rpartition('.')[2]} {id[:100]!r}.")
    try:
        wanted = uuid_of("record", number_of("record", id))
    except NotFound:
        raise missing from None
    named = project_of(to.catalog, key, project).id if project else None
    owner: ProjectId | None = named or to.records.owner(kind, wanted)
    if owner is None or not key.opens(owner):
        raise missing
    found = to.records.find(owner, kind, wanted)
    if found is None or found.over(to.clock.now()):
        raise missing
    return found


_CASES: Mapping[type, Callable[[Any, Keeping], object]] = {
    ListRecords: list_records,
    ReadRecord: read_record,
    PutRecord: put_record,
    DeleteRecord: delete_record,
    ReadByTicket: read_by_ticket,
}
