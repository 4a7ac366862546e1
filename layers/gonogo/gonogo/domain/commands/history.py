"""What was started before: lists of batches and runs, newest first, and starting them again."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from gonogo.domain.batch import Batch, Verdict
from gonogo.domain.commands import RunView
from gonogo.domain.project import Project, TargetKind
from gonogo.domain.run import RunStatus
from gonogo.domain.terms import Idempotency

MAX_PAGE = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class ListBatches:
    """Batches of a project, with a key of role `read`."""

    key: str | None
    project: str = ""
    """Id or name; empty: of the key's only project."""
    kind: TargetKind | None = None
    target: str | None = None
    """Only batches that started this suite or test: its id."""
    verdict: Verdict | Literal["open"] | None = None
    """Only batches with it; `open`: those that are not over."""
    within: float | None = None
    """Only batches of so many seconds up to now."""
    limit: int = 20
    """1 to `MAX_PAGE`."""
    before: int | None = None
    """Only numbers below: the `next` of the page before."""


@dataclass(frozen=True, slots=True, kw_only=True)
class BatchList:
    """A page of batches, newest first."""

    project: Project
    batches: tuple[Batch, ...]
    next: int | None = None
    """Where the next page begins; None after the last."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ListRuns:
    """Runs of a test, or else of a project, with a key of role `read`."""

    key: str | None
    project: str = ""
    test: str | None = None
    """Id or number."""
    status: RunStatus | None = None
    """Only runs that stand so."""
    limit: int = 20
    before: int | None = None
    results: bool = False
    """Whether the runs' results are wanted too."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RunList:
    """A page of runs, newest first."""

    project: Project
    runs: tuple[RunView, ...]
    next: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Rerun:
    """Start the runs of a batch that is over once more, with a key of role `trigger`.

    The same tests with the same environments, variables and terms; answers a `Started`, whose
    `skipped` names the tests that are gone or disabled. `Conflict` while the batch is open.
    """

    key: str | None
    batch: str
    """Id or number."""
    only_failed: bool = False
    """Only the runs that did not pass; `Conflict` if all did."""
    notify: bool = True
    """Whether the project's webhooks are told, if those of the batch were."""
    depth: int = 0
    """How many runs led to this start."""
    idempotency: Idempotency | None = None
    wait: int = 0
    """Seconds (≤ 25) to wait for the end before the answer."""
    dialect: str = "native"


OF_HISTORY = (ListBatches, ListRuns)
