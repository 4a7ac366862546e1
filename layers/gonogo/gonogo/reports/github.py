"""Markdown for the summary of a GitHub Actions step: verdict, failures with reasons, all tests."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from gonogo.domain.reasons import Reason, reasons_of_result, shorten
from gonogo.reports._contract import Report, ReportedRun

MARKS = {"passed": "✅", "failed": "❌", "errored": "⚠️", "canceled": "⏹️"}
_MOST_RUNS = 200
"""Rows of the table, and tests that are told with their reasons."""
_MOST_REASONS = 5
_MOST_BYTES = 900_000
"""GitHub takes 1 MiB a step and refuses the whole of a longer summary."""
_MARKUP = re.compile(r"[^\w \u00a0-\U0010ffff]")


def render(runs: Sequence[ReportedRun]) -> bytes:
    """The report of some runs."""
    kept: list[bytes] = []
    room = _MOST_BYTES
    for line in _lines(runs):
        encoded = line.encode("utf-8", errors="replace") + b"\n"
        room -= len(encoded)
        if room < 0:
            kept.append("\n… the summary ends here: there is no room for more.\n".encode())
            break
        kept.append(encoded)
    return b"".join(kept)


def _lines(runs: Sequence[ReportedRun]) -> Iterator[str]:
    bad = [run for run in runs if run.result.status != "passed"]
    good = bool(runs) and not bad
    yield f"## {'✅ go' if good else '❌ no-go'}"
    yield ""
    yield _totals(runs, bad)
    yield ""
    for run in bad[:_MOST_RUNS]:
        yield from _failed(run)
    for run in [run for run in runs if run.flaky][:_MOST_RUNS]:
        yield f"### ♻️ {plain(run.name)}: passed on attempt {run.attempts}"
        yield ""
        yield from _attempts(run)
    if not runs:
        return
    yield "<details><summary>All tests</summary>"
    yield ""
    yield "| | test | where | time |"
    yield "|---|---|---|---:|"
    for run in [*bad, *(run for run in runs if run.result.status == "passed")][:_MOST_RUNS]:
        flaky = f" (flaky: passed on attempt {run.attempts})" if run.flaky else ""
        cells = (MARKS[run.result.status], plain(run.name) + flaky, plain(run.place))
        yield f"| {' | '.join(cells)} | {run.seconds:.3f} s |"
    if len(runs) > _MOST_RUNS:
        yield f"| | … and {len(runs) - _MOST_RUNS} more | | |"
    yield ""
    yield "</details>"


def _totals(runs: Sequence[ReportedRun], bad: Sequence[ReportedRun]) -> str:
    if not runs:
        return "Nothing was run, so nothing can be called good."
    passed = len(runs) - len(bad)
    flaky = sum(run.flaky for run in runs)
    told = f"{passed} of {len(runs)} {'test' if len(runs) == 1 else 'tests'} passed"
    told += f", {flaky} of them flaky" if flaky else ""
    return f"{told}, in {sum(run.seconds for run in runs):.2f} s of test time."


def _failed(run: ReportedRun) -> Iterator[str]:
    place = f" ({plain(run.place)})" if run.place else ""
    yield f"### {MARKS[run.result.status]} {plain(run.name)}{place}"
    yield ""
    yield from _attempts(run)
    reasons = reasons_of_result(run.name, run.result)
    for reason in reasons[:_MOST_REASONS]:
        yield f"- {_reason(reason)}"
    if len(reasons) > _MOST_REASONS:
        yield f"- … and {len(reasons) - _MOST_REASONS} more"
    yield ""


def _attempts(run: ReportedRun) -> Iterator[str]:
    """The attempts before the last: the first of them, so that a hundred are no page."""
    for number, attempt in enumerate(run.earlier[:_MOST_REASONS], start=1):
        why = f": <code>{plain(attempt.reasons[0])}</code>" if attempt.reasons else ""
        yield f"- attempt {number} {attempt.status} after {attempt.duration:.3f} s{why}"
    if len(run.earlier) > _MOST_REASONS:
        yield f"- … and {len(run.earlier) - _MOST_REASONS} more attempts"
    if run.earlier:
        yield ""


def _reason(reason: Reason) -> str:
    step = f"{plain(reason.step)}<br>" if reason.step else ""
    return f"{step}<code>{plain(reason.message)}</code>"


def plain(text: str) -> str:
    """Text from outside, none of it taken for markup.

    >>> plain("a|b ![x](y)")
    'a&#124;b &#33;&#91;x&#93;&#40;y&#41;'
    """
    return _MARKUP.sub(_entity, shorten(text, 300))


def _entity(found: re.Match[str]) -> str:
    code = ord(found[0])
    return f"&#{code};" if code >= 32 else " "


REPORT = Report(content_type="text/markdown; charset=utf-8", render=render)
