"""Records in the catalog: those of a project in one partition, and for each whose it is."""

from __future__ import annotations

from dataclasses import asdict
from uuid import uuid4

from gonogo.aws.documents import pack, unpack
from gonogo.aws.table import IF_THERE, UNLESS_THERE, ConditionFailed, Key, Table
from gonogo.aws.values import Item
from gonogo.domain.ids import ProjectId, number_of
from gonogo.domain.record import Record, StoredFile
from gonogo.errors import Conflict, Invalid

MOST_BYTES = 100_000
"""Of one body, compressed: a listing holds many."""


class DynamoRecords:
    """The `Records` port."""

    def __init__(self, table: Table) -> None:
        self._table = table

    def of(self, project: ProjectId, kind: str) -> tuple[Record, ...]:
        """The records of a kind, oldest first."""
        items = self._table.query(_partition(project), prefix=f"{kind}#")
        found = [_record_of(project, item) for item in items]
        return tuple(sorted(found, key=lambda record: record.number))

    def find(self, project: ProjectId, kind: str, id: str) -> Record | None:
        """One record."""
        item = self._table.get(_at(project, kind, id))
        return _record_of(project, item) if item else None

    def owner(self, kind: str, id: str) -> ProjectId | None:
        """The project that has the record."""
        item = self._table.get(_owner_at(kind, id))
        return ProjectId(item["project"]) if item else None

    def put(self, record: Record) -> None:
        """Create or replace; whose a new one is, is written with it."""
        nonce = uuid4().hex[:16]
        item = {**_item(record), "nonce": nonce}
        try:
            if record.version > 1:
                still = f"{IF_THERE} AND #version = :before"
                self._table.put(item, condition=still, values={"before": record.version - 1})
                return
            owner = {**_owner_at(record.kind, record.id)._asdict(), "project": record.project}
            self._table.transact(
                [
                    self._table.putting(item, condition=UNLESS_THERE),
                    self._table.putting({**owner, "nonce": nonce}, condition=UNLESS_THERE),
                ]
            )
        except ConditionFailed as failed:
            if not failed.written_by(nonce):
                raise Conflict("Somebody else changed it just now.") from failed

    def delete(self, project: ProjectId, kind: str, id: str) -> bool:
        """Forget a record; False if there was none."""
        if self.find(project, kind, id) is None:
            return False
        self._table.transact(
            [
                self._table.deleting(_at(project, kind, id)),
                self._table.deleting(_owner_at(kind, id)),
            ]
        )
        return True

    def clear(self, project: ProjectId) -> None:
        """Forget every record of the project; cut off, it goes on when asked again."""
        for item in self._table.query(_partition(project)):
            kind, _, id = str(item["sk"]).partition("#")
            self._table.delete(_owner_at(kind, id))
            self._table.delete(Key(item["pk"], item["sk"]))


def _partition(project: ProjectId) -> str:
    return f"RECORDS#{project}"


def _at(project: ProjectId, kind: str, id: str) -> Key:
    return Key(_partition(project), f"{kind}#{id}")


def _owner_at(kind: str, id: str) -> Key:
    return Key(f"RECORD#{kind}#{id}", "OWNER")


def _item(record: Record) -> Item:
    body = pack(dict(record.body))
    if len(body) > MOST_BYTES:
        raise Invalid(
            f"The document takes {len(body)} bytes, compressed.",
            field="body",
            accepted=f"at most {MOST_BYTES} bytes",
        )
    return {
        **_at(record.project, record.kind, record.id)._asdict(),
        "body": body,
        "created_at": record.created_at,
        "changed_at": record.changed_at,
        "version": record.version,
        **({"file": pack(asdict(record.file))} if record.file else {}),
    }


def _record_of(project: ProjectId, item: Item) -> Record:
    kind, _, id = str(item["sk"]).partition("#")
    return Record(
        kind=kind,
        id=id,
        project=project,
        number=number_of("record", id),
        body=unpack(item["body"]),
        created_at=float(item.get("created_at", 0)),
        changed_at=float(item.get("changed_at", 0)),
        version=item.get("version", 1),
        file=StoredFile(**unpack(item["file"])) if "file" in item else None,
    )
