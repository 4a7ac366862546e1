"""What a step type is: the fields it adds to a step, and how it runs."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from gonogo.domain.result import StepResult
from gonogo.domain.test import Step
from gonogo.engine.state import RunState


def _nothing(step: Any) -> Iterable[tuple[str, str]]:
    return ()


@dataclass(frozen=True, slots=True)
class StepType:
    """One kind of step. Its file's name is the `type` written in a definition."""

    model: type[Step]
    """A frozen dataclass; its fields are what a definition may say."""
    run: Callable[[Any, RunState], StepResult]
    """Called with an instance of `model`; returns a result whatever happens, but for bugs."""
    check: Callable[[Any], Iterable[tuple[str, str]]] = _nothing
    """What of a step a definition may not say: fields, each with what is wrong."""
