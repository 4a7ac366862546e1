"""One HTML page for people, whole in itself and without script: summary, failures first, all steps.

Its templates, its style and what they are filled with are those of the service's own pages.
"""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from gonogo import __version__
from gonogo.domain.reasons import reasons_of_result
from gonogo.domain.result import count, walk
from gonogo.reports._contract import Report, ReportedRun

if TYPE_CHECKING:
    from gonogo.reports.html.room import Room

TEMPLATES = Path(__file__).parent / "templates"
Values = dict[str, object]

_MOST_REASONS = 50
_MOST_RUNS = 5_000


def render(runs: Sequence[ReportedRun]) -> bytes:
    """The report of some runs."""
    # Imported here: the pages of the service use this package's parts, and few runs want a report.
    from jinja2 import Environment, FileSystemLoader, StrictUndefined
    from markupsafe import Markup

    environment = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    style = (TEMPLATES / "style.css").read_text(encoding="utf-8")
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    template = environment.get_template("report.html")
    text = template.render(
        style=Markup(style),  # noqa: S704 - our own file
        digest=digest,
        version=__version__,
        **_page(runs),
    )
    return text.encode("utf-8", errors="replace")


def _page(runs: Sequence[ReportedRun]) -> Values:
    from gonogo.reports.html import reason_list
    from gonogo.reports.html.room import Room
    from gonogo.reports.html.showing import GO, NO_GO, duration, moment

    bad = [run for run in runs if run.result.status != "passed"]
    room = Room()
    look = GO if runs and not bad else NO_GO
    began = min((run.result.started_at for run in runs), default=0.0)
    ended = max((run.result.finished_at for run in runs), default=0.0)
    reasons = [reason for run in bad for reason in reasons_of_result(run.name, run.result)]
    shown = [*bad, *(run for run in runs if run.result.status == "passed")]
    return {
        "look": look,
        "sentence": _sentence(runs, bad),
        "facts": [
            ("Started", moment(began) if runs else "—"),
            ("Duration", duration(ended - began)),
            *_totals(runs),
        ],
        "reasons": reason_list.rows(reasons[:_MOST_REASONS], "", with_test=True),
        "more": max(0, len(reasons) - _MOST_REASONS),
        "runs": (_run(run, began, max(ended - began, 1e-6), room) for run in shown[:_MOST_RUNS]),
        "more_runs": max(0, len(runs) - _MOST_RUNS),
        "more_bad": max(0, len(bad) - _MOST_RUNS),
    }


def _sentence(runs: Sequence[ReportedRun], bad: Sequence[ReportedRun]) -> str:
    from gonogo.reports.html.showing import many

    if not runs:
        return "Nothing was run, so nothing can be called good."
    flaky = sum(run.flaky for run in runs)
    told = f", {flaky} of them only when run again" if flaky else ""
    return f"{len(runs) - len(bad)} of {many(len(runs), 'test')} passed{told}."


def _totals(runs: Sequence[ReportedRun]) -> Iterator[tuple[str, str]]:
    counts = [count(run.result.steps) for run in runs]
    held = sum(c.assertions_passed for c in counts)
    yield "Requests", str(sum(c.requests for c in counts))
    yield "Assertions", f"{held} of {held + sum(c.assertions_failed for c in counts)} held"


def _run(run: ReportedRun, began: float, whole: float, room: Room) -> Values:
    from gonogo.reports.html.showing import LOOKS, duration
    from gonogo.reports.html.steps import attempt_rows, share, step_rows

    look = LOOKS[run.result.status]
    start = share(run.result.started_at - began, whole)
    problem = run.result.problem
    rows = list(step_rows(run.result, room))
    return {
        "look": look,
        "word": "Flaky" if run.flaky else look.word,
        "name": run.name,
        "open": run.result.status != "passed",
        "place": run.place,
        "url": run.url if run.url.startswith(("http://", "https://")) else "",
        "problem": problem.message if problem else "",
        "attempts": attempt_rows(run.earlier),
        "attempt": run.attempts,
        "row": list(run.row.items()),
        "took": duration(run.seconds),
        "span_start": start,
        "span_width": min(100 - start, max(share(run.seconds, whole), 0.6)),
        "steps": rows,
        "more": sum(1 for _ in walk(run.result.steps)) - len(rows),
    }


REPORT = Report(content_type="text/html; charset=utf-8", render=render)
