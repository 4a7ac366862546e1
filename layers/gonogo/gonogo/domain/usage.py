"""How much a project was used on a day: what ended then, counted once."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, fields

from gonogo.domain.batch import Batch
from gonogo.domain.run import Run


@dataclass(frozen=True, slots=True, kw_only=True)
class Usage:
    """Counts of batches that are over; each belongs to the day on which it was started (UTC)."""

    batches: int = 0
    runs: int = 0
    passed: int = 0
    failed: int = 0
    errored: int = 0
    canceled: int = 0
    requests: int = 0
    """HTTP requests that were really sent."""

    def __add__(self, other: Usage) -> Usage:
        """Both together."""
        return Usage(**{name: getattr(self, name) + getattr(other, name) for name in COUNTED})


COUNTED = tuple(field.name for field in fields(Usage))


def usage_of(batch: Batch, runs: Iterable[Run]) -> Usage:
    """What a batch that is over adds to its day."""
    tally = batch.tally
    return Usage(
        batches=1,
        runs=batch.total,
        passed=tally.passed,
        failed=tally.failed,
        errored=tally.errored,
        canceled=tally.canceled,
        requests=sum(run.counts.requests for run in runs),
    )
