"""Where results leave the engine: nothing that is secret goes out, and no verdict changes."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import fields, is_dataclass, replace
from functools import cache
from typing import Any, TypeVar

from gonogo.domain.events import Event, RunFinished, StepFinished
from gonogo.domain.http import Headers
from gonogo.domain.result import Received, RunResult, Sent, StepResult
from gonogo.engine.mask import MASK, Mask

T = TypeVar("T")
_OUR_WORDS = frozenset(("id", "type", "status", "code", "source", "comparison", "body_sha256"))
"""Fields that hold no text of anybody else's. Every other text is masked, also a new field's."""
_CREDENTIALS = frozenset(("authorization", "proxy-authorization"))
"""Headers whose value is a credential whatever it came from."""
_USER = re.compile(r"(\w+://)[^/?#\s@]*@")
_LONG = 60_000
"""Characters from which on a body may have been cut when it was kept."""


def leaving(events: Iterable[Event], mask: Mask) -> Iterator[Event]:
    """The events of a run with every secret hidden that it used up to then.

    The run's result comes last and has them all hidden, also in steps before their first use.
    """
    told: dict[int, tuple[StepResult, StepResult, int]] = {}
    for event in events:
        if isinstance(event, StepFinished):
            hidden = masked(event.result, mask)
            told[event.index] = (event.result, hidden, mask.size)
            yield StepFinished(hidden, event.index)
        elif isinstance(event, RunFinished):
            yield RunFinished(_run(event.result, mask, told), event.left)
        else:
            yield event


def _run(
    result: RunResult, mask: Mask, told: Mapping[int, tuple[StepResult, StepResult, int]]
) -> RunResult:
    steps = []
    for index, step in enumerate(result.steps):
        raw, hidden, size = told.get(index, (None, step, -1))
        steps.append(hidden if raw is step and size == mask.size else masked(step, mask))
    rest = _hidden(replace(result, steps=()), mask) if mask.size else result
    return replace(rest, steps=tuple(steps))


def masked(step: StepResult, mask: Mask) -> StepResult:
    """One step's result, and those nested in it, as they may be seen."""
    if not mask.size and _harmless(step):
        return step
    inner = tuple(masked(each, mask) for each in step.steps)
    request = step.request and _sent(step.request, mask)
    response = step.response and _received(step.response, mask)
    url = step.url and _url(step.url, mask)
    if mask.size:
        bare = replace(step, steps=(), request=None, response=None, url=None)
        step = _hidden(bare, mask)
    return replace(step, url=url, request=request, response=response, steps=inner)


def _harmless(step: StepResult) -> bool:
    """Whether a step of a run without secrets can go out as it is; most can."""
    sent, received = step.request, step.response
    urls = (step.url or "", sent.url if sent else "", *(received.redirects if received else ()))
    headers = (*(sent.headers if sent else ()), *(received.headers if received else ()))
    return (
        not any("@" in url for url in urls)
        and not any(name.lower() in _CREDENTIALS for name, _ in headers)
        and all(map(_harmless, step.steps))
    )


def _hidden(value: T, mask: Mask) -> T:
    """The value with every text in it masked, whatever it is made of."""
    found: Any = value
    if isinstance(value, str):
        found = mask.text(value)
    elif isinstance(value, tuple | list):
        found = type(value)(_hidden(each, mask) for each in value)
    elif isinstance(value, Mapping):
        found = {_hidden(name, mask): _hidden(each, mask) for name, each in value.items()}
    elif is_dataclass(value) and not isinstance(value, type):
        parts = {name: getattr(value, name) for name in _texts(type(value))}
        found = replace(value, **{name: _hidden(part, mask) for name, part in parts.items()})
    return found  # type: ignore[no-any-return]


@cache
def _texts(kind: type) -> tuple[str, ...]:
    return tuple(each.name for each in fields(kind) if each.name not in _OUR_WORDS)


def _sent(sent: Sent, mask: Mask) -> Sent:
    return replace(
        sent,
        method=mask.text(sent.method),
        url=_url(sent.url, mask),
        headers=_headers(sent.headers, mask),
        body=sent.body and mask.text(sent.body, cut=len(sent.body) > _LONG),
    )


def _received(received: Received, mask: Mask) -> Received:
    return replace(
        received,
        reason=mask.text(received.reason),
        headers=_headers(received.headers, mask),
        body=received.body and mask.text(received.body, cut=received.truncated),
        redirects=tuple(_url(url, mask) for url in received.redirects),
    )


def _url(url: str, mask: Mask) -> str:
    return mask.text(_USER.sub(rf"\1{MASK}@", url) if "@" in url else url)


def _headers(headers: Headers, mask: Mask) -> Headers:
    """Names are never masked: they tell what was sent."""
    return tuple(
        (name, _credential(value) if name.lower() in _CREDENTIALS else mask.text(value))
        for name, value in headers
    )


def _credential(value: str) -> str:
    """The scheme alone: `Bearer ***`."""
    scheme, space, _ = value.strip().partition(" ")
    return f"{scheme} {MASK}" if space else MASK
