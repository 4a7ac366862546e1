"""Reading batches and runs natively: as JSON, or as a JUnit report by `Accept`."""

from __future__ import annotations

from gonogo.dialects._contract import Links, Reply, Request, json_reply
from gonogo.dialects.native import _documents
from gonogo.dialects.native._fields import key_of, read_query
from gonogo.domain.commands import BatchView, ReadBatch, ReadRun, RunView
from gonogo.domain.reasons import reasons_of, reasons_of_run
from gonogo.errors import Invalid

MAX_WAIT = 25
_XML_TYPES = ("application/xml", "text/xml", "application/junit+xml")
_JSON_TYPES = ("application/json", "application/*", "*/*")


def decode_batch(request: Request) -> ReadBatch:
    """A batch by id or number; results are wanted for the reasons and the report."""
    return ReadBatch(
        key=key_of(request), batch=request.params["batch"], wait=_wait(request), results=True
    )


def decode_run(request: Request) -> ReadRun:
    """A run by id or number."""
    return ReadRun(key=key_of(request), run=request.params["run"], wait=_wait(request))


def _wait(request: Request) -> int:
    text = read_query(request, "wait").get("wait", "0")
    if text.isascii() and text.isdecimal() and len(text) <= 2 and int(text) <= MAX_WAIT:
        return int(text)
    accepted = f"whole seconds from 0 to {MAX_WAIT}"
    raise Invalid("The time to wait cannot be taken.", field="wait", accepted=accepted)


def encode_batch(view: BatchView, request: Request, links: Links) -> Reply:
    """The verdict with its reasons, and every run."""
    if wants_xml(request):
        return report_of("junit", view.runs, view.batch.target, links)
    document = _documents.batch(view.batch, links)
    document["reasons"] = [_documents.reason(reason) for reason in reasons_of(view)]
    document["deliveries"] = _deliveries(
        view.undelivered, _documents.batch_url(view.batch.id, links)
    )
    document["runs"] = [_documents.run(part.run, links) for part in view.runs]
    return json_reply(200, document)


def encode_run(view: RunView, request: Request, links: Links) -> Reply:
    """The run, and its result once there is one."""
    if wants_xml(request):
        return report_of("junit", (view,), "", links)
    document = _documents.run(view.run, links)
    document["reasons"] = [_documents.reason(reason) for reason in reasons_of_run(view)]
    document["deliveries"] = _deliveries(view.undelivered, _documents.run_url(view.run.id, links))
    document["result"] = None if view.result is None else _documents.result(view.result)
    return json_reply(200, document)


def _deliveries(failed: int, url: str) -> _documents.Document:
    return {"failed": failed, "url": f"{url}/deliveries"}


def wants_xml(request: Request) -> bool:
    """Whether `Accept` prefers XML to JSON; equal wishes and none mean JSON."""
    weights = {"xml": 0.0, "json": 0.0}
    for part in request.headers.get("accept", "*/*").lower().split(","):
        media_type, *parameters = (piece.strip() for piece in part.split(";"))
        kind = "xml" if media_type in _XML_TYPES else "json" if media_type in _JSON_TYPES else ""
        if kind:
            weights[kind] = max(weights[kind], _weight(parameters))
    return weights["xml"] > weights["json"]


def _weight(parameters: list[str]) -> float:
    for parameter in parameters:
        name, _, value = parameter.partition("=")
        if name.strip() == "q":
            try:
                return float(value)
            except ValueError:
                return 0.0
    return 1.0


def report_of(format: str, views: tuple[RunView, ...], suite: str, links: Links) -> Reply:
    """Some runs as a report; imported here because few calls want one."""
    from gonogo.reports import reported, reports

    runs = [reported(view, suite=suite, url=_page(view, links)) for view in views]
    report = reports[format]
    return Reply(status=200, body=report.render(runs), content_type=report.content_type)


def _page(view: RunView, links: Links) -> str:
    return f"{links.public}/ui/runs/{view.run.id}"
