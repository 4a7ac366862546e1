"""After a run ended: note its webhooks, count it, let others begin, announce. Safe to repeat."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from typing import TypeVar

from gonogo.domain.batch import Batch
from gonogo.domain.delivery import Outcome
from gonogo.domain.result import Problem
from gonogo.domain.run import Run
from gonogo.domain.turns import may_let_begin, turn
from gonogo.domain.usage import usage_of
from gonogo.ports import Announcer, Clock, RunQueue, Runs
from gonogo.services.send import send
from gonogo.services.tell import Telling, tell_batch, tell_run
from gonogo.stores import Usages

T = TypeVar("T")
SIDE_BY_SIDE = 16
"""Runs that are moved on at once: a batch may have thousands."""


@dataclass(frozen=True, slots=True)
class Settlement:
    """What settling needs; `public_base` is that of the links in outcomes."""

    runs: Runs
    telling: Telling
    announcer: Announcer
    clock: Clock
    public_base: str
    queue: RunQueue
    usages: Usages | None = None
    """Where what was used is counted; None counts nothing."""


def finish(run: Run, to: Settlement) -> bool:
    """Make a run terminal and settle it; False if another attempt or caller was first."""
    if not to.runs.finish(run):
        return False
    settle(run, to)
    return True


def give_up(run: Run, problem: Problem, to: Settlement) -> bool:
    """End a run that nobody can judge any more."""
    return finish(replace(run, status="errored", finished_at=to.clock.now(), problem=problem), to)


def settle(run: Run, to: Settlement) -> None:
    """The effects of a terminal run. Each is idempotent, so whoever finds it half done repeats it.

    The order matters: what is told of a run is noted before the batch can close, what is told of
    the batch before its outcome is out, and until then the batch stays due.
    """
    batch = _noted(run, to)
    if batch.over:
        announce(batch, to)
    elif may_let_begin(batch, run):
        move_on(batch, to)


def _noted(run: Run, to: Settlement) -> Batch:
    told = tell_run(run, to.telling)
    batch = to.runs.tally(run)
    if told:
        to.announcer.publish(_run_outcome(run, to.public_base))
    return batch


def move_on(batch: Batch, to: Settlement) -> None:
    """Let those runs of a batch begin whose turn has come, and cancel those that never get one.

    Who asks does not matter, nor how often: `turn` looks at nothing but what is stored, a run is
    released once, and whoever dies after releasing leaves a run that the janitor sends.
    """
    next = turn(batch, to.runs.runs_of(batch))
    if next.cancel:
        why = next.problem
        ends = _each(next.cancel, lambda run: _canceled(run, why, to))
        for end in ends:
            if end is not None and end.over:
                announce(end, to)
                return
        next = turn(batch, to.runs.runs_of(batch))
    now = to.clock.now()
    released = _each(next.begin, lambda run: to.runs.release(run.id, now))
    ready = [
        replace(run, held=False) for run, ours in zip(next.begin, released, strict=True) if ours
    ]
    send(to.queue, ready)


def _canceled(run: Run, why: Problem | None, to: Settlement) -> Batch | None:
    """The batch after a run was canceled and counted; None if it had ended otherwise."""
    at = to.clock.now()
    ended = replace(run, status="canceled", finished_at=at, problem=why)
    return _noted(ended, to) if to.runs.finish(ended) else None


def _each(runs: Sequence[Run], do: Callable[[Run], T]) -> list[T]:
    """Do it for all, side by side where there are several."""
    if len(runs) < 2:
        return [do(run) for run in runs]
    with ThreadPoolExecutor(max_workers=SIDE_BY_SIDE, thread_name_prefix="move") as pool:
        return list(pool.map(do, runs))


def announce(batch: Batch, to: Settlement) -> None:
    """Tell the verdict of a batch that is over, at least once, and stop looking after it."""
    tell_batch(batch, to.telling)
    if to.usages is not None:
        to.usages.count(batch, usage_of(batch, to.runs.runs_of(batch)))
    to.announcer.publish(
        Outcome(
            kind="batch",
            project=batch.project,
            batch=batch.id,
            status=batch.verdict or "",
            url=f"{to.public_base}/ui/batches/{batch.id}",
        )
    )
    to.runs.mark_announced(batch.id, to.clock.now())


def _run_outcome(run: Run, public_base: str) -> Outcome:
    return Outcome(
        kind="run",
        project=run.project,
        batch=run.batch,
        run=run.id,
        status=run.status,
        url=f"{public_base}/ui/runs/{run.id}",
    )
