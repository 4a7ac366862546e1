"""The result tree of a run: plain data that every report, page and dialect reads."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Literal

from gonogo.domain.http import Headers, Timings
from gonogo.domain.ids import StepId
from gonogo.domain.test import Filters

Outcome = Literal["passed", "failed", "errored", "skipped"]
"""`failed`: an assertion or extraction said no. `errored`: could not be judged."""
RunOutcome = Literal["passed", "failed", "errored", "canceled"]


ROW = "row"
"""The type of what is no step of the test: one round of a step that is done for several values."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AssertionResult:
    """One assertion's answer. Words are those of the definition; values are text."""

    passed: bool
    source: str
    comparison: str
    property: str | None = None
    expected: str | None = None
    """The value compared with, variables replaced; None where the comparison takes none."""
    actual: str = ""
    error: str | None = None
    """Why it said no, for people; tells a wrong type from a wrong value."""
    filters: Filters = ()
    """What the value passed before it was compared, as it was written."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ExtractionResult:
    """One variable's extraction; `value` is its text, empty when it failed."""

    passed: bool
    name: str
    source: str
    property: str | None = None
    value: str = ""
    error: str | None = None
    filters: Filters = ()
    """What the value passed before it was kept, as it was written."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ScriptResult:
    """One script's answer; `output` is what it logged."""

    passed: bool
    output: str = ""
    error: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Sent:
    """The request as it was sent, body capped for storage."""

    method: str
    url: str
    headers: Headers = ()
    body: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Received:
    """The response as it is kept, body capped for storage."""

    status: int
    reason: str = ""
    headers: Headers = ()
    body: str | None = None
    """Text, or None when it was binary or empty: then `body_sha256` and `size` speak for it."""
    body_sha256: str | None = None
    size: int = 0
    wire_size: int = 0
    truncated: bool = False
    redirects: tuple[str, ...] = ()
    timings: Timings = field(default_factory=Timings)


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """Why a step or run errored: a stable code and one sentence."""

    code: str
    message: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Attempt:
    """An earlier attempt at a step or a run, which was followed by another."""

    status: Outcome | RunOutcome
    started_at: float = 0.0
    duration: float = 0.0
    """Seconds."""
    reasons: tuple[str, ...] = ()
    """The first sentences on why it was no good."""


@dataclass(frozen=True, slots=True, kw_only=True)
class StepResult:
    """One step's answer; `steps` are those nested in it."""

    id: StepId
    type: str
    status: Outcome
    note: str = ""
    method: str | None = None
    url: str | None = None
    started_at: float = 0.0
    duration: float = 0.0
    """Seconds of wall clock."""
    request: Sent | None = None
    response: Received | None = None
    assertions: tuple[AssertionResult, ...] = ()
    variables: tuple[ExtractionResult, ...] = ()
    scripts: tuple[ScriptResult, ...] = ()
    problem: Problem | None = None
    remark: str = ""
    """What its status does not tell: why it was skipped, how often it ran."""
    attempts: tuple[Attempt, ...] = ()
    """Those before this one, where it was tried again."""
    steps: tuple[StepResult, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Counts:
    """Totals that lists and webhooks show; one name per count."""

    requests: int = 0
    """HTTP requests really sent."""
    assertions_passed: int = 0
    assertions_failed: int = 0
    variables_passed: int = 0
    variables_failed: int = 0
    scripts_passed: int = 0
    scripts_failed: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class RunResult:
    """A finished run."""

    status: RunOutcome
    started_at: float
    finished_at: float
    steps: tuple[StepResult, ...] = ()
    initial_variables: Mapping[str, str] = field(default_factory=dict)
    variables: Mapping[str, str] = field(default_factory=dict)
    """Their final state: initial ones and what the steps extracted."""
    scripts: tuple[ScriptResult, ...] = ()
    """Those of the environments, which ran once before the first step."""
    problem: Problem | None = None


def walk(steps: tuple[StepResult, ...]) -> Iterator[StepResult]:
    """Every step depth-first, a step before those nested in it."""
    for step in steps:
        yield step
        yield from walk(step.steps)


def count(steps: tuple[StepResult, ...]) -> Counts:
    """The totals over all steps."""
    flat = list(walk(steps))
    assertions = [a.passed for s in flat for a in s.assertions]
    variables = [v.passed for s in flat for v in s.variables]
    scripts = [s.passed for step in flat for s in step.scripts]
    return Counts(
        requests=sum(step.request is not None for step in flat),
        assertions_passed=sum(assertions),
        assertions_failed=len(assertions) - sum(assertions),
        variables_passed=sum(variables),
        variables_failed=len(variables) - sum(variables),
        scripts_passed=sum(scripts),
        scripts_failed=len(scripts) - sum(scripts),
    )
