"""What the page of a run shows: plain values for its template."""

from __future__ import annotations

from collections.abc import Iterator

from gonogo.domain.commands import RunView
from gonogo.domain.reasons import LIMIT, reasons_of_run
from gonogo.domain.result import RunResult
from gonogo.domain.run import Run
from gonogo.reports.html import reason_list
from gonogo.reports.html.showing import LOOKS, cut, duration, many, moment
from gonogo.reports.html.steps import step_rows

Values = dict[str, object]

REFRESH_SECONDS = 3


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
        "steps": [] if result is None else list(step_rows(result)),
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
