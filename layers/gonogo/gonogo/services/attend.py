"""Wait for the end of what was started, if the caller asked for it."""

from __future__ import annotations

from dataclasses import replace

from gonogo.domain.batch import Batch
from gonogo.domain.commands import Started
from gonogo.ports import Clock, Runs
from gonogo.services.browse import wait_until


def attend(started: Started, until: float, runs: Runs, clock: Clock) -> Started:
    """The answer as things stand when the batch is over, or the time is.

    The time counts from the call's beginning: a start of thousands takes a part of it.
    """
    seconds = until - clock.now()
    if seconds <= 0:
        return started
    first = started.batch

    def read() -> Batch:
        return runs.batch(first.id) or first

    batch = wait_until(read, lambda batch: batch.over, seconds, clock)
    return replace(started, batch=batch, runs=runs.runs_of(batch))
