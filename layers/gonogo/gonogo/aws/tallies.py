"""Counting runs into their batch exactly once: sets of indexes, so that a repeated write is none.

A batch of up to a hundred runs keeps the sets in its head. A larger one keeps them in an item for
each hundred, and a full hundred is folded into the head as numbers that never change again. Runs
that do not count towards the verdict are also in a set of their own, `aside`.
"""

from __future__ import annotations

from gonogo.aws.items import OUTCOMES, TALLY_SHARD, batch_key, ends_in, expires, tally_key
from gonogo.aws.table import IF_THERE, ConditionFailed, Table
from gonogo.aws.values import Item
from gonogo.domain.ids import number_of
from gonogo.domain.run import Run
from gonogo.errors import Conflict, NotFound


def count(table: Table, run: Run) -> Item:
    """Count a run that is over; the item of the batch's head as it stands after it."""
    if not run.over:
        raise Conflict(f"The run {run.id} is not over.")
    number = number_of("batch", run.batch)
    index = run.number - number - 1
    if index < TALLY_SHARD:
        try:
            return table.update(
                batch_key(number),
                _adding(run),
                condition="#total <= :most",
                values={"index": {index}, "most": TALLY_SHARD},
                returns="ALL_NEW",
            )
        except ConditionFailed as failed:
            if failed.old is None:
                raise NotFound(f"There is no batch {run.batch!r}.") from failed
    return _count_in_shard(table, run, number, index)


def _count_in_shard(table: Table, run: Run, number: int, index: int) -> Item:
    shard = index // TALLY_SHARD
    counted = table.update(
        tally_key(number, shard),
        f"{_adding(run)} SET #ttl = :ttl",
        values={"index": {index}, "ttl": expires(run.created_at)},
        returns="ALL_NEW",
    )
    head = table.get(batch_key(number))
    if head is None:
        raise NotFound(f"There is no batch {run.batch!r}.")
    mine = ends_in(counted)
    expected = min(TALLY_SHARD, head["total"] - shard * TALLY_SHARD)
    folded = f"shard_{shard}"
    if sum(mine[: len(OUTCOMES)]) == expected and folded not in head:
        # Whoever finds the hundred full folds it: should he die first, the next call does it.
        head = table.update(
            batch_key(number),
            f"SET #{folded} = :counts",
            condition=IF_THERE,
            values={"counts": mine},
            returns="ALL_NEW",
        )
    return _with_the_last_of_main(table, number, head)


def _with_the_last_of_main(table: Table, number: int, head: Item) -> Item:
    """With what is counted of the hundred in which `teardown` begins: it is full only at the end.

    Looked at once all hundreds before it are, so that the end of `main` shows.
    """
    shard = (head["total"] - head.get("teardown", 0)) // TALLY_SHARD
    name = f"shard_{shard}"
    if not head.get("teardown") or name in head:
        return head
    if not all(f"shard_{before}" in head for before in range(shard)):
        return head
    counted = table.get(tally_key(number, shard))
    return {**head, name: ends_in(counted)} if counted else head


def _adding(run: Run) -> str:
    """The change that counts the run."""
    return f"ADD #{run.status} :index" + ("" if run.blocking else ", #aside :index")
