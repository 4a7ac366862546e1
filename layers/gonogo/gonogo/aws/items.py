"""Where everything is kept: keys of each table, and how runs, batches and deliveries look there.

Tables by lifecycle: `catalog` (definitions, keys), `runs` (batches, runs, results, deliveries),
`guards` (rate windows, sessions). Mapping is by hand, and reading it back forgives what is missing:
an older or newer writer, or an item that lost attributes, must not stop a reader.
"""

from __future__ import annotations

from itertools import zip_longest
from typing import get_args

from gonogo.aws.documents import pack, unpack
from gonogo.aws.table import Key
from gonogo.aws.terms import overrides_of, packed_overrides, packed_terms, terms_of
from gonogo.aws.values import Item
from gonogo.domain.batch import Batch, Tally
from gonogo.domain.delivery import Subject
from gonogo.domain.ids import (
    NUMBER_BITS,
    BatchId,
    ProjectId,
    RunId,
    TestId,
    WebhookId,
    number_of,
    uuid_of,
)
from gonogo.domain.result import Counts, Problem, RunOutcome
from gonogo.domain.run import Run

RETENTION_SECONDS = 30 * 86_400
"""How long batches, runs and results are kept."""
FIRST_LOOK_SECONDS = 30.0
"""When the janitor first looks at a batch that nobody closed."""
DUE_SHARDS = 4
"""Partitions of each kind in the `due` index: one would be a hot key at a thousand writes/s."""
TALLY_SHARD = 100
"""Runs counted in one item: number sets of a hundred keep it below one write unit."""
_COUNTS = tuple(Counts.__dataclass_fields__)
"""Their order in an item: a new count goes to the end."""
_ENDS = tuple(Tally.__dataclass_fields__)
"""Their order in what is folded: the outcomes, then those set aside."""
OUTCOMES: tuple[RunOutcome, ...] = get_args(RunOutcome)


# ---- keys ----------------------------------------------------------------------------------------


def batch_key(number: int) -> Key:
    """The head of a batch."""
    return Key(f"BATCH#{number}", "BATCH")


def tally_key(number: int, shard: int) -> Key:
    """The count of runs 100 x `shard` and following of a large batch."""
    return Key(f"BATCH#{number}", f"TALLY#{shard}")


def run_key(number: int) -> Key:
    """The head of a run."""
    return Key(f"RUN#{number}", "RUN")


def result_key(number: int, attempt: int, part: int = 0) -> Key:
    """The result of an attempt, or a further part of it."""
    return Key(f"RUN#{number}", f"RESULT#{attempt}" + (f"#{part}" if part else ""))


def left_key(number: int, attempt: int) -> Key:
    """What an attempt leaves to runs after it."""
    return Key(f"RUN#{number}", f"LEFT#{attempt}")


def delivery_key(subject: Subject, id: str) -> Key:
    """A delivery, beside what it tells about."""
    if subject.kind == "batch":
        return Key(f"BATCH#{number_of('batch', subject.id)}", f"DELIVERY#{id}")
    return Key(f"WEBHOOK#{subject.id}", f"DELIVERY#{id}")


def subject_in(pk: str) -> Subject:
    """What the deliveries of a partition stand beside."""
    kind, _, name = pk.partition("#")
    if kind == "BATCH":
        return Subject("batch", uuid_of("batch", int(name)))
    return Subject("webhook", name)


def log_key(webhook: WebhookId, number: int, address: str) -> Key:
    """Where a webhook's log points at a delivery; the newest stands first."""
    return Key(f"WEBHOOK#{webhook}", f"LOG#{(1 << NUMBER_BITS) - number:016d}#{address}")


def project_shelf(project: ProjectId) -> str:
    """Where the `history` index has a project's batches, by number."""
    return f"PROJECT#{project}"


def test_shelf(test: TestId) -> str:
    """Where the `history` index has a test's runs, by number."""
    return f"TEST#{test}"


def due_shard(kind: str, number: int) -> str:
    """The partition of the `due` index that a batch or delivery stands in."""
    return f"{kind}#{number % DUE_SHARDS}"


def due_shards(kind: str) -> tuple[str, ...]:
    """All its partitions."""
    return tuple(f"{kind}#{shard}" for shard in range(DUE_SHARDS))


def number_in(key: str) -> int:
    """The number in `BATCH#17`, `RUN#17`."""
    return int(key.partition("#")[2])


def expires(created_at: float) -> int:
    """The `ttl` of what belongs to a batch."""
    return int(created_at) + RETENTION_SECONDS


def alive(item: Item | None, now: float) -> Item | None:
    """The item, unless it is over: deletion by TTL comes days late."""
    return item if item is not None and item.get("ttl", now + 1) > now else None


# ---- batches -------------------------------------------------------------------------------------


def batch_item(batch: Batch) -> Item:
    """A new batch: due for a look until it is announced; what is empty is left out."""
    optional: Item = {
        "kind": batch.kind if batch.kind != "project" else None,
        "target_id": batch.target_id,
        "refused": batch.refused,
        "rerun_of": number_of("batch", batch.rerun_of) if batch.rerun_of else None,
        "setup": batch.setup,
        "teardown": batch.teardown,
        "sequential": batch.sequential,
        "terms": packed_terms(batch.terms),
    }
    return {
        **batch_key(batch.number)._asdict(),
        "history": project_shelf(batch.project),
        "number": batch.number,
        "project": batch.project,
        "project_name": batch.project_name,
        "source": batch.source,
        "target": batch.target,
        "total": batch.total,
        "created_at": batch.created_at,
        "deadline_at": batch.deadline_at,
        "dialect": batch.dialect,
        "due_shard": due_shard("batch", batch.number),
        "due_at": batch.created_at + FIRST_LOOK_SECONDS,
        "ttl": expires(batch.created_at),
        **{name: value for name, value in optional.items() if value},
    }


def batch_of(item: Item) -> Batch:
    """A batch as it stands."""
    number = number_in(item["pk"])
    return Batch(
        id=BatchId(uuid_of("batch", number)),
        number=number,
        project=item["project"],
        project_name=item.get("project_name", ""),
        source=item.get("source", "api"),
        target=item.get("target", ""),
        total=item.get("total", 0),
        created_at=float(item.get("created_at", 0)),
        deadline_at=float(item.get("deadline_at", 0)),
        dialect=item.get("dialect", "native"),
        kind=item.get("kind", "project"),
        target_id=item.get("target_id", ""),
        terms=terms_of(item.get("terms")),
        refused=item.get("refused", 0),
        setup=item.get("setup", 0),
        teardown=item.get("teardown", 0),
        sequential=item.get("sequential", False),
        rerun_of=BatchId(uuid_of("batch", item["rerun_of"])) if "rerun_of" in item else None,
        tally=tally_of(item),
        announced_at=_time(item, "announced_at"),
    )


def tally_of(item: Item) -> Tally:
    """What was counted: own sets of run indexes, and the counts of the shards folded in."""
    counts = ends_in(item)
    for name, folded in item.items():
        if name.startswith("shard_"):
            counts = [mine + theirs for mine, theirs in zip_longest(counts, folded, fillvalue=0)]
    return Tally(**dict(zip(_ENDS, counts, strict=False)))


def ends_in(item: Item) -> list[int]:
    """How many runs ended how, by the sets in an item; and of these, if any, those set aside."""
    ended: list[set[int]] = [item.get(outcome, set()) for outcome in OUTCOMES]
    counts = [len(indexes) for indexes in ended]
    aside: set[int] = item.get("aside", set())
    return counts + [len(indexes & aside) for indexes in ended] if aside else counts


# ---- runs ----------------------------------------------------------------------------------------


def run_item(run: Run) -> Item:
    """A run; what is empty or follows from the key is left out, to stay below one write unit."""
    optional: Item = {
        "environment": run.environment,
        "environment_name": run.environment_name,
        "variables": pack(dict(run.variables)) if run.variables else None,
        "webhooks": list(run.webhooks),
        "depth": run.depth,
        "overrides": packed_overrides(run.overrides),
        "source": run.source if run.source != "trigger" else None,
        "aside": not run.blocking,
        "silent": not run.notify,
        "phase": run.phase if run.phase != "main" else None,
        "held": run.held,
        "ready_at": run.ready_at,
        "lease_until": run.lease_until,
        **ending(run),
        "started_at": run.started_at,
    }
    return {
        **run_key(run.number)._asdict(),
        "history": test_shelf(run.test),
        "number": run.number,
        "batch": number_of("batch", run.batch),
        "project": run.project,
        "project_name": run.project_name,
        "test": run.test,
        "test_name": run.test_name,
        "location": run.location,
        "dialect": run.dialect,
        "status": run.status,
        "attempt": run.attempt,
        "created_at": run.created_at,
        "deadline_at": run.deadline_at,
        "ttl": expires(run.created_at),
        **({} if run.row is None else {"row": run.row}),
        **{name: value for name, value in optional.items() if value},
    }


def ending(run: Run) -> Item:
    """What a run's end adds to its item; None for what there is not."""
    counts = run.counts
    return {
        "finished_at": run.finished_at,
        "counts": [getattr(counts, name) for name in _COUNTS] if counts != Counts() else None,
        "problem": [run.problem.code, run.problem.message] if run.problem else None,
    }


def run_of(item: Item) -> Run:
    """A run as it stands."""
    number = number_in(item["pk"])
    packed = item.get("variables")
    problem = item.get("problem")
    return Run(
        id=RunId(uuid_of("run", number)),
        number=number,
        batch=BatchId(uuid_of("batch", item["batch"])),
        project=item["project"],
        project_name=item.get("project_name", ""),
        test=TestId(item.get("test", "")),
        test_name=item.get("test_name", ""),
        environment=item.get("environment"),
        environment_name=item.get("environment_name", ""),
        location=item.get("location", ""),
        variables=unpack(packed) if packed else {},
        webhooks=tuple(item.get("webhooks", ())),
        depth=int(item.get("depth", 0)),
        overrides=overrides_of(item.get("overrides")),
        source=item.get("source", "trigger"),
        blocking=not item.get("aside", False),
        notify=not item.get("silent", False),
        phase=item.get("phase", "main"),
        row=item.get("row"),
        held=item.get("held", False),
        ready_at=float(item.get("ready_at", 0)),
        dialect=item.get("dialect", "native"),
        status=item["status"],
        attempt=item.get("attempt", 0),
        lease_until=float(item.get("lease_until", 0)),
        created_at=float(item.get("created_at", 0)),
        deadline_at=float(item.get("deadline_at", 0)),
        started_at=_time(item, "started_at"),
        finished_at=_time(item, "finished_at"),
        counts=_counts_of(item.get("counts", [])),
        problem=Problem(code=problem[0], message=problem[1]) if problem else None,
    )


def _counts_of(stored: list[int]) -> Counts:
    return Counts(**dict(zip(_COUNTS, stored, strict=False)))


def _time(item: Item, name: str) -> float | None:
    return float(item[name]) if name in item and item[name] is not None else None
