"""What the page of a batch shows: plain values for its template."""

from __future__ import annotations

from collections.abc import Iterator

from gonogo.domain.batch import Batch
from gonogo.domain.commands import BatchView, RunView
from gonogo.domain.reasons import reasons_of
from gonogo.domain.run import Run
from gonogo.reports.html import reason_list
from gonogo.reports.html.showing import GO, LOOKS, NO_GO, OPEN, Look, duration, many, moment

Values = dict[str, object]

REFRESH_SECONDS = 3


def batch_page(view: BatchView, base: str) -> Values:
    """The batch's verdict, facts, reasons and runs."""
    batch, look = view.batch, look_of(view.batch)
    lengths = [_length(part.run) for part in view.runs]
    longest = max([*lengths, 1e-6])
    return {
        "id": batch.id,
        "project": view.project.name,
        "project_href": f"{base}/ui/projects/{view.project.id}",
        "target": batch.target,
        "tone": look.tone,
        "word": look.word,
        "mark": look.mark,
        "sentence": _sentence(batch),
        "facts": list(_facts(view)),
        "reasons": reason_list.rows(reasons_of(view), base, with_test=True),
        "runs": [
            _row(part, length / longest, base)
            for part, length in zip(view.runs, lengths, strict=True)
        ],
        "refresh": None if batch.over else REFRESH_SECONDS,
    }


def look_of(batch: Batch) -> Look:
    """How a verdict is shown, or that there is none yet."""
    if batch.verdict is None:
        return OPEN
    return GO if batch.verdict == "go" else NO_GO


def _sentence(batch: Batch) -> str:
    tally = batch.tally
    if batch.total == 0 and batch.verdict == "go":
        return "There was nothing to run, which its start allowed."
    if batch.total == 0:
        return "Nothing was run, so nothing can be called good."
    if not batch.over:
        over = f"{tally.over} of {many(batch.total, 'run')} ended"
        return f"{over}. This page looks again by itself."
    if batch.verdict == "go" and tally.passed < batch.total:
        passed = f"{tally.passed} of {many(batch.total, 'run')} passed"
        return f"{passed}, which is enough by the policy of its start."
    if batch.verdict == "go":
        return "The run passed." if batch.total == 1 else f"All {batch.total} runs passed."
    parts = {
        "failed": tally.failed,
        "could not be judged": tally.errored,
        "were canceled" if tally.canceled > 1 else "was canceled": tally.canceled,
    }
    said = ", ".join(f"{count} {word}" for word, count in parts.items() if count)
    return f"Of {many(batch.total, 'run')}, {said}."


def _facts(view: BatchView) -> Iterator[tuple[str, str]]:
    batch = view.batch
    yield "Target", batch.target
    yield "Started by", batch.source
    yield "Started", moment(batch.created_at)
    ends = [part.run.finished_at for part in view.runs if part.run.finished_at is not None]
    if batch.over and ends:
        yield "Duration", duration(max(ends) - batch.created_at)
    for name, fact in batch.terms.facts.items():
        yield name.replace("_", " ").capitalize()[:60], fact[:500]


def _length(run: Run) -> float:
    if run.started_at is None or run.finished_at is None:
        return 0.0
    return max(run.finished_at - run.started_at, 0.0)


def _row(view: RunView, share: float, base: str) -> Values:
    run, look = view.run, LOOKS[view.run.status]
    passed, failed = run.counts.assertions_passed, run.counts.assertions_failed
    return {
        "tone": look.tone,
        "word": look.word,
        "href": f"{base}/ui/runs/{run.id}",
        "test": run.test_name,
        "problem": run.problem.message if run.problem else "",
        "environment": run.environment_name,
        "location": run.location,
        "assertions": f"{passed} / {passed + failed}" if run.over else "",
        "took": duration(_length(run)) if run.over else "",
        "width": round(share * 100, 2),
    }
