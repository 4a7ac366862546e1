"""State handed on in a batch with phases: what a run takes over, and what it leaves."""

from __future__ import annotations

from dataclasses import replace

from gonogo.domain.left import Left
from gonogo.domain.result import Problem, RunResult
from gonogo.domain.run import Run
from gonogo.domain.turns import handed_by, hands_on
from gonogo.errors import Invalid
from gonogo.ports import Runs
from gonogo.stores import Handovers

TOO_MUCH = "left_too_much"


def take_over(run: Run, runs: Runs, handovers: Handovers) -> Left:
    """What the runs before this one left to it."""
    batch = runs.batch(run.batch) if run.row is not None else None
    if batch is None:
        return Left()
    before = replace(batch, total=run.number - batch.number - 1)
    found = Left()
    for left in handovers.of(handed_by(batch, runs.runs_of(before), run)):
        found = found.then(left)
    return found


def leave(run: Run, result: RunResult, left: Left, runs: Runs, handovers: Handovers) -> RunResult:
    """Keep what a run leaves; the result, errored if that is more than can be handed on.

    It is kept before the run ends: whoever begins by that end finds it.
    """
    batch = runs.batch(run.batch) if run.row is not None and left.any else None
    if batch is None or not hands_on(batch, run):
        return result
    try:
        handovers.leave(run, left)
    except Invalid as error:
        problem = Problem(code=TOO_MUCH, message=f"{error.message} Accepted: {error.accepted}.")
        return replace(result, status="errored", problem=problem)
    return result
