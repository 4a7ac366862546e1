"""What is shown of the steps of a run, on its page and in a report: plain values for a template."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from gonogo.domain.http import Timings
from gonogo.domain.reasons import chain, claim, places
from gonogo.domain.result import Attempt, Received, RunResult, Sent, StepResult
from gonogo.reports.html.room import LONGEST_BODY, Room
from gonogo.reports.html.showing import LOOKS, cut, duration, pass_look, size

Values = dict[str, object]

_MAX_DEPTH = 3


def step_rows(result: RunResult, room: Room | None = None) -> Iterator[Values]:
    """One entry a step, in order, bodies cut; as many as there is room for, or whole and all."""
    whole = max(result.finished_at - result.started_at, 1e-6)
    longest = None if room is None else LONGEST_BODY
    for place, step in places(result.steps):
        if room is not None:
            if room.over:
                return
            room.take(step)
        look = LOOKS[step.status]
        start = share(step.started_at - result.started_at, whole) if step.started_at else 0.0
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
            "span_width": min(100 - start, max(share(step.duration, whole), 0.6)),
            "span_label": f"{duration(step.duration)} of {duration(whole)}",
            "problem": step.problem.message if step.problem else "",
            "remark": step.remark,
            "attempts": attempt_rows(step.attempts),
            **_claims(step),
            **_timing(step.response),
            "messages": list(_messages(step, longest)),
        }


def attempt_rows(earlier: Sequence[Attempt]) -> list[Values]:
    """One entry an attempt that another followed."""
    return [
        {
            "number": number,
            "tone": LOOKS[attempt.status].tone,
            "word": LOOKS[attempt.status].word,
            "took": duration(attempt.duration),
            "reasons": [cut(reason) for reason in attempt.reasons],
        }
        for number, attempt in enumerate(earlier, start=1)
    ]


def _target(step: StepResult) -> str:
    return f"{step.method} {step.url}" if step.method and step.url else ""


def share(part: float, whole: float) -> float:
    """A part of a whole in percent, within 0 and 100."""
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
                "origin": f"{v.source} {v.property or ''} {chain(v.filters)}".strip(),
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
        width = share(value, whole)
        yield {
            "kind": kind,
            "name": name,
            "took": duration(value / 1000),
            "start": round(start, 2),
            "width": width,
        }
        start += width


def _messages(step: StepResult, longest: int | None) -> Iterator[Values]:
    if step.request is not None:
        yield _request(step.request, longest)
    if step.response is not None:
        yield _response(step.response, longest)


def _request(sent: Sent, longest: int | None) -> Values:
    return {
        "title": f"Request: {sent.method} {sent.url}",
        "size": "",
        "headers": sent.headers,
        "body": _body(sent.body, longest),
        "told": "",
    }


def _response(received: Received, longest: int | None) -> Values:
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
        "body": _body(received.body, longest),
        "told": told,
    }


def _body(text: str | None, longest: int | None) -> str | None:
    if text is None or longest is None or len(text) <= longest:
        return text
    return f"{text[:longest]}\n… {len(text) - longest} more characters"
