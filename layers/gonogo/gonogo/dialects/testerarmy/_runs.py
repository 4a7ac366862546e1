"""Runs: listed, read while they go on, and canceled."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

from gonogo.dialects._contract import Conversation, Links, Request, Talk, json_reply
from gonogo.dialects.testerarmy._asking import Asking, Caller, known, needs_uuid, unlisted
from gonogo.dialects.testerarmy._fields import cursor_of, is_uuid, limit_of, query_of
from gonogo.dialects.testerarmy._run_document import CI, STATUS, ci_document, run_document
from gonogo.domain.batch import Batch
from gonogo.domain.commands import BatchView, ReadBatch, ReadRun, RunView
from gonogo.domain.commands.canceling import CancelBatch, CancelRun
from gonogo.domain.commands.history import MAX_PAGE, ListBatches, ListRuns, RunList
from gonogo.domain.commands.webhooks import ListDeliveries
from gonogo.domain.delivery import Delivery
from gonogo.domain.ids import number_of
from gonogo.domain.run import Run
from gonogo.errors import Invalid, NotFound

_ONE = "/runs/<run>"
_OURS = {"queued": "queued", "running": "running", "failed": "errored", "cancelled": "canceled"}
"""Words that stand for one status of ours; `completed` is two."""
_WORDS = (*_OURS, "completed")
_MOST_PROJECTS = 20
_MOST_PAGES = 5


def _list(request: Request, links: Links, asking: Caller) -> Talk:
    limit, before = limit_of(request, 20), cursor_of(request)
    status, test = _status(request), query_of(request, "testId")
    if test is not None and not is_uuid(test):
        raise Invalid("Invalid uuid", field="testId")
    views: list[RunView] = []
    following: int | None = None
    for project in _projects(request, asking, test):
        wanted = ListRuns(
            key=asking.key,
            project=project,
            test=test,
            status=_OURS.get(status or ""),  # type: ignore[arg-type]
            limit=limit,
            before=before,
            results=True,
        )
        found = yield from _page(wanted, status)
        views += found.runs
        following = max(following or 0, found.next or 0) or None
    views.sort(key=lambda view: -view.run.number)
    shown = views[:limit]
    if len(views) > limit:
        following = shown[-1].run.number
    batches = yield from _batches(shown, asking)
    runs = [run_document(replace(view, batch=batches.get(view.run.batch))) for view in shown]
    return json_reply(200, {"runs": runs, "nextCursor": str(following) if following else None})


def _status(request: Request) -> str | None:
    word = query_of(request, "status")
    if word is not None and word not in _WORDS:
        raise Invalid(f"Invalid enum value. Expected {' | '.join(_WORDS)}", field="status")
    return word


def _projects(request: Request, asking: Caller, test: str | None) -> list[str]:
    """Whose runs are meant; of a test alone it is found out by who is asked."""
    wanted = query_of(request, "projectId")
    if wanted is not None:
        return [asking.project(wanted).id]
    if test is not None:
        return [""]
    if len(asking.projects) > _MOST_PROJECTS:
        raise Invalid(f"Required: the key opens {len(asking.projects)} projects", field="projectId")
    return [project.id for project in asking.projects]


def _page(wanted: ListRuns, status: str | None) -> Asking[RunList]:
    """A page; of those that are completed, which two words of ours stand for, some are put by."""
    page: RunList = yield wanted
    if status != "completed":
        return page
    project, runs, looked = page.project, list(_completed(page)), 1
    while len(runs) < wanted.limit and page.next is not None and looked < _MOST_PAGES:
        page = yield ListRuns(
            key=wanted.key,
            project=wanted.project,
            test=wanted.test,
            limit=MAX_PAGE,
            before=page.next,
            results=True,
        )
        runs += _completed(page)
        looked += 1
    kept = runs[: wanted.limit]
    following = kept[-1].run.number if len(runs) > len(kept) else page.next
    return RunList(project=project, runs=tuple(kept), next=following)


def _completed(page: RunList) -> Iterable[RunView]:
    return (view for view in page.runs if STATUS[view.run.status] == "completed")


def _batches(views: list[RunView], asking: Caller) -> Asking[Mapping[str, Batch]]:
    """The batches of these runs, as far as one look at each project's history shows them."""
    found: dict[str, Batch] = {}
    for project in dict.fromkeys(view.run.project for view in views):
        numbers = {number_of("batch", v.run.batch) for v in views if v.run.project == project}
        limit = MAX_PAGE if len(numbers) > 1 else 1
        page = yield ListBatches(
            key=asking.key, project=project, limit=limit, before=max(numbers) + 1
        )
        found |= {batch.id: batch for batch in page.batches}
    return found


def _read(request: Request, links: Links, asking: Caller) -> Talk:
    found = yield from _found(request.params["run"], asking)
    if isinstance(found, BatchView):
        return json_reply(200, ci_document(found))
    webhook = yield from _told(found.run, asking)
    return json_reply(200, run_document(found, webhook=webhook))


def _found(id: str, asking: Caller) -> Asking[RunView | BatchView]:
    """A run, or the batch that is one for its clients."""
    missing = NotFound("Run not found.")
    run = yield from needs_uuid(id, asking, missing)
    try:
        view: RunView = yield ReadRun(key=asking.key, run=run, batch=True)
    except NotFound:
        try:
            batch: BatchView = yield ReadBatch(key=asking.key, batch=run, results=True)
        except NotFound:
            raise missing from None
        if batch.batch.terms.kept.get("type") != CI:
            raise missing from None
        return batch
    return view


def _told(run: Run, asking: Caller) -> Asking[str | None]:
    """How telling the run's end goes at the address that it was started with."""
    if not run.webhooks:
        return None
    if not run.over:
        return "pending"
    listed = yield ListDeliveries(key=asking.key, run=run.id)
    mine = [each for each in listed.deliveries if each.url == run.webhooks[0]]
    return _word(mine[0]) if mine else "pending"


def _word(delivery: Delivery) -> str:
    return {"delivered": "delivered", "given_up": "failed"}.get(delivery.state, "pending")


def _cancel(request: Request, links: Links, asking: Caller) -> Talk:
    id = yield from needs_uuid(request.params["run"], asking, NotFound("Run not found."))
    try:
        yield CancelRun(key=asking.key, run=id)
    except NotFound:
        found: Any = yield from _found(id, asking)
        yield CancelBatch(key=asking.key, batch=found.batch.id)
    return json_reply(200, {"id": id, "status": "cancelled"})


ROUTES = (
    Conversation(("GET",), "/runs", known(_list), "List runs, newest first."),
    Conversation(("GET",), _ONE, unlisted(_read), "Read a run."),
    Conversation(("POST",), f"{_ONE}/cancel", unlisted(_cancel), "Cancel a queued or running run."),
)
