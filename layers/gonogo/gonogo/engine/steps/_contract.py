"""What a step type is: the fields it adds to a step, and how it runs."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from gonogo.domain.result import StepResult
from gonogo.domain.test import Step
from gonogo.engine.state import RunState


@dataclass(frozen=True, slots=True)
class StepType:
    """One kind of step. Its file's name is the `type` written in a definition."""

    model: type[Step]
    """A frozen dataclass; its fields are what a definition may say."""
    run: Callable[[Any, RunState], StepResult]
    """Called with an instance of `model`; returns a result whatever happens, but for bugs."""
