"""Tells how tests end: lines for people, entries of the JSON document for programs."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from typing import TYPE_CHECKING, Literal

from gonogo.cli.running.job import Ended, Failure, Job
from gonogo.cli.screen import Screen, clean, quoted

if TYPE_CHECKING:
    from gonogo.domain.batch import Verdict

Cut = Literal["timeout", "interrupted", "fail_fast"]
NAME_WIDTH = 48


@dataclass(slots=True)
class Tally:
    """What is known so far; small however many tests there are."""

    total: int
    passed: int = 0
    failed: int = 0
    errored: int = 0
    canceled: int = 0
    flaky: int = 0
    requests: int = 0
    assertions_passed: int = 0
    assertions_failed: int = 0
    cut: Cut | None = None
    duration: float = 0.0
    ended: set[int] = field(default_factory=set)

    def add(self, ended: Ended) -> None:
        """Count one test."""
        self.ended.add(ended.index)
        setattr(self, ended.status, getattr(self, ended.status) + 1)
        self.flaky += ended.flaky
        self.requests += ended.counts.requests
        self.assertions_passed += ended.counts.assertions_passed
        self.assertions_failed += ended.counts.assertions_failed

    @property
    def open(self) -> int:
        """Tests that never ended."""
        return self.total - len(self.ended)

    @property
    def verdict(self) -> Verdict:
        """Go only if every test ran and passed, and there was one."""
        return "go" if self.total and self.passed == self.total else "no-go"


def tell_ended(screen: Screen, job: Job, ended: Ended, width: int, verbose: bool) -> None:
    """One line for a test, and under it what failed."""
    steps = f"{ended.steps} step{'' if ended.steps == 1 else 's'}"
    name = clean(job.title).ljust(min(width, NAME_WIDTH))
    environment = f"  [{clean(job.environment.name)}]" if verbose and job.environment else ""
    again = f"  (attempt {ended.attempts})" if ended.attempts > 1 else ""
    again = f"  flaky: passed on attempt {ended.attempts}" if ended.flaky else again
    screen.line(
        f"{name}  {steps:>9}  {ended.duration:7.3f} s{environment}{again}",
        word=f"{ended.status:8} ",
    )
    for number, attempt in enumerate(ended.earlier, start=1):
        why = f": {clean(attempt.reasons[0])}" if attempt.reasons else ""
        screen.line(f"    attempt {number} {attempt.status} after {attempt.duration:.3f} s{why}")
    for line in failure_lines(ended):
        screen.line(line)
    if verbose and ended.result is not None:
        from gonogo.cli.running.exchange import exchange_lines

        for line in exchange_lines(ended.result):
            screen.line(line)


def failure_lines(ended: Ended) -> Iterator[str]:
    """Step, then what was asserted, expected and seen."""
    place = None
    for failure in ended.failures:
        if failure.step and failure.step != place:
            place = failure.step
            note = f" {quoted(failure.note)}" if failure.note else ""
            yield f"    step {failure.step}{note}  {clean(failure.request)}".rstrip()
        yield f"      {_sentence(failure)}"
    if ended.failed > len(ended.failures):
        yield f"      … and {ended.failed - len(ended.failures)} more"


def _sentence(failure: Failure) -> str:
    message = clean(failure.message) if failure.message else ""
    if failure.kind == "assertion":
        return f"{clean(failure.what)}: {message or _values(failure)}"
    if failure.kind == "variable":
        return f"variable {clean(failure.what)}: {message or 'not found'}"
    if failure.kind == "script":
        return f"script: {message or 'failed'}"
    return f"{clean(failure.what)}: {message}"


def _values(failure: Failure) -> str:
    expected = "" if failure.expected is None else f"expected {quoted(failure.expected)}, "
    return f"{expected}got {quoted(failure.actual or '')}"


def progress(tally: Tally) -> str:
    """The live line."""
    bad = len(tally.ended) - tally.passed
    said = f", {bad} not passed" if bad else ""
    return f"{len(tally.ended)} of {tally.total} tests done{said}"


def tell_summary(screen: Screen, tally: Tally) -> None:
    """The totals, and the verdict as the last line."""
    parts = [f"{tally.passed} passed{f' ({tally.flaky} flaky)' if tally.flaky else ''}"]
    parts += [
        f"{getattr(tally, name)} {name}"
        for name in ("failed", "errored", "canceled")
        if getattr(tally, name)
    ]
    if tally.open:
        parts.append(f"{tally.open} not finished")
    tests = f"{tally.total} test{'' if tally.total == 1 else 's'}"
    sent = f"{tally.requests} request{'' if tally.requests == 1 else 's'}"
    screen.line(f"{tests}: {', '.join(parts)}, {sent} in {tally.duration:.2f} s")
    if tally.cut == "timeout":
        screen.line("The time given with --timeout is over; there is no verdict.")
    elif tally.cut == "interrupted":
        screen.line("Interrupted; there is no verdict.")
    else:
        if tally.cut == "fail_fast":
            screen.line("Stopped at the first test that did not pass (--fail-fast).")
        screen.line("", word=tally.verdict)


def entry(job: Job, ended: Ended) -> dict[str, object]:
    """A test in the JSON document."""
    counts = ended.counts
    return {
        "name": job.test.name,
        "environment": job.environment.name if job.environment else None,
        "phase": job.place.phase if job.place else None,
        "row": dict(job.row),
        "repetition": job.repetition,
        "attempts": ended.attempts,
        "flaky": ended.flaky,
        "earlier": [asdict(attempt) for attempt in ended.earlier],
        "status": ended.status,
        "duration_ms": round(ended.duration * 1000, 1),
        "steps": ended.steps,
        "requests": counts.requests,
        "assertions": {"passed": counts.assertions_passed, "failed": counts.assertions_failed},
        "failures": [asdict(failure) for failure in ended.failures],
        "failures_total": ended.failed,
    }


def document(tally: Tally, tests: list[dict[str, object]], exit_code: int) -> dict[str, object]:
    """The whole JSON document; its shape is an interface (docs/reference/cli.md)."""
    return {
        "verdict": None if tally.cut in ("timeout", "interrupted") else tally.verdict,
        "exit_code": exit_code,
        "ended_by": tally.cut,
        "duration_ms": round(tally.duration * 1000, 1),
        "counts": {
            "total": tally.total,
            "passed": tally.passed,
            "failed": tally.failed,
            "errored": tally.errored,
            "canceled": tally.canceled,
            "flaky": tally.flaky,
            "not_finished": tally.open,
            "requests": tally.requests,
            "assertions_passed": tally.assertions_passed,
            "assertions_failed": tally.assertions_failed,
        },
        "tests": tests,
    }
