"""Batches and runs in DynamoDB: every change is one conditional write, and safe to send twice.

botocore repeats a call whose answer was lost. So nothing here is counted up: a tally is sets of run
indexes, and whoever must know that *he* made a change leaves a nonce to recognise himself by.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import islice
from uuid import uuid4

from gonogo.aws import history, results, tallies
from gonogo.aws.items import (
    alive,
    batch_item,
    batch_key,
    batch_of,
    due_shard,
    due_shards,
    ending,
    number_in,
    project_shelf,
    run_item,
    run_key,
    run_of,
    test_shelf,
)
from gonogo.aws.side_by_side import each
from gonogo.aws.table import IF_THERE, UNLESS_THERE, ConditionFailed, Table
from gonogo.aws.values import Item
from gonogo.domain.batch import Batch
from gonogo.domain.ids import BatchId, ProjectId, RunId, TestId, number_of, uuid_of
from gonogo.domain.result import RunResult
from gonogo.domain.run import LEASE_SECONDS, MAX_ATTEMPTS, RUN_LIFETIME, Run
from gonogo.errors import AlreadyThere, NotFound
from gonogo.ports import Clock

_CHUNK_ITEMS = 100
_MANY, _AT_ONCE = 20, 2
"""Two transactions at once where there are many: each takes 200 units and some tenth of a second,
and a new table takes 4,000 units a second."""
_CHUNK_BYTES = 3_000_000
"""A transaction takes 100 items and 4 MB; half of a run's item is not in its variables."""


class DynamoRuns:
    """The `Runs` port."""

    def __init__(self, table: Table, clock: Clock) -> None:
        self._table = table
        self._clock = clock

    def create(self, batch: Batch, runs: tuple[Run, ...], *, token: str = "") -> bool:
        """Store runs and then their batch, all or unreadable; `AlreadyThere`: a number is taken.

        What was written before with the same token stays as it is and counts as written.
        """
        nonce = token or _nonce()
        items = [run_item(run) for run in runs] + [batch_item(batch)]
        *runs_alone, last = _chunks([{**item, "nonce": nonce} for item in items])

        def write(chunk: list[Item]) -> bool:
            return self._write(chunk, batch.number, nonce)

        whole = all(each(runs_alone, write, many=_MANY, at_once=_AT_ONCE))
        return write(last) and whole

    def _write(self, items: list[Item], number: int, nonce: str) -> bool:
        """Whether all of it was written now, and nothing before."""
        try:
            self._table.transact([self._table.putting(i, condition=UNLESS_THERE) for i in items])
        except ConditionFailed as failed:
            if not failed.written_by(nonce):
                raise AlreadyThere(f"The number {number} or a next is taken.") from failed
            there = {old["pk"] for old in failed.olds if old}
            rest = [item for item in items if item["pk"] not in there]
            # The head is written last: where it is, nothing is missing.
            if rest and batch_key(number).pk not in there:
                self._write(rest, number, nonce)
            return False
        return True

    def batch(self, batch: BatchId) -> Batch | None:
        """A batch's head, read consistently."""
        item = alive(self._table.get(batch_key(number_of("batch", batch))), self._clock.now())
        return batch_of(item) if item else None

    def run(self, run: RunId) -> Run | None:
        """A run, read consistently."""
        return self._readable(self._table.get(run_key(number_of("run", run))))

    def runs_of(self, batch: Batch) -> tuple[Run, ...]:
        """The runs of a batch in their order, read consistently."""
        keys = [run_key(number) for number in batch.run_numbers]
        found = self._table.get_all(keys)
        runs = [self._readable(found.get(key)) for key in keys]
        return tuple(run for run in runs if run is not None)

    def batches_of(
        self, project: ProjectId, *, limit: int, before: int | None = None
    ) -> tuple[Batch, ...]:
        """The newest batches of a project, of those with a number below `before`."""
        found = self._newest(project_shelf(project), limit, before)
        return tuple(islice((batch_of(item) for item in found if "project" in item), limit))

    def runs_of_test(
        self, project: ProjectId, test: TestId, *, limit: int, before: int | None = None
    ) -> tuple[Run, ...]:
        """The newest runs of a test, of those with a number below `before`."""
        found = self._newest(test_shelf(test), limit, before)
        complete = history.complete(self._table, found, limit)
        runs = (run for item in complete if (run := self._readable(item)))
        return tuple(islice((run for run in runs if run.project == project), limit))

    def _newest(self, shelf: str, limit: int, before: int | None) -> Iterator[Item]:
        now = self._clock.now()
        return history.newest(self._table, shelf, before=before, page=limit, now=now)

    def claim(self, run: RunId, now: float) -> Run | None:
        """Take a run: `running`, attempt + 1, a fresh lease. None if it cannot be claimed."""
        nonce = _nonce()
        try:
            item = self._table.update(
                run_key(number_of("run", run)),
                "SET #status = :running, #attempt = #attempt + :one, #lease_until = :lease, "
                "#started_at = :now, #nonce = :nonce",
                # An item that is not there has no status: the condition fails.
                condition="(#status = :queued OR (#status = :running AND #lease_until <= :now)) "
                "AND #attempt < :most AND #ttl > :now AND attribute_not_exists(#held)",
                values={
                    "running": "running",
                    "queued": "queued",
                    "one": 1,
                    "most": MAX_ATTEMPTS,
                    "now": now,
                    "lease": now + LEASE_SECONDS,
                    "nonce": nonce,
                },
                returns="ALL_NEW",
            )
        except ConditionFailed as failed:
            if alive(failed.old, now) is None:
                raise NotFound(f"There is no run {run!r}.") from failed
            return self._readable(failed.old) if failed.written_by(nonce) else None
        return run_of(item)

    def release(self, run: RunId, now: float) -> bool:
        """Let a held run be taken, with a lifetime from now on; False if it was not held."""
        return self._change(
            run,
            "SET #ready_at = :now, #deadline_at = :deadline, #nonce = :nonce REMOVE #held",
            condition="#status = :queued AND attribute_exists(#held)",
            values={
                "now": now,
                "deadline": now + RUN_LIFETIME,
                "nonce": _nonce(),
                "queued": "queued",
            },
        )

    def renew(self, run: RunId, attempt: int, lease_until: float) -> bool:
        """Hold the lease for longer; False if the run is no longer this attempt's."""
        return self._change(
            run,
            "SET #lease_until = :lease",
            condition="#status = :running AND #attempt = :attempt",
            values={"running": "running", "attempt": attempt, "lease": lease_until},
        )

    def finish(self, finished: Run) -> bool:
        """Make a run terminal if it is not and `finished.attempt` is its attempt; else False."""
        nonce = _nonce()
        added = {"started_at": finished.started_at, **ending(finished)}
        values = {name: value for name, value in added.items() if value is not None}
        names = ["status", "nonce", *values]
        return self._change(
            finished.id,
            "SET " + ", ".join(f"#{name} = :{name}" for name in names),
            condition="#status IN (:queued, :running) AND #attempt = :attempt",
            values={
                **values,
                "status": finished.status,
                "nonce": nonce,
                "queued": "queued",
                "running": "running",
                "attempt": finished.attempt,
            },
        )

    def _change(self, run: RunId, change: str, *, condition: str, values: Item) -> bool:
        try:
            key = run_key(number_of("run", run))
            self._table.update(key, change, condition=condition, values=values)
        except ConditionFailed as failed:
            return failed.written_by(values.get("nonce", ""))
        return True

    def save_result(self, run: RunId, attempt: int, result: RunResult) -> None:
        """Store the result of an attempt; it is read only once the run has finished with it."""
        results.save(self._table, number_of("run", run), attempt, result)

    def result(self, run: Run) -> RunResult | None:
        """The result of the attempt that finished the run."""
        return self.results((run,))[0]

    def results(self, runs: Sequence[Run]) -> tuple[RunResult | None, ...]:
        """The results of runs, in their order."""
        attempts = [(run.number, run.attempt) for run in runs if run.over]
        found = results.load(self._table, attempts, self._clock.now())
        ended = (found.get((run.number, run.attempt)) for run in runs)
        # An executor can die between result and finish; then the janitor gave the run its end.
        pairs = zip(runs, ended, strict=True)
        return tuple(end if end and end.status == run.status else None for run, end in pairs)

    def tally(self, run: Run) -> Batch:
        """Count a terminal run into its batch, once however often called; returns the head."""
        return batch_of(tallies.count(self._table, run))

    def mark_announced(self, batch: BatchId, now: float) -> None:
        """The batch's outcome is out: nothing is due any more."""
        self._settle(
            batch,
            "SET #announced_at = if_not_exists(#announced_at, :now) REMOVE #due_shard, #due_at",
            condition=IF_THERE,
            values={"now": now},
        )

    def due_batches(self, now: float, limit: int) -> tuple[BatchId, ...]:
        """Batches whose `due_at` has come, longest overdue first."""
        found = [item for shard in due_shards("batch") for item in self._due(shard, now, limit)]
        found.sort(key=lambda item: (item["due_at"], item["pk"]))
        return tuple(BatchId(uuid_of("batch", number_in(item["pk"]))) for item in found[:limit])

    def _due(self, shard: str, now: float, limit: int) -> Iterator[Item]:
        return self._table.due(shard, now, limit)

    def postpone(self, batch: BatchId, due_at: float) -> None:
        """Look at an open batch again at `due_at`."""
        self._settle(
            batch,
            "SET #due_shard = :shard, #due_at = :due_at",
            condition=f"{IF_THERE} AND attribute_not_exists(#announced_at)",
            values={
                "shard": due_shard("batch", number_of("batch", batch)),
                "due_at": due_at,
            },
        )

    def _settle(self, batch: BatchId, change: str, *, condition: str, values: Item) -> None:
        try:
            key = batch_key(number_of("batch", batch))
            self._table.update(key, change, condition=condition, values=values)
        except ConditionFailed:
            return  # gone, or announced: there is nothing to look at any more

    def _readable(self, item: Item | None) -> Run | None:
        item = alive(item, self._clock.now())
        if item is None or not {"batch", "project", "status"} <= item.keys():
            return None
        return run_of(item)


def _nonce() -> str:
    return uuid4().hex[:16]


def _chunks(items: list[Item]) -> Iterator[list[Item]]:
    """Groups that fit into a transaction each, in order: the batch's head comes last."""
    chunk: list[Item] = []
    size = 0
    for item in items:
        weight = 2_000 + _weight(item)
        if chunk and (len(chunk) == _CHUNK_ITEMS or size + weight > _CHUNK_BYTES):
            yield chunk
            chunk, size = [], 0
        chunk.append(item)
        size += weight
    yield chunk


def _weight(item: Item) -> int:
    """Bytes of what may be large in a run; all else stays below the allowance per item."""
    large = [item.get(name, b"") for name in ("variables", "overrides", "terms")]
    return sum(map(len, large)) + sum(len(address) for address in item.get("webhooks", ()))
