"""A subtest step: another test is run, and its result is read like an answer."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from itertools import islice
from typing import Literal

from gonogo.domain.http import HttpResponse, Timings
from gonogo.domain.reasons import reasons_of_result
from gonogo.domain.result import (
    AssertionResult,
    ExtractionResult,
    RunResult,
    StepResult,
    walk,
)
from gonogo.domain.subtest import SubtestCall
from gonogo.domain.test import Assertion, Extraction, Step
from gonogo.engine.answer import Answer
from gonogo.engine.judge import extract, judge
from gonogo.engine.keep import received
from gonogo.engine.perform import left_out
from gonogo.engine.scripted import arrived
from gonogo.engine.scripting import Turn
from gonogo.engine.state import RunState
from gonogo.engine.steps._contract import StepType

MOST_STEPS = 200
"""Steps of the other test that its answer tells of."""
PASSED = Assertion(source="response_json", property="result", comparison="equal", value="pass")


@dataclass(frozen=True, slots=True, kw_only=True)
class SubtestStep(Step):
    """Runs another test. Its answer is JSON with `result` (`pass` or `fail`) and `variables`."""

    type: Literal["subtest"] = "subtest"
    test: str
    """The other test's name."""
    environment: str = ""
    """Which of its environments, or shared one, it runs in; without it, its own choice."""
    use_parent_environment: bool = False
    """Runs it in the environment of this run, with the variables that this run began with."""
    params: Mapping[str, str] = field(default_factory=dict)
    """Its initial variables, over the environment's; `{{variables}}` in them are replaced."""
    variables: tuple[Extraction, ...] = ()
    """Taken from its answer: `response_json` with `variables.NAME`."""
    assertions: tuple[Assertion, ...] = ()
    """What its answer must be like; without any, its `result` must be `pass`."""
    before_scripts: tuple[str, ...] = ()
    """JavaScript to run before the other test; it sets variables, for `params` too."""
    scripts: tuple[str, ...] = ()
    """JavaScript to run after it, with its answer as `response`."""


def run(step: SubtestStep, state: RunState) -> StepResult:
    """Run the other test to its end and judge what came out."""
    started = state.clock.now()
    scripts = Turn(state)
    scripts.own(step.before_scripts, "prerequest", step)
    if not scripts.passed:  # what they should have prepared is not there
        nothing = replace(left_out(step), status="failed", started_at=started)
        return replace(nothing, scripts=scripts.results)
    params = {name: state.fill(text, "parameter", name) for name, text in step.params.items()}
    test = state.fill(step.test, "test")
    environment = state.fill(step.environment, "environment")
    result = state.run_test(
        SubtestCall(
            test=test,
            environment=environment,
            use_parent_environment=step.use_parent_environment,
            params=params,
        )
    )
    duration = state.clock.now() - started
    answer = Answer(_response(test, result, duration))
    variables = extract(step.variables, answer, state)
    scripts.own(step.scripts, "test", step, response=arrived(answer))
    assertions = judge(step.assertions or (PASSED,), answer, state)
    judged: tuple[AssertionResult | ExtractionResult, ...] = (*variables, *assertions)
    good = scripts.passed and all(each.passed for each in judged)
    reasons = reasons_of_result(test, result)
    why = "".join(f" {reason.step}: {reason.message}" for reason in reasons[:1])
    return StepResult(
        id=step.id,
        type=step.type,
        status="passed" if good else "failed",
        note=step.note or test,
        started_at=started,
        duration=duration,
        response=received(answer),
        assertions=assertions,
        variables=variables,
        scripts=scripts.results,
        remark=f"The test {test!r} {result.status}.{why}",
    )


def _response(test: str, result: RunResult, seconds: float) -> HttpResponse:
    """The result as an answer that sources can read."""
    problem = result.problem
    document = {
        "result": "pass" if result.status == "passed" else "fail",
        "status": result.status,
        "test": test,
        "variables": dict(result.variables),
        "problem": problem and {"code": problem.code, "message": problem.message},
        "steps": [_told(step) for step in islice(walk(result.steps), MOST_STEPS)],
    }
    body = json.dumps(document, ensure_ascii=False).encode("utf-8", "replace")
    return HttpResponse(
        status=200,
        reason="",
        headers=(("Content-Type", "application/json"),),
        body=body,
        url="",
        wire_size=len(body),
        timings=Timings(total=seconds * 1000),
    )


def _told(step: StepResult) -> dict[str, object]:
    return {
        "type": step.type,
        "status": step.status,
        "note": step.note,
        "method": step.method,
        "url": step.url,
        "response_status": step.response.status if step.response else None,
        "problem": step.problem.message if step.problem else None,
    }


STEP_TYPE = StepType(SubtestStep, run)
