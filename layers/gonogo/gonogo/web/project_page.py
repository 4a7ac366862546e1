"""What the page of a project shows: its batches, newest first."""

from __future__ import annotations

from gonogo.domain.batch import Batch
from gonogo.domain.commands.history import BatchList
from gonogo.reports.html.showing import many, moment
from gonogo.web.batch_page import look_of

Values = dict[str, object]

PAGE = 50


def project_page(page: BatchList, base: str) -> Values:
    """A page of batches, and where the older ones are."""
    here = f"{base}/ui/projects/{page.project.id}"
    return {
        "project": page.project.name,
        "batches": [_row(batch, base) for batch in page.batches],
        "older": None if page.next is None else f"{here}?before={page.next}",
    }


def _row(batch: Batch, base: str) -> Values:
    look, tally = look_of(batch), batch.tally
    return {
        "tone": look.tone,
        "word": look.word,
        "href": f"{base}/ui/batches/{batch.id}",
        "target": batch.target,
        "source": batch.source,
        "runs": f"{tally.passed} of {many(batch.total, 'run')} passed",
        "started": moment(batch.created_at),
    }
