"""What the page of a run shows: plain values for its template."""

from __future__ import annotations

from collections.abc import Iterator

from gonogo.domain.commands import RunView
from gonogo.domain.http import Timings
from gonogo.domain.reasons import LIMIT, claim, places, reasons_of_run
from gonogo.domain.result import Received, RunResult, Sent, StepResult
from gonogo.domain.run import Run
from gonogo.web import reason_list
from gonogo.web.showing import LOOKS, cut, duration, many, moment, pass_look, size

Values = dict[str, object]

REFRESH_SECONDS = 3
_MAX_DEPTH = 3


def run_page(view: RunView, base: str) -> Values:
    """The run's verdict, facts, reasons and steps."""
    run, look = view.run, LOOKS[view.run.status]
    result = view.result
    reasons = reasons_of_run(view)
    return {
        "id": run.id,
        "batch": run.batch,
        "project": view.project.name,
        "test": run.test_name,
        "tone": look.tone,
        "word": look.word,
        "mark": look.mark,
        "sentence": _sentence(run),
        "facts": list(_facts(run)),
        "reasons": reason_list.rows(reasons[:LIMIT], base, with_test=False),
        "steps": [] if result is None else list(_steps(result)),
        "variables": [] if result is None else sorted(_shown(result).items()),
        "attempt": run.attempt,
        "refresh": None if run.over else REFRESH_SECONDS,
    }


def _shown(result: RunResult) -> dict[str, str]:
    return {name: cut(value) for name, value in result.variables.items()}


def _sentence(run: Run) -> str:
    counts = run.counts
    total = counts.assertions_passed + counts.assertions_failed
    if run.status == "queued":
        return "It waits for an executor. This page looks again by itself."
    if run.status == "running":
        return "It is being executed. This page looks again by itself."
    if run.status == "passed":
        return f"{many(total, 'assertion')} of {many(counts.requests, 'request')} held."
    if counts.assertions_failed:
        verb = "does" if counts.assertions_failed == 1 else "do"
        return f"{counts.assertions_failed} of {many(total, 'assertion')} {verb} not hold."
    if run.problem:
        return run.problem.message
    return "A step said no." if run.status == "failed" else "The test could not be judged."


def _facts(run: Run) -> Iterator[tuple[str, str]]:
    if run.environment_name:
        yield "Environment", run.environment_name
    if run.location:
        yield "Location", run.location
    yield (
        ("Started", moment(run.started_at)) if run.started_at else ("Asked", moment(run.created_at))
    )
    if run.started_at is not None and run.finished_at is not None:
        yield "Duration", duration(run.finished_at - run.started_at)
    if run.over:
        yield "Requests", str(run.counts.requests)


def _steps(result: RunResult) -> Iterator[Values]:
    whole = max(result.finished_at - result.started_at, 1e-6)
    for place, step in places(result.steps):
        look = LOOKS[step.status]
        start = _share(step.started_at - result.started_at, whole) if step.started_at else 0.0
        yield {
            "place": place,
            "depth": min(place.count("."), _MAX_DEPTH),
            "tone": look.tone,
            "word": look.word,
            "mark": look.mark,
            "open": step.status in ("failed", "errored"),
            "name": step.note or _target(step) or step.type,
            "target": _target(step) if step.note else "",
            "code": str(step.response.status) if step.response else "",
            "took": "" if step.status == "skipped" else duration(step.duration),
            "span_start": start,
            "span_width": min(100 - start, max(_share(step.duration, whole), 0.6)),
            "span_label": f"{duration(step.duration)} of {duration(whole)}",
            "problem": step.problem.message if step.problem else "",
            **_claims(step),
            **_timing(step.response),
            "messages": list(_messages(step)),
        }


def _target(step: StepResult) -> str:
    return f"{step.method} {step.url}" if step.method and step.url else ""


def _share(part: float, whole: float) -> float:
    return round(min(max(part / whole, 0.0), 1.0) * 100, 2)


def _claims(step: StepResult) -> Values:
    return {
        "assertions": [
            {
                "tone": pass_look(a.passed).tone,
                "word": pass_look(a.passed).word,
                "claim": claim(a),
                "expected": None if a.expected is None else cut(a.expected),
                "actual": cut(a.actual),
                "error": a.error,
            }
            for a in step.assertions
        ],
        "variables": [
            {
                "tone": pass_look(v.passed).tone,
                "word": pass_look(v.passed).word,
                "name": v.name,
                "origin": f"{v.source} {v.property or ''}".strip(),
                "value": cut(v.value),
                "error": v.error,
            }
            for v in step.variables
        ],
        "scripts": [
            {
                "tone": pass_look(s.passed).tone,
                "word": pass_look(s.passed).word.lower(),
                "output": cut(s.output),
                "error": s.error,
            }
            for s in step.scripts
        ],
    }


def _timing(response: Received | None) -> Values:
    if response is None:
        return {"phases": [], "total": ""}
    phases = list(_phases(response.timings))
    return {"phases": phases, "total": duration(response.timings.total / 1000)}


def _phases(timings: Timings) -> Iterator[Values]:
    """The phases one after the other; what is left of the total is reading the answer."""
    known = [
        ("dns", "name", timings.dns),
        ("connect", "connect", timings.connect),
        ("tls", "TLS", timings.tls),
        ("first", "waiting", timings.first_byte),
    ]
    measured = [(kind, name, value) for kind, name, value in known if value is not None]
    rest = timings.total - sum(value for _, _, value in measured)
    if measured and rest > 0:
        measured.append(("rest", "reading and redirects", rest))
    whole, start = max(timings.total, 1e-6), 0.0
    for kind, name, value in measured:
        width = _share(value, whole)
        yield {
            "kind": kind,
            "name": name,
            "took": duration(value / 1000),
            "start": round(start, 2),
            "width": width,
        }
        start += width


def _messages(step: StepResult) -> Iterator[Values]:
    if step.request is not None:
        yield _request(step.request)
    if step.response is not None:
        yield _response(step.response)


def _request(sent: Sent) -> Values:
    return {
        "title": f"Request: {sent.method} {sent.url}",
        "size": "",
        "headers": sent.headers,
        "body": sent.body,
        "told": "",
    }


def _response(received: Received) -> Values:
    told = ""
    if received.body is None and received.body_sha256:
        told = f"The body was not text; its SHA-256 is {received.body_sha256}."
    elif received.body is None:
        told = "There was no body."
    title = f"Response: {received.status} {received.reason}".strip()
    return {
        "title": title,
        "size": size(received.size) + (", cut" if received.truncated else ""),
        "headers": received.headers,
        "body": received.body,
        "told": told,
    }
