"""A group step: steps that belong together, with parameters of their own."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Literal

from gonogo.domain.result import StepResult
from gonogo.domain.test import Step
from gonogo.engine.perform import overall
from gonogo.engine.state import RunState
from gonogo.engine.steps._contract import StepType


@dataclass(frozen=True, slots=True, kw_only=True)
class GroupStep(Step):
    """Steps that belong together: written here, or taken from a list of the document (`use`)."""

    type: Literal["group"] = "group"
    use: str = ""
    """The name of one of the document's `lists`. A step that says `use` needs no `type`."""
    params: Mapping[str, str] = field(default_factory=dict)
    """Variables that only the steps inside see; `{{variables}}` in them are replaced."""
    steps: tuple[Step, ...] = ()
    """The steps; those of the list if there is none here."""


def check(step: GroupStep) -> Iterator[tuple[str, str]]:
    """What a definition may not say."""
    if not step.use and not step.steps:
        yield "steps", 'is missing; a group has "steps" or says which list to "use"'


def run(step: GroupStep, state: RunState) -> StepResult:
    """Perform the steps with the parameters set, and put back what those hid."""
    started = state.clock.now()
    params = {name: state.fill(text, "parameter", name) for name, text in step.params.items()}
    with state.scope.also(params):
        steps = state.perform(step.steps)
    return StepResult(
        id=step.id,
        type=step.type,
        status=overall(steps),
        note=step.note or step.use,
        started_at=started,
        duration=state.clock.now() - started,
        steps=steps,
    )


STEP_TYPE = StepType(GroupStep, run, check)
