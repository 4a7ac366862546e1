"""What the engine tells its host while a run goes on."""

from __future__ import annotations

from dataclasses import dataclass, field

from gonogo.domain.left import Left
from gonogo.domain.result import RunResult, StepResult
from gonogo.domain.test import Step


@dataclass(frozen=True, slots=True)
class StepStarted:
    """A step begins; `index` counts the top-level steps from 0."""

    step: Step
    index: int


@dataclass(frozen=True, slots=True)
class UnderWay:
    """A step at any depth is tried or goes on waiting; told at once, while others are yielded.

    Who hears it may raise to end the run: nothing in the engine holds that up.
    """

    step: Step
    place: str
    """`Step 2`, `Step 2.1` for one nested in it."""
    waited: float = 0.0
    """Seconds; 0 when it begins."""


@dataclass(frozen=True, slots=True)
class StepFinished:
    """A top-level step ended."""

    result: StepResult
    index: int


@dataclass(frozen=True, slots=True)
class RunFinished:
    """The run ended; always the last event, exactly once."""

    result: RunResult
    left: Left = field(default_factory=Left)
    """What it leaves to runs after it; not masked."""


Event = StepStarted | StepFinished | RunFinished
