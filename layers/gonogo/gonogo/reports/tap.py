"""TAP 14, which test harnesses read: a test point per run, a subtest of its steps above it."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence

from gonogo.domain.reasons import label, places, reasons_of_result
from gonogo.domain.result import Attempt
from gonogo.reports._contract import Report, ReportedRun

_MOST = 20
"""Reasons that stand below one point; the JSON report has them all."""
_UNPRINTABLE = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]")
_INSIDE = "    "


def render(runs: Sequence[ReportedRun]) -> bytes:
    """The report of some runs."""
    lines = ["TAP version 14", f"1..{len(runs)}{'' if runs else ' # nothing was run'}"]
    for number, run in enumerate(runs, start=1):
        lines.extend(_run(number, run))
    return "\n".join(lines).encode("utf-8", errors="replace") + b"\n"


def _run(number: int, run: ReportedRun) -> Iterator[str]:
    title = escape(f"{run.name} ({run.place})" if run.place else run.name)
    steps = list(places(run.result.steps))
    if steps:
        yield f"# Subtest: {title}"
        for index, (place, step) in enumerate(steps, start=1):
            yield _INSIDE + _point(index, step.status, label(place, step), step.remark)
            if step.attempts:
                yield from (
                    _INSIDE + line for line in ("  ---", *_attempts(step.attempts), "  ...")
                )
        yield f"{_INSIDE}1..{len(steps)}"
    yield _point(number, run.result.status, title, escaped=True)
    yield from _diagnostics(run)


def _point(number: int, status: str, name: str, why: str = "", *, escaped: bool = False) -> str:
    word = "ok" if status in ("passed", "skipped") else "not ok"
    directive = f" # SKIP {escape(why)}".rstrip() if status == "skipped" else ""
    return f"{word} {number} - {name if escaped else escape(name)}{directive}"


def _diagnostics(run: ReportedRun) -> Iterator[str]:
    """A YAML block; JSON texts are YAML too, so nothing in them can end it."""
    yield "  ---"
    yield f"  status: {run.result.status}"
    yield f"  duration_ms: {run.seconds * 1000:.1f}"
    if run.earlier:
        yield f"  attempts: {run.attempts}"
        yield f"  flaky: {'true' if run.flaky else 'false'}"
        yield from _attempts(run.earlier)
    if run.row:
        yield f"  row: {json.dumps(dict(run.row))}"
    reasons = reasons_of_result(run.name, run.result)
    if reasons:
        yield "  reasons:"
    for reason in reasons[:_MOST]:
        yield f"    - step: {json.dumps(reason.step)}"
        yield f"      message: {json.dumps(reason.message)}"
        for name, value in (("expected", reason.expected), ("actual", reason.actual)):
            if value is not None:
                yield f"      {name}: {json.dumps(value)}"
    yield "  ..."


def _attempts(earlier: Sequence[Attempt]) -> Iterator[str]:
    yield "  earlier:"
    for attempt in earlier[:_MOST]:
        yield f"    - status: {attempt.status}"
        yield f"      duration_ms: {attempt.duration * 1000:.1f}"
        yield f"      reasons: {json.dumps(attempt.reasons)}"


def escape(text: str) -> str:
    """A name on one line that is not taken for a directive.

    >>> escape("a # TODO b")
    'a \\\\# TODO b'
    """
    return _UNPRINTABLE.sub(" ", text).replace("\\", "\\\\").replace("#", "\\#")


REPORT = Report(content_type="text/plain; charset=utf-8", render=render)
