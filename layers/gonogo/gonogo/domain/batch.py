"""A batch: everything that one trigger call started, and its verdict."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from gonogo.domain.ids import BatchId, ProjectId
from gonogo.domain.terms import Policy, Terms

Verdict = Literal["go", "no-go"]
BatchSource = Literal["trigger", "api", "schedule", "gate"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Tally:
    """How many of a batch's runs ended how; counted from sets, so a duplicate counts once."""

    passed: int = 0
    failed: int = 0
    errored: int = 0
    canceled: int = 0
    aside_passed: int = 0
    """How many of those that passed do not count towards the verdict; and so on."""
    aside_failed: int = 0
    aside_errored: int = 0
    aside_canceled: int = 0

    @property
    def blocking(self) -> Tally:
        """Those that count towards the verdict."""
        return Tally(
            passed=self.passed - self.aside_passed,
            failed=self.failed - self.aside_failed,
            errored=self.errored - self.aside_errored,
            canceled=self.canceled - self.aside_canceled,
        )

    @property
    def over(self) -> int:
        """Runs that ended."""
        return self.passed + self.failed + self.errored + self.canceled


@dataclass(frozen=True, slots=True, kw_only=True)
class Batch:
    """The head of a batch. Its runs have the numbers right after its own."""

    id: BatchId
    number: int
    project: ProjectId
    project_name: str
    source: BatchSource
    target: str
    """What was asked for, for people: `suite smoke`, `test Login`."""
    total: int
    created_at: float
    deadline_at: float
    dialect: str = "native"
    kind: str = "project"
    """What was started: a `TargetKind`."""
    target_id: str = ""
    """Its id."""
    terms: Terms = field(default_factory=Terms)
    refused: int = 0
    """Runs asked for that could not be made: unknown locations."""
    rerun_of: BatchId | None = None
    """The batch that this one starts once more."""
    setup: int = 0
    """How many of its runs, the first ones, are of the phase `setup`."""
    teardown: int = 0
    """How many, the last ones, are of `teardown`; those between are of `main`."""
    sequential: bool = False
    """Whether the runs of `main` go one after the other."""
    tally: Tally = Tally()
    announced_at: float | None = None

    @property
    def over(self) -> bool:
        """Whether every run ended."""
        return self.tally.over >= self.total

    @property
    def verdict(self) -> Verdict | None:
        """`go` only if every run passed and at least one ran, or by its policy; None if open."""
        if not self.over:
            return None
        return "go" if self._good(self.tally.blocking, self.terms.policy) else "no-go"

    def _good(self, ends: Tally, policy: Policy) -> bool:
        if self.refused and not policy.allow_refused:
            return False
        if ends.over == 0:  # that no location is known is not that there is nothing to run
            return policy.allow_empty and not self.refused
        judged = ends.passed + ends.failed + (0 if policy.allow_errored else ends.errored)
        # What was canceled is known of nobody: no part of the rest makes up for it.
        if ends.canceled or not ends.passed:
            return False
        return ends.passed / judged >= policy.min_pass_ratio

    @property
    def phased(self) -> bool:
        """Whether its runs have to wait for each other."""
        return bool(self.setup or self.teardown or self.sequential)

    @property
    def run_numbers(self) -> range:
        """The numbers of its runs."""
        return range(self.number + 1, self.number + 1 + self.total)
