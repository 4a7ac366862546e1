"""Counts by project and day: one transaction a batch adds them, and marks the batch as counted."""

from __future__ import annotations

from datetime import UTC, date, datetime

from gonogo.aws.items import alive, batch_key, expires
from gonogo.aws.table import UNLESS_THERE, ConditionFailed, Key, Table
from gonogo.domain.batch import Batch
from gonogo.domain.ids import ProjectId
from gonogo.domain.usage import COUNTED, Usage
from gonogo.ports import Clock

KEPT_SECONDS = 400 * 86_400
_SHARDS = 4
"""Items of a day: batches that end together would wait for each other's transactions."""


class DynamoUsages:
    """The `Usages` port."""

    def __init__(self, table: Table, clock: Clock) -> None:
        self._table = table
        self._clock = clock

    def count(self, batch: Batch, usage: Usage) -> None:
        """Add what a batch used, once however often it is asked for."""
        day = datetime.fromtimestamp(batch.created_at, UTC).date()
        counted = {
            **Key(batch_key(batch.number).pk, "USED")._asdict(),
            "ttl": expires(batch.created_at),
        }
        added = {name: getattr(usage, name) for name in COUNTED if getattr(usage, name)}
        change = "SET #ttl = if_not_exists(#ttl, :ttl)"
        change += " ADD " + ", ".join(f"#{name} :{name}" for name in added)
        writes = [
            self._table.putting(counted, condition=UNLESS_THERE),
            self._table.updating(
                Key(_partition(batch.project), f"{day.isoformat()}#{batch.number % _SHARDS}"),
                change,
                values={**added, "ttl": int(batch.created_at) + KEPT_SECONDS},
            ),
        ]
        try:
            self._table.transact(writes)
        except ConditionFailed:
            return  # counted before

    def of(self, project: ProjectId, first: date, last: date) -> dict[date, Usage]:
        """What was used on each of the days, but for those without use."""
        found: dict[date, Usage] = {}
        now = self._clock.now()
        pages = self._table.between(_partition(project), first.isoformat(), f"{last.isoformat()}~")
        for item in pages:
            if alive(item, now):
                day = date.fromisoformat(str(item["sk"]).partition("#")[0])
                used = Usage(**{name: int(item.get(name, 0)) for name in COUNTED})
                found[day] = found.get(day, Usage()) + used
        return found


def _partition(project: ProjectId) -> str:
    return f"USAGE#{project}"
