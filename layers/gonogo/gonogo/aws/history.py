"""What was started before, newest first: the index `history` knows the keys, the table the items.

The index is behind the table by a moment and holds keys only, so that a run that changes its state
five times is not written ten times; what it names is read consistently from the table.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice

from gonogo.aws.items import alive, batch_key
from gonogo.aws.table import Key, Table
from gonogo.aws.values import Item
from gonogo.domain.ids import NUMBER_BITS

_ALL = 1 << NUMBER_BITS


def newest(
    table: Table, shelf: str, *, before: int | None, page: int, now: float
) -> Iterator[Item]:
    """The items of a shelf with a number below `before`, newest first, `page` at a time."""
    named = table.history(shelf, _ALL if before is None else before, page)
    while items := [Key(item["pk"], item["sk"]) for item in islice(named, page)]:
        found = table.get_all(items)
        yield from (item for key in items if (item := alive(found.get(key), now)))


def complete(table: Table, items: Iterator[Item], page: int) -> Iterator[Item]:
    """Of runs those whose batch was written to its end, `page` at a time."""
    while group := list(islice(items, page)):
        heads = {item["batch"]: batch_key(item["batch"]) for item in group if "batch" in item}
        found = table.get_all(list(heads.values()))
        yield from (item for item in group if heads.get(item.get("batch", 0)) in found)
