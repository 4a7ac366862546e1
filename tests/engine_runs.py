"""Runs of the engine for tests: steps in, the result out, against a fake way out."""

from __future__ import annotations

from typing import Any

from gonogo.domain.environment import Environment
from gonogo.domain.events import Event, RunFinished
from gonogo.domain.ids import EnvironmentId, StepId, TestId
from gonogo.domain.left import Left
from gonogo.domain.result import RunResult, StepResult
from gonogo.domain.test import Assertion, Extraction, Step, Test
from gonogo.engine.execute import Plan, execute
from gonogo.engine.steps.request import RequestStep
from tests.builders import NOW
from tests.fakes import FakeClock, FakeHttp


def a_step(url: str = "http://api.test/", **fields: Any) -> RequestStep:
    """A GET request."""
    return RequestStep(**{"id": StepId("step"), "url": url, **fields})


def an_assertion(source: str, comparison: str, value: Any = None, **fields: Any) -> Assertion:
    """An assertion."""
    return Assertion(source=source, comparison=comparison, value=value, **fields)


def an_extraction(name: str, source: str = "response_json", property: str | None = None) -> Any:
    """A variable's extraction."""
    return Extraction(name=name, source=source, property=property)


def an_environment(**fields: Any) -> Environment:
    """An environment called staging."""
    return Environment(**{"id": EnvironmentId("e"), "name": "staging", **fields})


def events(
    *steps: Step, http: FakeHttp | None = None, clock: FakeClock | None = None, **plan: Any
) -> list[Event]:
    """Everything that a run of these steps tells."""
    test = Test(id=TestId("t"), name="test", steps=steps)
    full = Plan(**{"test": test, "deadline": NOW + 600, "seed": 1, **plan})
    return list(execute(full, http or FakeHttp(), clock or FakeClock()))


def run(*steps: Step, **given: Any) -> RunResult:
    """The result of a run of these steps."""
    last = events(*steps, **given)[-1]
    assert isinstance(last, RunFinished)
    return last.result


def left_by(*steps: Step, **given: Any) -> Left:
    """What a run of these steps leaves to those after it."""
    last = events(*steps, **given)[-1]
    assert isinstance(last, RunFinished)
    return last.left


def run_one(step: Step, **given: Any) -> StepResult:
    """The result of a run's only step."""
    return run(step, **given).steps[0]
