"""Groups of batches that supersede each other, beside the runs: which there are, which do it.

Both are sets of numbers, so that a repeated write is none and none overtakes another.
"""

from __future__ import annotations

from hashlib import sha256

from gonogo.aws.table import ConditionFailed, Key, Table
from gonogo.aws.values import Item
from gonogo.domain.ids import ProjectId
from gonogo.domain.run import RUN_LIFETIME

_KEPT_SECONDS = 7 * 86_400
"""Much longer than a batch can be open: phases have a lifetime each."""


class DynamoGroups:
    """The `Groups` port."""

    def __init__(self, table: Table) -> None:
        self._table = table

    def join(
        self, project: ProjectId, group: str, number: int, *, supersedes: bool, now: float
    ) -> tuple[frozenset[int], int]:
        """Note a batch; every one that is noted, and the newest that supersedes, or 0."""
        added = "#numbers :number" + (", #superseding :number" if supersedes else "")
        item = self._table.update(
            _at(project, group),
            f"ADD {added} SET #ttl = :ttl",
            values={"number": {number}, "ttl": int(now + RUN_LIFETIME) + _KEPT_SECONDS},
            returns="ALL_NEW",
        )
        superseding: set[int] = item.get("superseding", set())
        return frozenset(item.get("numbers", set())), max(superseding, default=0)

    def leave(self, project: ProjectId, group: str, numbers: frozenset[int]) -> None:
        """Forget batches that are over; which is the newest that superseded stays known."""
        if not numbers:
            return
        older: Item = {"numbers": set(numbers)}
        try:
            self._table.update(
                _at(project, group),
                "DELETE #numbers :numbers, #superseding :numbers",
                condition="attribute_exists(#pk)",
                values=older,
            )
        except ConditionFailed:
            return


def _at(project: ProjectId, group: str) -> Key:
    digest = sha256(group.encode("utf-8", "surrogatepass")).hexdigest()
    return Key(f"GROUP#{project}", digest)
