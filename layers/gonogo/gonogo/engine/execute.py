"""Runs one test: steps in, events out, and nothing a test does makes it raise."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from gonogo.domain.environment import Environment
from gonogo.domain.events import Event
from gonogo.domain.test import Test
from gonogo.engine.expressions import Expressions
from gonogo.ports import Clock, HttpSender


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """One run: which test, and all that it is given."""

    test: Test
    environment: Environment | None = None
    """With what it inherits already in it; its `variables` are not read here."""
    variables: Mapping[str, str] = field(default_factory=dict)
    """Initial variables: the environment's, and the trigger's over them."""
    context: Mapping[str, str] = field(default_factory=dict)
    """Names and ids of the run that placeholders may use."""
    seed: int | None = None
    """Makes what is random repeatable."""
    deadline: float
    """Unix seconds when the run has to be over."""


def execute(
    plan: Plan, http: HttpSender, clock: Clock, expressions: Expressions | None = None
) -> Iterator[Event]:
    """Run the test and tell what happens; the last event is `RunFinished`."""
    raise NotImplementedError
    yield
