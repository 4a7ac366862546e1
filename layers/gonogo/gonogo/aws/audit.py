"""The audit log beside the runs: an item for each change, the newest first, for a year and more."""

from __future__ import annotations

from itertools import islice

from gonogo.aws.items import alive
from gonogo.aws.table import UNLESS_THERE, ConditionFailed, Key, Table
from gonogo.aws.values import Item
from gonogo.domain.audit import AuditEntry
from gonogo.domain.ids import NUMBER_BITS, KeyId, ProjectId
from gonogo.errors import AlreadyThere
from gonogo.ports import Clock

KEPT_SECONDS = 400 * 86_400
_LAST = "~"


class DynamoAudit:
    """The `Audit` port."""

    def __init__(self, table: Table, clock: Clock) -> None:
        self._table = table
        self._clock = clock

    def note(self, entry: AuditEntry) -> None:
        """Add a change; what is noted is never written over."""
        item = _item(entry)
        try:
            self._table.put(item, condition=UNLESS_THERE)
        except ConditionFailed as failed:
            if failed.old != item:
                raise AlreadyThere("The number of the entry is taken.") from failed

    def of(self, project: ProjectId, limit: int, before: int | None) -> tuple[AuditEntry, ...]:
        """The newest changes whose number is below."""
        after = _place(before - 1) if before is not None else "0"
        now = self._clock.now()
        items = self._table.between(_partition(project), after, _LAST)
        living = (item for item in items if alive(item, now))
        return tuple(_entry_of(project, item) for item in islice(living, limit))


def _partition(project: ProjectId) -> str:
    return f"AUDIT#{project}"


def _place(number: int) -> str:
    """The newest stands first."""
    return f"{(1 << NUMBER_BITS) - number:016d}"


def _item(entry: AuditEntry) -> Item:
    return {
        **Key(_partition(entry.project), _place(entry.number))._asdict(),
        "at": entry.at,
        "key": entry.key,
        "key_name": entry.key_name,
        "deed": entry.deed,
        "kind": entry.kind,
        "id": entry.id,
        "name": entry.name,
        "ttl": int(entry.at) + KEPT_SECONDS,
    }


def _entry_of(project: ProjectId, item: Item) -> AuditEntry:
    return AuditEntry(
        number=(1 << NUMBER_BITS) - int(item["sk"]),
        project=project,
        at=float(item.get("at", 0)),
        key=KeyId(item.get("key", "")),
        key_name=item.get("key_name", ""),
        deed=item.get("deed", "changed"),
        kind=item.get("kind", ""),
        id=item.get("id", ""),
        name=item.get("name", ""),
    )
