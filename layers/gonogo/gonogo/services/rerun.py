"""Start the runs of a batch once more: the same tests, with the same of everything."""

from __future__ import annotations

from collections.abc import Container
from dataclasses import replace

from gonogo.domain.batch import Batch
from gonogo.domain.commands import Started
from gonogo.domain.commands.history import Rerun
from gonogo.domain.environment import Environment
from gonogo.domain.ids import BatchId, TestId, number_of, uuid_of
from gonogo.domain.key import Key
from gonogo.domain.project import Project
from gonogo.domain.run import Run
from gonogo.domain.test import TestHead
from gonogo.errors import Conflict, NotFound
from gonogo.services.accept import Acceptance, count_start, refuse_loops, scope_of
from gonogo.services.attend import attend
from gonogo.services.authorise import authorise
from gonogo.services.begin import Order, Ticket, begin
from gonogo.services.once import once
from gonogo.services.plan import PlannedRun


def rerun(command: Rerun, to: Acceptance) -> Started:
    """Start a batch, or what of it did not pass, once more; `Conflict` if there is nothing to."""
    now = to.clock.now()
    until = now + command.wait
    key = authorise(to.keys, command.key, "trigger", now)
    refuse_loops(command.depth)
    batch, project = _found(command.batch, key, to)
    wanted = _wanted(batch, to.runs.runs_of(batch), only_failed=command.only_failed)

    def first(ticket: Ticket | None) -> Started:
        count_start(key, to)
        heads = {head.id: head for head in to.catalog.test_heads(project.id) if head.enabled}
        there = tuple(
            _planned(run, heads[run.test], command.depth) for run in wanted if run.test in heads
        )
        order = _order(batch, project, there, command, to)
        return replace(begin(order, to.beginning, ticket), skipped=_without(wanted, heads))

    started = once(scope_of(key), command.idempotency, project.id, first, to.repeating)
    if started.replayed:
        started = replace(started, skipped=_without(wanted, {run.test for run in started.runs}))
    return attend(started, until, to.runs, to.clock)


def _without(runs: tuple[Run, ...], tests: Container[TestId]) -> tuple[str, ...]:
    """The tests of the runs that are not among these, each once."""
    return tuple(dict.fromkeys(run.test for run in runs if run.test not in tests))


def _found(name: str, key: Key, to: Acceptance) -> tuple[Batch, Project]:
    batch = to.runs.batch(BatchId(uuid_of("batch", number_of("batch", name))))
    if batch is None or not key.opens(batch.project):
        raise NotFound("There is no such batch.")
    project = to.catalog.project(batch.project)
    if project is None:
        raise NotFound("The project was deleted.")
    return batch, project


def _wanted(batch: Batch, runs: tuple[Run, ...], *, only_failed: bool) -> tuple[Run, ...]:
    """The runs to make again; `Conflict` while the batch is open, and when there are none."""
    if not batch.over:
        raise Conflict(f"The batch is open: {batch.tally.over} of {batch.total} runs ended.")
    again = {run.id for run in runs if not only_failed or run.status != "passed"}
    if not again:
        raise Conflict("Every run of the batch passed." if runs else "The batch had no runs.")
    if batch.sequential:  # each takes over what those before it leave
        return runs
    # What is done before and after the others, they need again.
    return tuple(run for run in runs if run.id in again or run.phase != "main")


def _order(
    batch: Batch, project: Project, there: tuple[PlannedRun, ...], command: Rerun, to: Acceptance
) -> Order:
    known = tuple(planned for planned in there if planned.location in to.locations)
    return Order(
        project=project,
        target=batch.target,
        kind=batch.kind,
        target_id=batch.target_id,
        planned=known,
        refused=len(there) - len(known),
        source="api",
        dialect=command.dialect,
        terms=replace(batch.terms, notify=batch.terms.notify and command.notify),
        rerun_of=batch.id,
        sequential=batch.sequential,
    )


def _planned(run: Run, head: TestHead, depth: int) -> PlannedRun:
    """The run as it was planned the first time: its variables have the environment's in them."""
    environment = None
    if run.environment is not None:
        environment = Environment(id=run.environment, name=run.environment_name)
    return PlannedRun(
        test=head,
        environment=environment,
        location=run.location,
        variables=run.variables,
        webhooks=run.webhooks,
        depth=depth,
        phase=run.phase,
        row=run.row,
    )
