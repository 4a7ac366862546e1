"""What a report is: finished runs in, bytes of some format out."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from gonogo.domain.commands import RunView
from gonogo.domain.result import Problem, RunOutcome, RunResult


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
