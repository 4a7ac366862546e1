"""One test to run on this machine, and what is told of it: plain values that cross processes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import partial

from gonogo.cli.running.others import DocumentTests
from gonogo.domain.environment import Environment
from gonogo.domain.left import Left
from gonogo.domain.reasons import claim
from gonogo.domain.result import (
    Attempt,
    Counts,
    Problem,
    RunOutcome,
    RunResult,
    StepResult,
)
from gonogo.domain.terms import Overrides, Phase
from gonogo.domain.test import Test

MOST_FAILURES = 20
"""Failures that are told of one test; a test of 10,000 steps that all fail stays small."""


ROW_WIDTH = 60
"""Characters of a row in the name of its test."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where a test stands in a suite with phases."""

    suite: str
    test: str
    phase: Phase = "main"
    sequential: bool = False
    """Whether those of `main` go one after the other."""
    row: int = 0
    """Which copy of the test it is: what is left is handed on within a copy."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """A test with everything that it is run with."""

    test: Test
    environment: Environment | None = None
    variables: Mapping[str, str] = field(default_factory=dict)
    project: str = ""
    others: DocumentTests | None = None
    """The tests that it may run as its steps, if it runs any."""
    keep_result: bool = False
    """Whether a report wants the whole result; without one only counts and failures are kept."""
    overrides: Overrides = field(default_factory=Overrides)
    """What takes the place of what the test says."""
    place: Place | None = None
    """None: it runs whenever there is room."""
    handed: Left = field(default_factory=Left)
    """What tests before it left."""
    row: Mapping[str, str] = field(default_factory=dict)
    """The row of `--data` that it runs with; among the variables too."""
    repetition: int = 0
    """Which one of several runs of the same, from 1; 0 if it runs once."""
    retries: int = 0
    """How often it is run again while it does not pass."""

    @property
    def title(self) -> str:
        """The test's name, with what tells it from other runs of the same test."""
        row = ", ".join(f"{name}={value}" for name, value in self.row.items())
        if len(row) > ROW_WIDTH:
            row = row[: ROW_WIDTH - 1] + "…"
        title = f"{self.test.name} [{row}]" if row else self.test.name
        return f"{title} #{self.repetition}" if self.repetition else title


@dataclass(frozen=True, slots=True, kw_only=True)
class Failure:
    """One thing that said no, or could not be judged."""

    kind: str
    """`assertion`, `variable`, `script` or `problem`."""
    step: int
    """Place among the top-level steps, from 1; 0 for the run as a whole."""
    note: str = ""
    request: str = ""
    """Method and URL."""
    what: str = ""
    """Source, property and comparison, the variable's name, or the problem's code."""
    expected: str | None = None
    actual: str | None = None
    message: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Ended:
    """A test ended."""

    index: int
    status: RunOutcome
    duration: float = 0.0
    steps: int = 0
    counts: Counts = field(default_factory=Counts)
    failures: tuple[Failure, ...] = ()
    failed: int = 0
    """How many failures there were, also those that are not told."""
    earlier: tuple[Attempt, ...] = ()
    """The attempts before this result, none of which passed."""
    problem: Problem | None = None
    result: RunResult | None = None
    left: Left = field(default_factory=Left)
    """What it leaves to tests after it, if it stands in a suite with phases."""

    @property
    def attempts(self) -> int:
        """How often it was run until this result."""
        return len(self.earlier) + 1

    @property
    def flaky(self) -> bool:
        """Passed, but not the first time."""
        return self.attempts > 1 and self.status == "passed"


def failures_of(step: StepResult, number: int) -> Iterator[Failure]:
    """What went wrong in a step and in those nested in it."""
    request = f"{step.method} {step.url}" if step.method and step.url else ""
    here = partial(Failure, step=number, note=step.note, request=request)
    if step.problem is not None:
        yield here(kind="problem", what=step.problem.code, message=step.problem.message)
    for assertion in step.assertions:
        if not assertion.passed:
            yield here(
                kind="assertion",
                what=claim(assertion),
                expected=assertion.expected,
                actual=assertion.actual,
                message=assertion.error,
            )
    for variable in step.variables:
        if not variable.passed:
            what = _words(variable.name, "from", variable.source, variable.property)
            yield here(kind="variable", what=what, message=variable.error)
    for script in step.scripts:
        if not script.passed:
            yield here(kind="script", message=script.error)
    for nested in step.steps:
        yield from failures_of(nested, number)


def _words(*parts: str | None) -> str:
    return " ".join(part for part in parts if part)
