"""An inbound step: wait for a call from outside, and judge what arrives."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from gonogo.domain.http import HttpRequest, HttpResponse, Timings
from gonogo.domain.inbound import Arrival
from gonogo.domain.result import (
    AssertionResult,
    ExtractionResult,
    Outcome,
    Problem,
    StepResult,
)
from gonogo.domain.test import Assertion, Extraction, Step
from gonogo.engine.answer import Answer
from gonogo.engine.judge import extract, judge
from gonogo.engine.keep import received
from gonogo.engine.scripted import arrived, sent_as
from gonogo.engine.scripting import Turn
from gonogo.engine.state import RunState
from gonogo.engine.steps._contract import StepType
from gonogo.errors import RunTimeout, Unjudged, Unsupported

LONGEST = 600.0
MOST_CALLS = 20
FIRST_PAUSE, LONGEST_PAUSE, GROWTH = 0.5, 5.0, 1.5
"""Seconds between two looks: short at first, for who calls back at once."""
_PATH = re.compile(r"[A-Za-z0-9._~-]{0,64}")
_NOBODY = (
    "nobody can call a test that runs on this machine. Push it to a server and start it there: "
    "`gonogo push`, then `gonogo trigger --wait`."
)


@dataclass(frozen=True, slots=True, kw_only=True)
class InboundStep(Step):
    """Waits for a call to `{{gonogo_inbound_url}}`, or to the step's own lasting URL.

    Calls are kept from the run's start on. What arrives is looked at as if it were an answer:
    `response_json`, `response_headers`, `response_url`, and besides `request_method` and
    `request_query`.
    """

    type: Literal["inbound"] = "inbound"
    path: str = ""
    """Takes only calls to `{{gonogo_inbound_url}}/PATH`; without it, only those to the bare URL."""
    count: int = 1
    """How many calls to wait for, 1 to 20; the last of them is looked at."""
    timeout: float = LONGEST
    """Seconds to wait, at most 600. If they pass without the calls, the step fails."""
    variables: tuple[Extraction, ...] = ()
    """Taken from the call for the steps that follow."""
    assertions: tuple[Assertion, ...] = ()
    """What the call must be like."""
    scripts: tuple[str, ...] = ()
    """JavaScript to run then; the call is `request`, and in the form of an answer `response`."""


def check(step: InboundStep) -> Iterator[tuple[str, str]]:
    """What a definition may not say."""
    if not _PATH.fullmatch(step.path):
        yield "path", "must be one part of a path: at most 64 letters, digits, dots and dashes"
    if not 1 <= step.count <= MOST_CALLS:
        yield "count", f"must be 1 to {MOST_CALLS}"
    if not 0 < step.timeout <= LONGEST:
        yield "timeout", f"must be more than 0 and at most {LONGEST:g} seconds"


def run(step: InboundStep, state: RunState) -> StepResult:
    """Wait, then judge what came."""
    if state.incoming is None:
        raise Unsupported(f"{state.place}: {_NOBODY}")
    started = state.clock.now()
    call, problem = _wait(step, state, started)
    lasting = state.incoming.lasting_url(step.id)
    if call is None:
        return StepResult(
            id=step.id,
            type=step.type,
            status="failed" if problem and problem.code == NOTHING_CAME else "errored",
            note=step.note,
            started_at=started,
            duration=state.clock.now() - started,
            problem=problem,
            remark=f"This step's lasting URL is {lasting}",
        )
    return _judged(step, state, started, call, f"This step's lasting URL is {lasting}")


NOTHING_CAME = "nothing_came"


def _wait(
    step: InboundStep, state: RunState, started: float
) -> tuple[Arrival | None, Problem | None]:
    """The last call that was waited for, or why there is none."""
    incoming, last = state.incoming, None
    pause, came = FIRST_PAUSE, 0
    while incoming is not None:
        while came < step.count and (call := incoming.take(step.id, step.path)) is not None:
            last, came = call, came + 1
        if came >= step.count:
            return last, None
        waited = state.clock.now() - started
        if waited >= step.timeout:
            return None, _nothing(step, state, came)
        if state.remaining() <= 0:
            break
        state.wait(step, min(pause, max(0.05, min(step.timeout - waited, state.remaining()))))
        pause = min(pause * GROWTH, LONGEST_PAUSE)
    told = f"{state.place}: the run's time was over while waiting for a call."
    return None, Problem(code=RunTimeout.code, message=told)


def _nothing(step: InboundStep, state: RunState, came: int) -> Problem:
    of = f"of {step.count} calls {came}" if step.count > 1 else "no call"
    message = f"{state.place}: {of} came within {step.timeout:g} seconds."
    return Problem(code=NOTHING_CAME, message=message)


def _judged(
    step: InboundStep, state: RunState, started: float, call: Arrival, remark: str
) -> StepResult:
    answer = Answer(_as_answer(call, started), call.method)
    variables: tuple[ExtractionResult, ...] = ()
    assertions: tuple[AssertionResult, ...] = ()
    problem: Problem | None = None
    scripts = Turn(state)
    try:
        variables = extract(step.variables, answer, state)
        documents = {"request": sent_as(_as_request(call)), "response": arrived(answer)}
        scripts.own(step.scripts, "test", step, **documents)
        assertions = judge(step.assertions, answer, state)
    except Unjudged as error:
        problem = Problem(code=error.code, message=error.message)
    judged: tuple[AssertionResult | ExtractionResult, ...] = (*variables, *assertions)
    good = scripts.passed and all(each.passed for each in judged)
    status: Outcome = "failed" if not good else "passed" if problem is None else "errored"
    return StepResult(
        id=step.id,
        type=step.type,
        status=status,
        note=step.note,
        method=call.method,
        url=call.url,
        started_at=started,
        duration=state.clock.now() - started,
        response=received(answer),
        assertions=assertions,
        variables=variables,
        scripts=scripts.results,
        problem=problem,
        remark=remark,
    )


def _as_answer(call: Arrival, started: float) -> HttpResponse:
    """The call as sources read it; its status is the one that the caller got."""
    return HttpResponse(
        status=200,
        reason="",
        headers=call.headers,
        body=call.body,
        url=call.url,
        wire_size=len(call.body),
        truncated=call.truncated,
        timings=Timings(total=max(0.0, call.at - started) * 1000),
    )


def _as_request(call: Arrival) -> HttpRequest:
    return HttpRequest(method=call.method, url=call.url, headers=call.headers, body=call.body)


STEP_TYPE = StepType(InboundStep, run, check)
