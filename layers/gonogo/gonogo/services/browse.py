"""Read runs and batches, waiting for their end if asked to."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import TypeVar

from gonogo.domain.batch import Batch
from gonogo.domain.commands import BatchView, ReadBatch, ReadRun, RunView
from gonogo.domain.delivery import Subject
from gonogo.domain.ids import BatchId, ProjectId, RunId, number_of, uuid_of
from gonogo.domain.key import Key
from gonogo.domain.project import Project
from gonogo.domain.run import Run
from gonogo.errors import NotFound
from gonogo.ports import Catalog, Clock, Deliveries, Runs

T = TypeVar("T")

MAX_WAIT = 25
"""Seconds a read may wait: the gateway ends at 30."""
_LOOK_EVERY = 0.5


@dataclass(frozen=True, slots=True)
class Browsing:
    """What reading needs."""

    catalog: Catalog
    runs: Runs
    clock: Clock
    deliveries: Deliveries | None = None
    """Where it is wanted how many receivers could not be told."""


def read_run(command: ReadRun, key: Key, to: Browsing) -> RunView:
    """A run that the key opens; `NotFound` for any other, and for a wrong test or project."""
    run_id = RunId(uuid_of("run", number_of("run", command.run)))
    run = _found(to.runs.run(run_id), key, command)
    if command.wait and not run.over:
        run = wait_until(
            lambda: to.runs.run(run_id) or run, lambda r: r.over, command.wait, to.clock
        )
    view = view_of(run, to.catalog, to.runs)
    if command.batch:
        view = replace(view, batch=to.runs.batch(run.batch))
    if to.deliveries is None or not run.over:
        return view
    index = run.number - number_of("batch", run.batch) - 1
    return replace(view, undelivered=_failed(to.deliveries, run.batch, index))


def read_batch(command: ReadBatch, key: Key, to: Browsing) -> BatchView:
    """A batch that the key opens, with its runs."""
    batch_id = BatchId(uuid_of("batch", number_of("batch", command.batch)))
    batch = to.runs.batch(batch_id)
    if batch is None or not key.opens(batch.project):
        raise NotFound("There is no such batch.")
    if command.wait and not batch.over:
        seen = batch
        batch = wait_until(
            lambda: to.runs.batch(batch_id) or seen, lambda b: b.over, command.wait, to.clock
        )
    view = batch_view_of(batch, to.catalog, to.runs, results=command.results)
    if to.deliveries is None or not batch.over:
        return view
    return replace(view, undelivered=_failed(to.deliveries, batch.id))


def _failed(deliveries: Deliveries, batch: BatchId, index: int | None = None) -> int:
    return sum(each.failed for each in deliveries.of(Subject("batch", batch), index))


def view_of(run: Run, catalog: Catalog, runs: Runs) -> RunView:
    """A run with its result, if it is over, and the test's head, if that is still there."""
    return RunView(
        project=_project(catalog, run.project),
        run=run,
        result=runs.result(run) if run.over else None,
        test=catalog.test_head(run.project, run.test),
    )


def batch_view_of(batch: Batch, catalog: Catalog, runs: Runs, *, results: bool = True) -> BatchView:
    """A batch with its runs in their order; `results`: with the results of those that are over."""
    project = _project(catalog, batch.project)
    members = runs.runs_of(batch)
    # All at once: one after the other, a batch of thousands would outlast its reader.
    found = runs.results(members) if results else (None,) * len(members)
    views = tuple(
        RunView(project=project, run=run, result=result)
        for run, result in zip(members, found, strict=True)
    )
    return BatchView(project=project, batch=batch, runs=views)


def _project(catalog: Catalog, project_id: ProjectId) -> Project:
    project = catalog.project(project_id)
    if project is None:
        raise NotFound("The project was deleted.")
    return project


def _found(run: Run | None, key: Key, command: ReadRun) -> Run:
    if run is None or not key.opens(run.project):
        raise NotFound("There is no such run.")
    if command.project not in (None, run.project) or command.test not in (None, run.test):
        raise NotFound("There is no such run.")
    return run


def wait_until(read: Callable[[], T], over: Callable[[T], bool], seconds: float, clock: Clock) -> T:
    """Read again and again until it is over, or the time is."""
    deadline = clock.now() + min(seconds, MAX_WAIT)
    while True:
        value = read()
        if over(value) or clock.now() >= deadline:
            return value
        clock.sleep(_LOOK_EVERY)
