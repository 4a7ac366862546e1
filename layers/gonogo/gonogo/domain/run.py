"""A run, its states, and who may move it from one to the next."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from gonogo.domain.batch import BatchSource
from gonogo.domain.ids import BatchId, EnvironmentId, ProjectId, RunId, TestId
from gonogo.domain.result import Counts, Problem
from gonogo.domain.terms import Overrides, Phase

RunStatus = Literal["queued", "running", "passed", "failed", "errored", "canceled"]
TERMINAL: frozenset[RunStatus] = frozenset({"passed", "failed", "errored", "canceled"})

LEASE_SECONDS = 30.0
"""How long an executor may be silent; it renews at a third of it."""
MAX_ATTEMPTS = 2
"""A run whose executor was lost is started once more, then it is errored."""
RUN_SECONDS = 600.0
"""Longest run; the contract's ten minutes."""
RUN_LIFETIME = 3600.0
"""From its start to the moment when it is errored whatever happens: waiting included."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """One test, one environment, one location, one set of variables."""

    id: RunId
    number: int
    batch: BatchId
    project: ProjectId
    project_name: str = ""
    test: TestId
    test_name: str
    environment: EnvironmentId | None = None
    environment_name: str = ""
    location: str = ""
    variables: Mapping[str, str] = field(default_factory=dict)
    """Initial variables: those of the environments, then the trigger's over them."""
    webhooks: tuple[str, ...] = ()
    """Where to post the outcome: the environments' addresses and the trigger's own."""
    depth: int = 0
    """How many runs led to its start, each by a request of its own; `X-Gonogo-Depth`."""
    overrides: Overrides = field(default_factory=Overrides)
    """What takes the place of what its test says."""
    blocking: bool = True
    """Whether its end counts towards the verdict of its batch."""
    notify: bool = True
    """Whether the project's webhooks are told of its end."""
    phase: Phase = "main"
    """Of its batch; runs of `main` begin when those of `setup` passed."""
    row: int | None = None
    """Which of the start's variable sets it has, where the batch has phases: what runs of one set
    leave is handed on to those of the same. None in a batch without phases."""
    held: bool = False
    """Whether its turn in the batch has not come: nobody may take it."""
    ready_at: float = 0.0
    """When its turn came; 0 if it never had to wait."""
    source: BatchSource = "trigger"
    """What started its batch."""
    dialect: str = "native"
    """Who asked: the outcome is told in the same words."""
    status: RunStatus = "queued"
    attempt: int = 0
    lease_until: float = 0.0
    created_at: float = 0.0
    deadline_at: float = 0.0
    """When it is errored whatever happens."""
    started_at: float | None = None
    finished_at: float | None = None
    counts: Counts = field(default_factory=Counts)
    problem: Problem | None = None

    @property
    def over(self) -> bool:
        """Whether the status will never change again."""
        return self.status in TERMINAL

    @property
    def waiting_since(self) -> float:
        """When it could first have been taken."""
        return self.ready_at or self.created_at

    def claimable(self, now: float) -> bool:
        """Whether an executor may take it: waiting, or left behind by a lost one."""
        if self.held:
            return False
        if self.status == "queued":
            return self.attempt < MAX_ATTEMPTS
        return self.abandoned(now) and self.attempt < MAX_ATTEMPTS

    def abandoned(self, now: float) -> bool:
        """Whether its executor has been silent for longer than the lease."""
        return self.status == "running" and self.lease_until <= now
