"""List what was started before: batches of a project, runs of a test or of a project."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from itertools import takewhile
from typing import Protocol, TypeVar

from gonogo.domain.batch import Batch
from gonogo.domain.commands import RunView
from gonogo.domain.commands.history import MAX_PAGE, BatchList, ListBatches, ListRuns, RunList
from gonogo.domain.ids import NUMBER_BITS, TestId
from gonogo.domain.key import Key
from gonogo.domain.project import Project
from gonogo.domain.run import Run
from gonogo.domain.test import TestHead
from gonogo.errors import Invalid, NotFound
from gonogo.ports import Runs
from gonogo.services.browse import Browsing
from gonogo.services.definitions.lookup import candidates, project_of, test_id

MOST_LOOKED_AT = 1_000
"""Batches or runs that one call looks through for those that fit; then `next` says where to go on
from, however few it found."""


class _Numbered(Protocol):
    @property
    def number(self) -> int: ...


T = TypeVar("T", bound=_Numbered)
_Fetch = Callable[[int, "int | None"], "tuple[T, ...]"]


def list_batches(command: ListBatches, key: Key, to: Browsing) -> BatchList:
    """A page of a project's batches, newest first."""
    _check(command.limit, command.before)
    project = project_of(to.catalog, key, command.project)

    def fetch(limit: int, before: int | None) -> tuple[Batch, ...]:
        return to.runs.batches_of(project.id, limit=limit, before=before)

    page = command.limit + 1 if _takes_all(command) else MAX_PAGE
    since = 0.0 if command.within is None else to.clock.now() - command.within
    newest = takewhile(lambda b: b.created_at >= since, _walk(fetch, page, command.before))
    found, more = _page(newest, lambda batch: _fits(batch, command), command.limit)
    return BatchList(project=project, batches=found, next=more)


def list_runs(command: ListRuns, key: Key, to: Browsing) -> RunList:
    """A page of runs, newest first: of a test, or of all tests of a project."""
    _check(command.limit, command.before)
    size = command.limit + 1 if command.status is None else MAX_PAGE
    if command.test is None:
        project = project_of(to.catalog, key, command.project)
        heads = {head.id: head for head in to.catalog.test_heads(project.id)}
        newest = _runs_of_project(to.runs, project, size, command.before)
    else:
        project, test, head = _find_test(command.test, command.project, key, to)
        heads = {head.id: head} if head else {}

        def fetch(limit: int, before: int | None) -> tuple[Run, ...]:
            return to.runs.runs_of_test(project.id, test, limit=limit, before=before)

        newest = _walk(fetch, size, command.before)
    found, more = _page(newest, lambda run: command.status in (None, run.status), command.limit)
    ended = to.runs.results(found) if command.results else (None,) * len(found)
    views = tuple(
        RunView(project=project, run=run, result=result, test=heads.get(run.test))
        for run, result in zip(found, ended, strict=True)
    )
    return RunList(project=project, runs=views, next=more)


def _check(limit: int, before: int | None) -> None:
    if not 1 <= limit <= MAX_PAGE:
        accepted = f"a whole number from 1 to {MAX_PAGE}"
        raise Invalid("So many cannot be listed at once.", field="limit", accepted=accepted)
    if before is not None and not 0 < before <= 1 << NUMBER_BITS:
        raise Invalid(
            "No page begins there.", field="before", accepted="the `next` of the page before"
        )


def _takes_all(command: ListBatches) -> bool:
    return command.kind is None and command.target is None and command.verdict is None


def _fits(batch: Batch, command: ListBatches) -> bool:
    return (
        command.kind in (None, batch.kind)
        and command.target in (None, batch.target_id)
        and command.verdict in (None, batch.verdict or "open")
    )


def _page(
    newest: Iterable[T], fits: Callable[[T], bool], limit: int
) -> tuple[tuple[T, ...], int | None]:
    """Up to `limit` that fit, and the number below which the next page begins, if there is one."""
    found: list[T] = []
    last = 0
    for looked_at, each in enumerate(newest):
        if looked_at == MOST_LOOKED_AT:
            return tuple(found), last
        if fits(each):
            if len(found) == limit:
                return tuple(found), found[-1].number
            found.append(each)
        last = each.number
    return tuple(found), None


def _walk(fetch: _Fetch[T], size: int, before: int | None) -> Iterator[T]:
    """Page by page from the store, for as long as somebody asks."""
    while page := fetch(size, before):
        yield from page
        if len(page) < size:
            return
        before = page[-1].number


def _runs_of_project(runs: Runs, project: Project, size: int, before: int | None) -> Iterator[Run]:
    """The runs of a project's batches, those of one batch from its last on."""

    def fetch(limit: int, before: int | None) -> tuple[Batch, ...]:
        return runs.batches_of(project.id, limit=limit, before=before)

    for batch in _walk(fetch, min(size, MAX_PAGE), before):
        end = batch.number + 1 + batch.total
        end = end if before is None else min(end, before)
        while end > batch.number + 1:
            start = max(batch.number + 1, end - size)
            # Runs are read by their numbers, which follow the batch's: a part of them is read as
            # those of a smaller batch, for a batch may have thousands.
            part = replace(batch, number=start - 1, total=end - start)
            yield from reversed(runs.runs_of(part))
            end = start


def _find_test(
    name: str, project: str, key: Key, to: Browsing
) -> tuple[Project, TestId, TestHead | None]:
    """The test and its project; one that was deleted is found by its runs, in a named project."""
    test = test_id(name)
    if test is not None:
        for each in candidates(to.catalog, key, project):
            head = to.catalog.test_head(each.id, test)
            if head is not None or (project and to.runs.runs_of_test(each.id, test, limit=1)):
                return each, test, head
    raise NotFound(f"There is no test {name[:100]!r}.")
