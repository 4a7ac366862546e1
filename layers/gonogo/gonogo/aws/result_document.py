"""A run's result as a compact document and back: short names, defaults left out, whole numbers.

Times are kept to the millisecond and durations to the microsecond: more digits would be noise that
no compression removes. Reading forgives names that are missing or not known.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from gonogo.domain.http import Headers, Timings
from gonogo.domain.ids import StepId
from gonogo.domain.result import (
    AssertionResult,
    Attempt,
    ExtractionResult,
    Problem,
    Received,
    RunResult,
    ScriptResult,
    Sent,
    StepResult,
)
from gonogo.domain.test import Filters

Document = dict[str, Any]


def encode(result: RunResult) -> Document:
    """The document of a result."""
    start = _thousandths(result.started_at)
    return _present(
        {
            "status": result.status,
            "start": start,
            "end": _thousandths(result.finished_at) - start,
            "steps": [_step(step, start) for step in result.steps],
            "initial": dict(result.initial_variables),
            "variables": dict(result.variables),
            "scripts": [_script(script) for script in result.scripts],
            "problem": _problem(result.problem),
        }
    )


def decode(document: Document) -> RunResult:
    """The result of a document."""
    start = document.get("start", 0)
    return RunResult(
        status=document.get("status", "errored"),
        started_at=start / 1000,
        finished_at=(start + document.get("end", 0)) / 1000,
        steps=tuple(_step_of(step, start) for step in document.get("steps", ())),
        initial_variables=document.get("initial", {}),
        variables=document.get("variables", {}),
        scripts=tuple(map(_script_of, document.get("scripts", ()))),
        problem=_problem_of(document.get("problem")),
    )


def _thousandths(value: float) -> int:
    return round(value * 1000)


def _present(document: Document) -> Document:
    """Without what is None or has no members: texts that are empty by default are made None."""
    return {
        name: value
        for name, value in document.items()
        if value is not None and value not in ([], {})
    }


# ---- steps ---------------------------------------------------------------------------------------


def _step(step: StepResult, start: int) -> Document:
    sent = step.request
    return _present(
        {
            "i": step.id or None,
            "t": step.type or None,
            "s": step.status if step.status != "passed" else None,
            "n": step.note or None,
            "m": step.method,
            "u": step.url,
            "a": _thousandths(step.started_at) - start,
            "d": round(step.duration * 1_000_000),
            "q": None if sent is None else [_sent(sent, step)],
            "r": None if step.response is None else [_received(step.response)],
            "c": [_assertion(each) for each in step.assertions],
            "v": [_extraction(each) for each in step.variables],
            "x": [_script(each) for each in step.scripts],
            "p": _problem(step.problem),
            "w": step.remark or None,
            "y": [_attempt(each, start) for each in step.attempts],
            "k": [_step(each, start) for each in step.steps],
        }
    )


def _step_of(document: Document, start: int) -> StepResult:
    method, url = document.get("m"), document.get("u")
    return StepResult(
        id=StepId(document.get("i", "")),
        type=document.get("t", ""),
        status=document.get("s", "passed"),
        note=document.get("n", ""),
        method=method,
        url=url,
        started_at=(start + document.get("a", -start)) / 1000,
        duration=document.get("d", 0) / 1_000_000,
        request=next((_sent_of(each, method, url) for each in document.get("q", ())), None),
        response=next(map(_received_of, document.get("r", ())), None),
        assertions=tuple(map(_assertion_of, document.get("c", ()))),
        variables=tuple(map(_extraction_of, document.get("v", ()))),
        scripts=tuple(map(_script_of, document.get("x", ()))),
        problem=_problem_of(document.get("p")),
        remark=document.get("w", ""),
        attempts=tuple(_attempt_of(each, start) for each in document.get("y", ())),
        steps=tuple(_step_of(each, start) for each in document.get("k", ())),
    )


def _sent(sent: Sent, step: StepResult) -> Document:
    """The request; its method and URL only where the step does not say the same."""
    return _present(
        {
            "m": sent.method if sent.method != step.method else None,
            "u": sent.url if sent.url != step.url else None,
            "h": _flat(sent.headers),
            "b": sent.body,
        }
    )


def _sent_of(document: Document, method: str | None, url: str | None) -> Sent:
    return Sent(
        method=document.get("m", method or ""),
        url=document.get("u", url or ""),
        headers=_headers(document.get("h", [])),
        body=document.get("b"),
    )


def _received(received: Received) -> Document:
    return _present(
        {
            "s": received.status,
            "n": received.reason or None,
            "h": _flat(received.headers),
            "x": received.body_sha256,
            "z": received.size or None,
            # Only a compressed answer has another size on the wire.
            "w": received.wire_size if received.wire_size != received.size else None,
            "c": True if received.truncated else None,
            "l": list(received.redirects),
            "t": _timings(received.timings),
            "b": received.body,
        }
    )


def _received_of(document: Document) -> Received:
    size: int = document.get("z", 0)
    wire_size: int = document.get("w", size)
    return Received(
        status=document.get("s", 0),
        reason=document.get("n", ""),
        headers=_headers(document.get("h", [])),
        body=document.get("b"),
        body_sha256=document.get("x"),
        size=size,
        wire_size=wire_size,
        truncated=document.get("c", False),
        redirects=tuple(document.get("l", ())),
        timings=_timings_of(document.get("t", [])),
    )


def _flat(headers: Headers) -> list[str]:
    return [text for header in headers for text in header]


def _headers(flat: list[str]) -> Headers:
    return tuple(zip(flat[::2], flat[1::2], strict=False))


def _timings(timings: Timings) -> list[int | None]:
    phases = (timings.total, timings.first_byte, timings.dns, timings.connect, timings.tls)
    values = [None if each is None else _thousandths(each) for each in phases]
    # A kept-alive connection has no name lookup, connect and TLS: they stand last to be left out.
    while values and not values[-1] and (len(values) == 1 or values[-1] is None):
        values.pop()
    return values


def _timings_of(values: list[int | None]) -> Timings:
    total, first_byte, dns, connect, tls = (
        None if each is None else each / 1000 for each in (values + [None] * 5)[:5]
    )
    return Timings(dns=dns, connect=connect, tls=tls, first_byte=first_byte, total=total or 0.0)


# ---- what a step found ---------------------------------------------------------------------------


def _assertion(each: AssertionResult) -> Document:
    return _present(
        {
            "f": None if each.passed else 1,
            "s": each.source or None,
            "c": each.comparison or None,
            "p": each.property,
            "x": each.expected,
            # What is as expected is not written twice.
            "a": each.actual if each.actual != (each.expected or "") else None,
            "e": each.error,
            "i": _filters(each.filters),
        }
    )


def _assertion_of(document: Document) -> AssertionResult:
    expected = document.get("x")
    return AssertionResult(
        passed="f" not in document,
        source=document.get("s", ""),
        comparison=document.get("c", ""),
        property=document.get("p"),
        expected=expected,
        actual=str(document.get("a", expected or "")),
        error=document.get("e"),
        filters=_filters_of(document.get("i", ())),
    )


def _extraction(each: ExtractionResult) -> Document:
    return _present(
        {
            "f": None if each.passed else 1,
            "n": each.name or None,
            "s": each.source or None,
            "p": each.property,
            "v": each.value or None,
            "e": each.error,
            "i": _filters(each.filters),
        }
    )


def _extraction_of(document: Document) -> ExtractionResult:
    return ExtractionResult(
        passed="f" not in document,
        name=document.get("n", ""),
        source=document.get("s", ""),
        property=document.get("p"),
        value=document.get("v", ""),
        error=document.get("e"),
        filters=_filters_of(document.get("i", ())),
    )


def _filters(filters: Filters) -> list[list[str]]:
    return [[name, *arguments] for name, arguments in filters]


def _filters_of(written: Iterable[list[str]]) -> Filters:
    return tuple((name, tuple(arguments)) for name, *arguments in written)


def _attempt(each: Attempt, start: int) -> Document:
    return _present(
        {
            "s": each.status,
            "a": _thousandths(each.started_at) - start,
            "d": round(each.duration * 1_000_000),
            "e": list(each.reasons),
        }
    )


def _attempt_of(document: Document, start: int) -> Attempt:
    return Attempt(
        status=document.get("s", "errored"),
        started_at=(start + document.get("a", -start)) / 1000,
        duration=document.get("d", 0) / 1_000_000,
        reasons=tuple(document.get("e", ())),
    )


def _script(each: ScriptResult) -> Document:
    return _present({"f": None if each.passed else 1, "o": each.output or None, "e": each.error})


def _script_of(document: Document) -> ScriptResult:
    return ScriptResult(
        passed="f" not in document, output=document.get("o", ""), error=document.get("e")
    )


def _problem(problem: Problem | None) -> list[str] | None:
    return None if problem is None else [problem.code, problem.message]


def _problem_of(stored: list[str] | Mapping[str, str] | None) -> Problem | None:
    match stored:
        case [code, message, *_]:
            return Problem(code=code, message=message)
    return None
