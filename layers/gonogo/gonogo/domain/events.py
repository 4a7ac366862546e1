"""What the engine tells its host while a run goes on."""

from __future__ import annotations

from dataclasses import dataclass

from gonogo.domain.result import RunResult, StepResult
from gonogo.domain.test import Step


@dataclass(frozen=True, slots=True)
class StepStarted:
    """A step begins; `index` counts the top-level steps from 0."""

    step: Step
    index: int


@dataclass(frozen=True, slots=True)
class StepFinished:
    """A top-level step ended."""

    result: StepResult
    index: int


@dataclass(frozen=True, slots=True)
class RunFinished:
    """The run ended; always the last event, exactly once."""

    result: RunResult


Event = StepStarted | StepFinished | RunFinished
