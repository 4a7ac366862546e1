"""A foreach step: its steps are performed once for every value or row of a list."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Literal

from gonogo.domain.result import ROW, StepResult, walk
from gonogo.domain.test import Step
from gonogo.engine.judge import kept
from gonogo.engine.perform import left_out, overall
from gonogo.engine.state import RunState
from gonogo.engine.steps._contract import StepType
from gonogo.engine.values import as_text, name, show
from gonogo.errors import Unjudged

MOST_VALUES = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class ForeachStep(Step):
    """Steps that are performed for every value of a list, also after one that did not pass."""

    type: Literal["foreach"] = "foreach"
    values: object
    """A list of at most 100 values or rows (mappings), or a text that becomes such a JSON list.

    A row sets one variable for each of its keys; a value sets the one that `variable` names.
    """
    variable: str = "item"
    """The variable that is set to a value that is no row."""
    steps: tuple[Step, ...]
    """What is done for each; afterwards the variables are what they were."""


def check(step: ForeachStep) -> Iterator[tuple[str, str]]:
    """What a definition may not say."""
    if isinstance(step.values, str):
        if "{{" not in step.values:
            yield "values", "must be a list, or a text with a {{variable}} that holds one"
    elif not isinstance(step.values, list | tuple) or not step.values:
        yield "values", "must be a list with at least one value"
    elif len(step.values) > MOST_VALUES:
        yield "values", f"has {len(step.values)} values; at most {MOST_VALUES} are accepted"
    if not step.variable or any(sign in step.variable for sign in "{}() "):
        yield "variable", "must be the name of a variable"


def run(step: ForeachStep, state: RunState) -> StepResult:
    """Perform the steps for one value after the other; a row's result holds those of its steps."""
    started = state.clock.now()
    place, values = state.place, _values(step, state)
    rows: list[StepResult] = []
    for number, value in enumerate(values, start=1):
        began = state.clock.now()
        given = _variables(step, value, state)
        state.place = f"{place}.{number}"
        with state.scope.also(given):
            steps = state.perform(step.steps)
        steps = _fitting(steps, state)
        status = "skipped" if all(r.status == "skipped" for r in steps) else overall(steps)
        told = ", ".join(f"{key} = {show(text)}" for key, text in given.items())
        row = StepResult(id=step.id, type=ROW, status=status, note=kept(told), steps=steps)
        rows.append(replace(row, started_at=began, duration=state.clock.now() - began))
    state.place = place
    nothing = tuple(left_out(inner) for inner in step.steps)
    return StepResult(
        id=step.id,
        type=step.type,
        status=overall(rows),
        note=step.note,
        started_at=started,
        duration=state.clock.now() - started,
        remark="" if rows else "The list is empty, so its steps were skipped.",
        steps=tuple(rows) or nothing,
    )


def _values(step: ForeachStep, state: RunState) -> list[object]:
    values = step.values
    if isinstance(values, str):
        try:
            values = json.loads(state.fill(values, "values"))
        except (ValueError, RecursionError):
            raise Unjudged(f"{state.place}, values: the text is not a JSON list.") from None
    if not isinstance(values, list | tuple):
        raise Unjudged(f"{state.place}, values: a list is needed, not {name(values)}.")
    if len(values) > MOST_VALUES:
        told = f"the list has {len(values)} values; at most {MOST_VALUES} are taken."
        raise Unjudged(f"{state.place}, values: {told}")
    return list(values)


def _variables(step: ForeachStep, value: object, state: RunState) -> dict[str, str]:
    pairs = value.items() if isinstance(value, Mapping) else [(step.variable, value)]
    dynamic = not isinstance(step.values, str)  # what a variable held is data
    return {
        str(key): state.fill(_text(each), "values") if dynamic else _text(each)
        for key, each in pairs
    }


def _text(value: object) -> str:
    return "" if value is None else as_text(value)


def _fitting(steps: tuple[StepResult, ...], state: RunState) -> tuple[StepResult, ...]:
    """The results as they are, while there is room; later without the bodies."""
    messages = [part for step in walk(steps) for part in (step.request, step.response) if part]
    size = sum(len(part.body or "") for part in messages)
    if size > state.room:
        return tuple(_without_bodies(step) for step in steps)
    state.room -= size
    return steps


def _without_bodies(step: StepResult) -> StepResult:
    return replace(
        step,
        request=step.request and replace(step.request, body=None),
        response=step.response and replace(step.response, body=None, truncated=True),
        steps=tuple(_without_bodies(inner) for inner in step.steps),
    )


STEP_TYPE = StepType(ForeachStep, run, check)
