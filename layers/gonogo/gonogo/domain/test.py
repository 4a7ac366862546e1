"""A test: ordered steps, and what is asserted of their answers."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from gonogo.domain.ids import EnvironmentId, StepId, TestId, TriggerId

Scalar = str | int | float | bool | None
Filters = tuple[tuple[str, tuple[str, ...]], ...]
"""Filters by name, each with its arguments, in the order in which a value passes them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Assertion:
    """One comparison with something in the answer; `value` keeps the type it was written in."""

    source: str
    """The part of the answer to look at."""
    comparison: str
    """The question about it."""
    property: str | None = None
    """Narrows the source down: a header's name, a path into JSON, an XPath."""
    filters: Filters = ()
    """What is done to the value before it is compared: `[trim, {split: ","}, count]`."""
    value: Scalar = None
    """What to compare with; `{{variables}}` in a text are replaced."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Extraction:
    """A variable taken from the answer for the steps that follow."""

    name: str
    """Used as `{{name}}` from the next step on."""
    source: str
    """The part of the answer to take it from."""
    property: str | None = None
    """Narrows the source down: a header's name, a path into JSON, an XPath."""
    filters: Filters = ()
    """What is done to the value before it is kept: `[{regex: "id=([0-9]+)"}, to_number]`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Retry:
    """A step is done again while it fails."""

    times: int = 3
    """How often it is done at most, 2 to 100."""
    interval: float = 1.0
    """Seconds between, 0 to 60."""


NO_ID = StepId("")


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """What every step has; each step type adds its own fields in `engine/steps/`."""

    id: StepId = NO_ID
    """Given by the definition, or derived from the step's place in its test."""
    type: str = ""
    """What kind of step it is."""
    note: str = ""
    """For people: what the step is there for."""
    skipped: bool = False
    """Leaves the step out and shows it as skipped."""
    always: bool = False
    """Runs it even when the test was stopped or its time is over: for clearing up."""
    retry: Retry | None = None
    """Does it again until it passes: `times` (at most) and `interval` (seconds)."""


def nested(step: Step) -> tuple[Step, ...]:
    """The steps inside a step; only some types have any."""
    inside: tuple[Step, ...] = getattr(step, "steps", ())
    return inside


def every(steps: Iterable[Step]) -> Iterator[Step]:
    """The steps and all that are inside them."""
    for step in steps:
        yield step
        yield from every(nested(step))


@dataclass(frozen=True, slots=True, kw_only=True)
class Test:
    """A test as the engine runs it."""

    __test__ = False  # pytest would collect a class of this name

    id: TestId
    name: str
    steps: tuple[Step, ...]
    description: str = ""
    tags: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class TestHead:
    """What starting a test needs to know of it, without its steps."""

    __test__ = False

    id: TestId
    number: int
    name: str
    trigger: TriggerId
    default_environment: EnvironmentId | None = None
    description: str = ""
    tags: tuple[str, ...] = ()
    step_count: int = 0
    enabled: bool = True
    """Whether starts of a project, suite or tag take it along; by its own trigger it runs."""
    created_at: float = 0.0
    version: int = 1
