"""After a run ended: note its webhooks, count it into its batch, announce. Safe to repeat."""

from __future__ import annotations

from dataclasses import dataclass, replace

from gonogo.domain.batch import Batch
from gonogo.domain.delivery import Outcome
from gonogo.domain.result import Problem
from gonogo.domain.run import Run
from gonogo.ports import Announcer, Clock, Runs
from gonogo.services.tell import Telling, tell_batch, tell_run


@dataclass(frozen=True, slots=True)
class Settlement:
    """What settling needs; `public_base` is that of the links in outcomes."""

    runs: Runs
    telling: Telling
    announcer: Announcer
    clock: Clock
    public_base: str


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
    told = tell_run(run, to.telling)
    batch = to.runs.tally(run)
    if told:
        to.announcer.publish(_run_outcome(run, to.public_base))
    if batch.over:
        announce(batch, to)


def announce(batch: Batch, to: Settlement) -> None:
    """Tell the verdict of a batch that is over, at least once, and stop looking after it."""
    tell_batch(batch, to.telling)
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
