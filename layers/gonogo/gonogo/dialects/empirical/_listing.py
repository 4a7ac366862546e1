"""The list of test runs, newest first, with its filters and both ways of paging."""

from __future__ import annotations

from collections.abc import Generator, Sequence
from typing import Any

from gonogo.dialects._contract import Links, Reply, Request, Talk, json_reply
from gonogo.dialects.empirical import _documents
from gonogo.dialects.empirical._project import chosen
from gonogo.dialects.empirical._query import Filters, Page, filters_of, page_of
from gonogo.dialects.empirical._reading import found
from gonogo.dialects.empirical._states import needs_runs, result_of, state_of
from gonogo.domain.batch import Batch
from gonogo.domain.commands import BatchView, Command, ReadBatch
from gonogo.domain.commands.history import MAX_PAGE, BatchList, ListBatches
from gonogo.domain.project import Project
from gonogo.domain.run import Run
from gonogo.errors import NotFound

MOST_LISTED = 500
"""The newest test runs of a project that a list looks at, and so the largest `total`."""
Entry = tuple[Batch, Sequence[Run]]
_Batches = Generator[Command, Any, list[Batch]]


def talk_list(request: Request, links: Links) -> Talk:
    """`GET /api/test-runs`."""
    filters, page = filters_of(request), page_of(request)
    project: Project = yield from chosen(request)
    batches = yield from (
        _only(request, filters.id, project) if filters.id else _newest(request, filters, project)
    )
    batches = list(filter(filters.take, batches))
    if filters.state or filters.result:
        entries = yield from _looked_at(request, batches)
        fitting = [each for each in entries if _fits(each, filters)]
        return _encode(project, page, page.of(fitting), len(fitting))
    shown = yield from _looked_at(request, page.of(batches))
    return _encode(project, page, shown, len(batches))


def _only(request: Request, id: str, project: Project) -> _Batches:
    """The one with an id, if the project has it."""
    try:
        view = yield from found(request, id)
    except NotFound:
        return []
    return [view.batch] if view.project.id == project.id else []


def _newest(request: Request, filters: Filters, project: Project) -> _Batches:
    """The newest of the project, as far as lists look."""
    batches: list[Batch] = []
    before: int | None = None
    for _ in range(MOST_LISTED // MAX_PAGE):
        listed: BatchList = yield ListBatches(
            key=request.bearer,
            project=project.id,
            limit=MAX_PAGE,
            before=before,
            within=filters.seconds,
        )
        batches += listed.batches
        before = listed.next
        if before is None:
            break
    return batches


def _looked_at(request: Request, batches: Sequence[Batch]) -> Generator[Command, Any, list[Entry]]:
    """Each with its runs, where its state depends on them."""
    entries: list[Entry] = []
    for batch in batches:
        if needs_runs(batch):
            view: BatchView = yield ReadBatch(key=request.bearer, batch=batch.id)
            entries.append((view.batch, [part.run for part in view.runs]))
        else:
            entries.append((batch, ()))
    return entries


def _fits(entry: Entry, filters: Filters) -> bool:
    by_state = filters.state in ("", state_of(*entry))
    return by_state and filters.result in ("", result_of(*entry))


def _encode(project: Project, page: Page, entries: Sequence[Entry], total: int) -> Reply:
    """The page, and what is told about it: beside the data, or in the older form inside."""
    test_runs: dict[str, object] = {"items": [_documents.item(*each) for each in entries]}
    data = {"project": _documents.project(project), "test_runs": test_runs}
    if page.legacy:
        test_runs.update(page.document(total))
        return json_reply(200, {"data": data})
    return json_reply(200, {"data": data, "pagination": page.document(total)})
