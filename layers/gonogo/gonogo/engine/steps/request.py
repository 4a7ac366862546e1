"""A request step: build the request, send it, extract variables, judge the answer."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Literal

from gonogo.domain.http import HttpRequest
from gonogo.domain.result import AssertionResult, ExtractionResult, Outcome, Problem, StepResult
from gonogo.domain.test import Assertion, Extraction, Scalar, Step
from gonogo.engine.answer import Answer
from gonogo.engine.bodies import Part
from gonogo.engine.compose import MAX_SECONDS, compose, filled_auth
from gonogo.engine.judge import extract, judge
from gonogo.engine.keep import received, sent
from gonogo.engine.scripting import Turn
from gonogo.engine.signing import send
from gonogo.engine.state import RunState
from gonogo.engine.steps._contract import StepType
from gonogo.errors import (
    BadRequest,
    Blocked,
    ConnectFailed,
    DeadlinePassed,
    GonogoError,
    HttpFailure,
    RunTimeout,
    Unjudged,
)

OneOrMore = Scalar | tuple[Scalar, ...]
Fields = Mapping[str, OneOrMore]
_METHOD = re.compile(r"\s*([A-Za-z][A-Za-z-]{0,39}|.*\{\{.*)\s*")


@dataclass(frozen=True, slots=True, kw_only=True)
class RequestStep(Step):
    """One HTTP request. `{{variables}}` are replaced in every text."""

    type: Literal["request"] = "request"
    method: str = "GET"
    """Any HTTP method."""
    url: str
    """Absolute, with `http://` or `https://`, or from its `/` on, below the variable `base_url`."""
    headers: Fields = field(default_factory=dict)
    """By name, one value or a list; they win over the environment's headers of that name."""
    params: Fields = field(default_factory=dict)
    """Query parameters, encoded and added to those of the URL."""
    body: str | None = None
    """The body as it is sent. A request has one of the fields that make a body."""
    body_base64: str = ""
    """The body's bytes in base64, for what is no text; variables are replaced before."""
    graphql: Mapping[str, object] = field(default_factory=dict)
    """A GraphQL request: `query`, and if wanted `variables` (an object) and `operationName`."""
    multipart: tuple[Part, ...] = ()
    """The parts of a `multipart/form-data` body: fields and files."""
    json: object = None
    """A JSON value, sent as `application/json`."""
    form: Fields = field(default_factory=dict)
    """Form fields by name, one value or a list, sent as `application/x-www-form-urlencoded`."""
    auth: Mapping[str, str] = field(default_factory=dict)
    """`type` and its settings; wins over the environment's."""
    variables: tuple[Extraction, ...] = ()
    """Taken from the answer for the steps that follow."""
    assertions: tuple[Assertion, ...] = ()
    """What the answer must be like."""
    timeout: float = 30.0
    """Seconds for the whole exchange, redirects and body included; at most 120."""
    follow_redirects: bool = True
    """Whether a redirect is followed (at most ten) or is the answer itself."""
    before_scripts: tuple[str, ...] = ()
    """JavaScript to run before the request, which it may change; it sets variables."""
    scripts: tuple[str, ...] = ()
    """JavaScript to run after the answer: an error or a failed assertion in it fails the step."""


def check(step: RequestStep) -> Iterator[tuple[str, str]]:
    """What a definition may not say, though each field is well by itself."""
    if not step.url.lower().startswith(("http://", "https://", "{{", "/")):
        yield "url", "must begin with http://, https://, / or a variable"
    if not _METHOD.fullmatch(step.method):
        yield "method", "must be a word such as GET"
    if not 0 < step.timeout <= MAX_SECONDS:
        yield "timeout", f"must be more than 0 and at most {MAX_SECONDS:g} seconds"
    bodies = {"body": step.body, "form": step.form, "json": step.json is not None}
    bodies |= {name: getattr(step, name) for name in ("body_base64", "graphql", "multipart")}
    if step.graphql and not isinstance(step.graphql.get("query"), str):
        yield "graphql", 'needs a "query", which is a text'
    given = [name for name, content in bodies.items() if content]
    yield from ((name, f'there is "{given[0]}" already; a request has one') for name in given[1:])


def run(step: RequestStep, state: RunState) -> StepResult:
    """Send the request and judge its answer."""
    started = state.clock.now()
    scripts = Turn(state)
    try:
        step, composing = scripts.before(step)
        if not scripts.passed:
            return _unprepared(step, state, started, scripts)
        request = compose(step, composing)
    except Unjudged as error:
        return replace(_errored(step, state, started, error), scripts=scripts.results)
    try:
        settings = filled_auth(step.auth, composing) if step.auth else composing.auth
        request, response = send(request, settings, composing)
    except HttpFailure as failure:
        result = _unanswered(step, state, started, request, failure)
        return replace(result, scripts=scripts.results)
    answer = Answer(response, request.method)
    variables: tuple[ExtractionResult, ...] = ()
    assertions: tuple[AssertionResult, ...] = ()
    problem: Problem | None = None
    try:
        variables = extract(step.variables, answer, state)
        scripts.after(step, request, answer)
        assertions = judge(step.assertions, answer, state)
    except Unjudged as error:
        problem = Problem(code=error.code, message=error.message)
    return StepResult(
        id=step.id,
        type=step.type,
        status=_status(variables, assertions, problem) if scripts.passed else "failed",
        note=step.note,
        method=request.method,
        url=request.url,
        started_at=started,
        duration=state.clock.now() - started,
        request=sent(request, response),
        response=received(answer),
        assertions=assertions,
        variables=variables,
        scripts=scripts.results,
        problem=problem,
    )


def _status(
    variables: tuple[ExtractionResult, ...],
    assertions: tuple[AssertionResult, ...],
    problem: Problem | None,
) -> Outcome:
    if not all(v.passed for v in variables) or not all(a.passed for a in assertions):
        return "failed"
    return "passed" if problem is None else "errored"


def _unprepared(step: RequestStep, state: RunState, started: float, scripts: Turn) -> StepResult:
    """The result where a script said no before the request: it is not sent."""
    return StepResult(
        id=step.id,
        type=step.type,
        status="failed",
        note=step.note,
        method=step.method,
        url=step.url,
        started_at=started,
        duration=state.clock.now() - started,
        scripts=scripts.results,
    )


def _unanswered(
    step: RequestStep,
    state: RunState,
    started: float,
    request: HttpRequest,
    failure: HttpFailure,
) -> StepResult:
    """The result without an answer; the request is kept only if it went out."""
    error: GonogoError = failure
    if isinstance(failure, DeadlinePassed) and request.timeout < min(step.timeout, MAX_SECONDS):
        error = RunTimeout(f"{state.place}: the run's time was over while waiting for the answer.")
    result = _errored(step, state, started, error)
    never_sent = isinstance(failure, Blocked | BadRequest | ConnectFailed)
    return replace(
        result,
        method=request.method,
        url=request.url,
        request=None if never_sent else sent(request),
    )


def _errored(step: RequestStep, state: RunState, started: float, error: GonogoError) -> StepResult:
    return StepResult(
        id=step.id,
        type=step.type,
        status="errored",
        note=step.note,
        method=step.method,
        url=step.url,
        started_at=started,
        duration=state.clock.now() - started,
        problem=Problem(code=error.code, message=error.message),
    )


STEP_TYPE = StepType(RequestStep, run, check)
