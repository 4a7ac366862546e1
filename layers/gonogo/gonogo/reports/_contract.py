"""What a report is: finished runs in, bytes of some format out."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from gonogo.domain.commands import RunView
from gonogo.domain.reasons import shorten
from gonogo.domain.result import Attempt, Problem, RunOutcome, RunResult
from gonogo.domain.terms import Phase


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportedRun:
    """One finished run as reports read it, with or without a server behind it."""

    name: str
    """The test's name."""
    result: RunResult
    suite: str = ""
    environment: str = ""
    location: str = ""
    url: str = ""
    """The run's page; empty where there is no server."""
    row: Mapping[str, str] = field(default_factory=dict)
    """The row of data that it was run with."""
    repetition: int = 0
    """Which one of several runs of the same, from 1; 0 if it was run once."""
    earlier: tuple[Attempt, ...] = ()
    """The attempts before this result, none of which passed."""
    phase: Phase | None = None
    """Of its suite; None where that has no phases."""

    @property
    def attempts(self) -> int:
        """How often it was run until this result: more than once and passed is flaky."""
        return len(self.earlier) + 1

    @property
    def flaky(self) -> bool:
        """Passed, but not the first time."""
        return self.attempts > 1 and self.result.status == "passed"

    @property
    def place(self) -> str:
        """What tells it from other runs of the same test, for people."""
        row = ", ".join(f"{name}={value}" for name, value in self.row.items())
        number = f"run {self.repetition}" if self.repetition else ""
        phase = self.phase if self.phase != "main" else None
        parts = (phase, self.environment, self.location, shorten(row), number)
        return ", ".join(part for part in parts if part)

    @property
    def seconds(self) -> float:
        """How long it took."""
        return max(0.0, self.result.finished_at - self.result.started_at)


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """A format."""

    content_type: str
    render: Callable[[Sequence[ReportedRun]], bytes]


def reported(view: RunView, *, suite: str = "", url: str = "") -> ReportedRun:
    """A run of a server as reports read it.

    A run that is not over, and one whose result was lost, becomes an errored one: a report never
    leaves out what would have made it red.
    """
    run = view.run
    return ReportedRun(
        name=run.test_name,
        result=view.result or _without_result(view),
        suite=suite,
        environment=run.environment_name,
        location=run.location,
        url=url,
        phase=run.phase if run.row is not None else None,
    )


def _without_result(view: RunView) -> RunResult:
    run = view.run
    status: RunOutcome = "canceled" if run.status == "canceled" else "errored"
    problem = run.problem or Problem(code="no_result", message=f"The run was {run.status}.")
    if not run.over:
        problem = Problem(code="unfinished", message="The run has not finished.")
    started = run.created_at if run.started_at is None else run.started_at
    finished = started if run.finished_at is None else run.finished_at
    return RunResult(status=status, started_at=started, finished_at=finished, problem=problem)
