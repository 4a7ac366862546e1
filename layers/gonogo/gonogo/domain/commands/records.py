"""What vendors' clients keep in a project: documents and files."""

from __future__ import annotations

from dataclasses import dataclass, field

from gonogo.domain.record import Record


@dataclass(frozen=True, slots=True, kw_only=True)
class ListRecords:
    """The records of a kind, oldest first, with a key of role `read`."""

    key: str | None
    project: str
    kind: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordList:
    """Records, oldest first."""

    records: tuple[Record, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadRecord:
    """One record, with a key of role `read`; empty `project`: of any that the key opens."""

    key: str | None
    kind: str
    id: str
    """Id or number."""
    project: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class PutRecord:
    """Create (`id` empty) or replace a record, with a key of role `write`."""

    key: str | None
    record: Record
    most: int = 1_000
    """`Conflict` if the project had more of the kind then."""
    ticket: bool = False
    """Whether it gets a fresh secret, whose SHA-256 is then its body's field `ticket`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordView:
    """One record."""

    record: Record
    ticket: str = field(default="", repr=False)
    """The secret, in the answer to the put that made it and in no other."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DeleteRecord:
    """Remove a record, with a key of role `write`; answers a `Deleted`."""

    key: str | None
    kind: str
    id: str
    project: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadByTicket:
    """A record whose address is the secret: no key is looked at; answers a `RecordView`.

    The body's field `ticket` holds the SHA-256 of the secret; a wrong one is as good as none.
    """

    kind: str
    id: str
    ticket: str


OF_RECORDS = (ListRecords, ReadRecord, PutRecord, DeleteRecord, ReadByTicket)
