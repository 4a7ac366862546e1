"""Chooses how tests run side by side on this machine."""

from __future__ import annotations

import os
from collections.abc import Sequence
from typing import Protocol

from gonogo.cli.running.job import Ended, Job
from gonogo.cli.running.threads import ThreadPool, Work

SIDE_BY_SIDE = 10
"""Tests at once unless `--parallel` says otherwise; the executor's figure too."""
WORTH_A_FORK = 40
"""Steps from which a second process repays the milliseconds that starting it costs."""


class Pool(Protocol):
    """Tests under way."""

    def next(self, timeout: float | None) -> Ended | None:
        """The next test that ended; None when all have. `TimeoutError` if none did in time."""
        ...

    def stop(self) -> None:
        """End what still runs."""
        ...

    def cut_short(self) -> bool:
        """Begin nothing more but what clears up; False if there is nothing of the kind."""
        ...


def start(jobs: Sequence[Job], work: Work, parallel: int | None) -> Pool:
    """Begin with all the jobs, `parallel` side by side."""
    side_by_side = min(parallel or SIDE_BY_SIDE, len(jobs))
    if any(job.place for job in jobs):
        from gonogo.cli.running.phased import PhasedPool

        return PhasedPool(jobs, work, side_by_side)
    processes = min(cores(), side_by_side)
    steps = sum(len(job.test.steps) for job in jobs)
    if processes < 2 or steps < WORTH_A_FORK or not hasattr(os, "fork"):
        return ThreadPool(jobs, work, side_by_side)
    from gonogo.cli.running.processes import ProcessPool

    return ProcessPool(jobs, work, side_by_side, processes)


def cores() -> int:
    """Cores that this process may use."""
    affinity = getattr(os, "sched_getaffinity", None)  # not on macOS
    return len(affinity(0)) if affinity else os.cpu_count() or 1
