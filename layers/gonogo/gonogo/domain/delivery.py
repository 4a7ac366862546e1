"""Outcomes and their delivery: what is told to whom, and how often it was tried."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from gonogo.domain.ids import BatchId, ProjectId, RunId

DeliveryState = Literal["waiting", "delivered", "given_up"]

PAUSES = (10.0, 60.0, 300.0)
"""Seconds before the second, third and fourth attempt (`contracts/runscope.md` 13.3)."""
DELIVERY_TIMEOUT = 10.0
DELIVERY_LEASE = 60.0
"""A reporter that was lost leaves its delivery to the next after this."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """A message on the outcomes topic: a run or a batch ended."""

    kind: Literal["run", "batch"]
    project: ProjectId
    batch: BatchId
    run: RunId | None = None
    status: str = ""
    """The run's status, or the batch's verdict."""
    url: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Attempt:
    """One try: when, and the answer's status or the reason why there was none."""

    at: float
    status: int | None = None
    problem: str | None = None
    permanent: bool = False
    """Whether trying again cannot help: a blocked address, a malformed URL."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivery:
    """One webhook of one run."""

    run: RunId
    id: str
    """Derived from the address, so that planning it twice is once."""
    url: str
    dialect: str
    state: DeliveryState = "waiting"
    due_at: float = 0.0
    attempts: tuple[Attempt, ...] = ()
