"""What was started before, natively: lists in pages, a test's latest run, batches as reports."""

from __future__ import annotations

from typing import TypeVar, get_args

from gonogo.dialects._contract import (
    Conversation,
    Links,
    Reply,
    Request,
    Route,
    Talk,
    json_reply,
)
from gonogo.dialects.native import _documents
from gonogo.dialects.native._fields import key_of, read_query
from gonogo.dialects.native._paging import cursor_of, read_page
from gonogo.dialects.native._reading import decode_batch, decode_run, encode_run, report_of
from gonogo.domain.commands import BatchView, ReadRun, RunView
from gonogo.domain.commands.history import BatchList, ListBatches, ListRuns, RunList
from gonogo.domain.project import TargetKind
from gonogo.domain.run import RunStatus
from gonogo.errors import Invalid, NotFound

T = TypeVar("T", bound=str)
VERDICTS = ("go", "no-go", "open")
STATUSES: tuple[RunStatus, ...] = get_args(RunStatus)
KINDS: tuple[TargetKind, ...] = get_args(TargetKind)


def decode_batches(request: Request) -> ListBatches:
    """A project's batches: all, or those of a kind, of a target, with a verdict."""
    query, limit, before = read_page(request, "verdict", "kind", "target")
    return ListBatches(
        key=key_of(request),
        project=request.params["project"],
        kind=_one_of(query.get("kind"), "kind", KINDS),
        target=query.get("target"),
        verdict=_one_of(query.get("verdict"), "verdict", VERDICTS),  # type: ignore[arg-type]
        limit=limit,
        before=before,
    )


def decode_runs(request: Request) -> ListRuns:
    """Runs of a test or of all tests of a project: all, or those that stand somehow."""
    query, limit, before = read_page(request, "status")
    return ListRuns(
        key=key_of(request),
        project=request.params["project"],
        test=request.params.get("test"),
        status=_one_of(query.get("status"), "status", STATUSES),
        limit=limit,
        before=before,
    )


def _one_of(text: str | None, name: str, known: tuple[T, ...]) -> T | None:
    for word in known:
        if word == text:
            return word
    if text is None:
        return None
    raise Invalid(f"There is no {name} {text[:64]!r}.", field=name, accepted=", ".join(known))


def talk_latest(request: Request, links: Links) -> Talk:
    """The newest run of a test, with its result once there is one."""
    query = read_query(request, "status")
    found: RunList = yield ListRuns(
        key=key_of(request),
        project=request.params["project"],
        test=request.params["test"],
        status=_one_of(query.get("status"), "status", STATUSES),
        limit=1,
    )
    if not found.runs:
        raise NotFound("The test has no such run.")
    view = yield ReadRun(key=key_of(request), run=found.runs[0].run.id)
    return encode_run(view, request, links)


def encode_batches(page: BatchList, request: Request, links: Links) -> Reply:
    """Batches without their runs, newest first."""
    batches = [_documents.batch(batch, links) for batch in page.batches]
    return json_reply(200, {"batches": batches, "next": cursor_of(page.next)})


def encode_runs(page: RunList, request: Request, links: Links) -> Reply:
    """Runs without their results, newest first."""
    runs = [_documents.run(view.run, links) for view in page.runs]
    return json_reply(200, {"runs": runs, "next": cursor_of(page.next)})


def encode_batch_junit(view: BatchView, request: Request, links: Links) -> Reply:
    """The batch as JUnit XML."""
    return report_of("junit", view.runs, view.batch.target, links)


def encode_run_junit(view: RunView, request: Request, links: Links) -> Reply:
    """The run as JUnit XML."""
    return report_of("junit", (view,), "", links)


def encode_summary(view: BatchView, request: Request, links: Links) -> Reply:
    """The batch as Markdown."""
    return report_of("github", view.runs, view.batch.target, links)


_PROJECT = "/projects/<project>"
_TEST = f"{_PROJECT}/tests/<test>"

ROUTES: tuple[Route | Conversation, ...] = (
    Route(
        ("GET",),
        f"{_PROJECT}/batches",
        decode_batches,
        encode_batches,
        "List a project's batches, newest first.",
    ),
    Route(
        ("GET",),
        f"{_PROJECT}/runs",
        decode_runs,
        encode_runs,
        "List the runs of a project's tests, newest first.",
    ),
    Route(("GET",), f"{_TEST}/runs", decode_runs, encode_runs, "List a test's runs, newest first."),
    Conversation(("GET",), f"{_TEST}/latest", talk_latest, "Read the newest run of a test."),
    Route(
        ("GET",),
        "/batches/<batch>/junit",
        decode_batch,
        encode_batch_junit,
        "Read a batch as a JUnit report.",
    ),
    Route(
        ("GET",),
        "/batches/<batch>/summary",
        decode_batch,
        encode_summary,
        "Read a batch as Markdown, for the summary of a pipeline.",
    ),
    Route(
        ("GET",), "/runs/<run>/junit", decode_run, encode_run_junit, "Read a run as a JUnit report."
    ),
)
