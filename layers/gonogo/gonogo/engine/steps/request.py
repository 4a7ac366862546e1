"""A request step: build the request, send it, extract variables, judge the answer."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from gonogo.domain.result import StepResult
from gonogo.domain.test import Assertion, Extraction, Scalar, Step
from gonogo.engine.state import RunState
from gonogo.engine.steps._contract import StepType

OneOrMore = Scalar | tuple[Scalar, ...]
Fields = Mapping[str, OneOrMore]


@dataclass(frozen=True, slots=True, kw_only=True)
class RequestStep(Step):
    """One HTTP request. `{{variables}}` are replaced in every text."""

    type: Literal["request"] = "request"
    method: str = "GET"
    """Any HTTP method."""
    url: str
    """Absolute, with `http://` or `https://`; may hold `{{variables}}`."""
    headers: Fields = field(default_factory=dict)
    """By name, one value or a list; they win over the environment's headers of that name."""
    params: Fields = field(default_factory=dict)
    """Query parameters, encoded and added to those of the URL."""
    body: str | None = None
    """The body as it is sent. At most one of `body`, `json` and `form`."""
    json: object = None
    """A JSON value, sent as `application/json`."""
    form: Fields = field(default_factory=dict)
    """Form fields by name, one value or a list, sent as `application/x-www-form-urlencoded`."""
    auth: Mapping[str, str] = field(default_factory=dict)
    """`type` (`basic` or `bearer`) and its settings; wins over the environment's."""
    variables: tuple[Extraction, ...] = ()
    """Taken from the answer for the steps that follow."""
    assertions: tuple[Assertion, ...] = ()
    """What the answer must be like."""
    timeout: float = 30.0
    """Seconds for the whole exchange, redirects and body included; at most 120."""
    follow_redirects: bool = True
    """Whether a redirect is followed (at most ten) or is the answer itself."""
    before_scripts: tuple[str, ...] = ()
    """Scripts to run before the request. Not supported yet."""
    scripts: tuple[str, ...] = ()
    """Scripts to run after the answer. Not supported yet."""


def run(step: RequestStep, state: RunState) -> StepResult:
    """Send the request and judge its answer."""
    raise NotImplementedError


STEP_TYPE = StepType(RequestStep, run)
