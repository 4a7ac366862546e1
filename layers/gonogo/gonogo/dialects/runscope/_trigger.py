"""Runscope's trigger calls: what of a query, a form or a JSON body becomes a variable.

A trigger URL answers any GET or POST and never refuses a body that it cannot read: CI tools post
their own events to it (contract 1.1 and 13.2).
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping

from gonogo.dialects._contract import Request, utf8
from gonogo.domain.commands import StartByTrigger, VariableSet
from gonogo.domain.http import Headers
from gonogo.domain.project import TargetKind
from gonogo.domain.strict_json import read_json
from gonogo.errors import Invalid

MAX_SETS = 50
RESERVED = "runscope_"
_ENVIRONMENT = "runscope_environment"
_WEBHOOK = "runscope_notification_url"
_LOCATIONS = ("runscope_region", "runscope_agent")
_SETS = f"an array of 1 to {MAX_SETS} flat objects"


def decode_trigger(request: Request) -> StartByTrigger:
    """`/radar/<trigger>/trigger`; clients build it with a bucket's trigger id too."""
    return _start(request, ("test", "suite", "project"))


def decode_bucket_trigger(request: Request) -> StartByTrigger:
    """`/radar/bucket/<trigger>/trigger`; only shared environments may be named."""
    return _start(request, ("project", "suite"), shared_only=True)


def decode_batch(request: Request) -> StartByTrigger:
    """`/radar/<trigger>/batch`: one start for each object of the array."""
    document = read_json(utf8(request.body))
    if not isinstance(document, list) or not 1 <= len(document) <= MAX_SETS:
        raise Invalid("A batch is a list of variable sets.", field="body", accepted=_SETS)
    common = request.query
    sets = tuple(_variable_set(common, item, index) for index, item in enumerate(document))
    return StartByTrigger(
        trigger=request.params["trigger"].lower(),
        kinds=("test",),
        sets=sets,
        locations=_values(common, _LOCATIONS),
        webhooks=_values(common, (_WEBHOOK,))[-1:],
        dialect="runscope",
    )


def _start(
    request: Request, kinds: tuple[TargetKind, ...], *, shared_only: bool = False
) -> StartByTrigger:
    pairs = _pairs(request)
    return StartByTrigger(
        trigger=request.params["trigger"].lower(),
        kinds=kinds,
        sets=(VariableSet(variables=_variables(pairs), environment=_environment(pairs)),),
        locations=_values(pairs, _LOCATIONS),
        webhooks=_values(pairs, (_WEBHOOK,))[-1:],
        shared_only=shared_only,
        dialect="runscope",
    )


def _pairs(request: Request) -> Headers:
    """Query and body together: a name in the body replaces every one of it in the query."""
    if request.method != "POST":
        return request.query
    body = _flat_json(request) if _looks_like_json(request) else request.form()
    names = {name for name, _ in body}
    return tuple(pair for pair in request.query if pair[0] not in names) + body


def _looks_like_json(request: Request) -> bool:
    """The first byte decides, not the content type: `curl -d '{…}'` says that it sends a form."""
    return _text(request)[:1] in (b"{", b"[")


def _text(request: Request) -> bytes:
    """The body without what some clients put in front of it."""
    return utf8(request.body).lstrip()


def _flat_json(request: Request) -> Headers:
    """The members of a flat JSON object, else nothing."""
    try:
        return _flat(read_json(_text(request)))
    except Invalid:
        return ()


def _flat(document: object) -> Headers:
    if not isinstance(document, dict):
        raise Invalid("It is not an object.")
    if any(isinstance(value, dict | list) for value in document.values()):
        raise Invalid("A value is an object or a list.")
    present = ((name, value) for name, value in document.items() if value is not None)
    return tuple((name, v if isinstance(v, str) else json.dumps(v)) for name, v in present)


def _variable_set(common: Headers, item: object, index: int) -> VariableSet:
    try:
        own = _flat(item)
    except Invalid as error:
        message = f"A set of variables is a flat object. {error.message}"
        raise Invalid(message, field=f"[{index}]", accepted=_SETS) from None
    pairs = common + own
    return VariableSet(
        variables=_variables(pairs),
        environment=_environment(pairs),
        locations=_values(own, _LOCATIONS),
        webhooks=_values(own, (_WEBHOOK,))[-1:],
    )


def _variables(pairs: Headers) -> Mapping[str, str]:
    """The last value of a name wins; reserved names, known or not, are no variables."""
    return {name: value for name, value in pairs if not name.startswith(RESERVED)}


def _environment(pairs: Headers) -> str | None:
    """The environment asked for; a client really sends it empty and means the default."""
    named = [value for name, value in pairs if name == _ENVIRONMENT]
    return (named[-1].strip() or None) if named else None


def _values(pairs: Headers, names: Iterable[str]) -> tuple[str, ...]:
    wanted = set(names)
    return tuple(dict.fromkeys(value for name, value in pairs if name in wanted and value))
