"""Reflect's steps in our words, and ours in Reflect's: what a test of an API can hold.

A step of another kind, or one that uses what we have no word for, is kept as it is and given back.
A run tells why it could not be done, and is no pass: nobody can judge a test by a part of it.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping

from gonogo.dialects.reflect._asking import Plain, needed, obj, objects, scalar
from gonogo.domain.ids import NUMBER_BITS, number_of, uuid_of
from gonogo.errors import Invalid, NotFound
from gonogo.formats.fields import by_name, encoded_url, said

Step = dict[str, object]

MOST_STEPS = 1_000
_REFERENCE = re.compile(r"\$\{\s*(\w+)\s*\(([^()${}]*)\)\s*\}")
_LONGEST_NUMBER = 18
_OURS = "gonogo"
"""Where a step holds what the vendor has no word for; it is read from there as well."""
_SHOWN = ("type", "id", "note", "method", "url", "headers", "body", "follow_redirects")
# The vendor's format has no word for what an answer must be like: without this, no test would fail.
_GOOD = {"source": "response_status", "comparison": "is_less_than", "value": 400}


class _NoWord(Exception):
    """Something that has no word here; the message is the reason that a run tells."""


def read_steps(raw: object, field: str = "steps") -> tuple[Step, ...]:
    """Steps in their order."""
    items = objects(raw, field)
    if len(items) > MOST_STEPS:
        raise Invalid("A test has fewer steps.", field=field, accepted=f"at most {MOST_STEPS}")
    return tuple(_read(item, place) for place, item in items)


def _read(raw: Plain, place: str) -> Step:
    kind = needed(raw, ("type",), place)
    try:
        if kind not in _READERS:
            raise _NoWord(f"gonogo has no steps of the kind {kind!r}.")
        found = _READERS[kind](raw, place)
    except _NoWord as reason:
        found = {"type": "unsupported", "kind": kind, "content": dict(raw)}
        found |= {"reason": str(reason), "code": "unsupported"}
    note = scalar(raw.get("name"), place) or scalar(raw.get("description"), place)
    return said({**found, "note": note})


def _request(raw: Plain, place: str) -> Step:
    headers = [
        (needed(header, ("name",), where), _text(header.get("value"), where))
        for where, header in objects(raw.get("requestHeaders"), f"{place}.requestHeaders")
    ]
    ours = {k: v for k, v in obj(raw.get(_OURS), f"{place}.{_OURS}").items() if k not in _SHOWN}
    return {
        "type": "request",
        "method": (scalar(raw.get("httpMethod"), f"{place}.httpMethod") or "GET").upper(),
        "url": encoded_url(_text(needed(raw, ("url",), place), f"{place}.url")),
        "headers": by_name(headers),
        "body": _text(raw.get("requestBody"), f"{place}.requestBody") or None,
        "follow_redirects": False if raw.get("followRedirects") is False else None,
        "assertions": [dict(_GOOD)],
        **ours,
    }


def _pause(raw: Plain, place: str) -> Step:
    seconds = raw.get("seconds")
    if isinstance(seconds, bool) or not isinstance(seconds, int | float):
        raise Invalid("This cannot be taken.", field=f"{place}.seconds", accepted="a number")
    if not 1 <= seconds <= 180:
        raise _NoWord(f"gonogo waits for 1 to 180 seconds, not for {seconds:g}.")
    return {"type": "pause", "duration": seconds}


def _segment(raw: Plain, place: str) -> Step:
    number = raw.get("id")
    if (
        isinstance(number, bool)
        or not isinstance(number, int)
        or not 0 <= number < 1 << NUMBER_BITS
    ):
        raise Invalid("This cannot be taken.", field=f"{place}.id", accepted="a segment's id")
    return {"type": "subtest", "test": uuid_of("test", number), "use_parent_environment": True}


def _assignment(raw: Plain, place: str) -> Step:
    """A script that sets variables; one that takes another's value reads it."""
    lines = []
    for where, each in objects(raw.get("parameters"), f"{place}.parameters"):
        name = json.dumps(needed(each, ("name",), where))
        lines.append(f"variables.set({name}, {_expression(scalar(each.get('value'), where))});")
    if not lines:
        raise _NoWord("The step assigns nothing.")
    return {"type": "script", "scripts": ["\n".join(lines)]}


def _expression(text: str) -> str:
    """A text with `${var(x)}` in it as JavaScript."""
    parts, at = [], 0
    for found in _REFERENCE.finditer(text):
        if found[1] != "var":
            raise _NoWord(f"gonogo cannot assign {found[0]}.")
        parts += [json.dumps(text[at : found.start()])]
        parts += [f"variables.get({json.dumps(_name(found[2]))})"]
        at = found.end()
    return " + ".join([*parts, json.dumps(text[at:])])


_READERS: Mapping[str, Callable[[Plain, str], Step]] = {
    "api": _request,
    "wait": _pause,
    "segment": _segment,
    "update-parameters": _assignment,
}


def _text(value: object, place: str) -> str:
    """A text with its `${…}` in our words."""
    return _REFERENCE.sub(_reference, scalar(value, place))


def _reference(found: re.Match[str]) -> str:
    function, arguments = found[1], [part.strip() for part in found[2].split(",")]
    if function in ("var", "sec"):
        name = _name(found[2])
        return _placeholder(name if function == "var" else f"get_secret({name})")
    if not all(re.fullmatch(r"-?\d{1,18}", each) for each in arguments):
        raise _NoWord(f"gonogo has no word for {found[0]}.")
    if function == "alphanum" and len(arguments) == 1:
        return _placeholder(f"random_string({arguments[0]})")
    if function == "range" and len(arguments) == 2:
        return _placeholder(f"random_int({arguments[0]}, {arguments[1]})")
    if function == "num" and len(arguments) == 1 and 1 <= int(arguments[0]) <= _LONGEST_NUMBER:
        digits = int(arguments[0])
        least = 10 ** (digits - 1) if digits > 1 else 0
        return _placeholder(f"random_int({least}, {10**digits - 1})")
    raise _NoWord(f"gonogo has no word for {found[0]}.")


def _placeholder(name: str) -> str:
    return "{{" + name + "}}"


def _name(text: str) -> str:
    return text.strip().strip("'\"")


def write_step(step: Plain) -> Step:
    """One of our steps as the vendor would show it; what it has no word for keeps ours."""
    kind, note = step.get("type"), step.get("note", "")
    if kind == "unsupported":
        return dict(obj(step.get("content"), "content"))
    if kind == "pause":
        return said({"type": "wait", "seconds": step.get("duration"), "name": note})
    if kind == "subtest" and (number := _number(step.get("test"))):
        return said({"type": "segment", "id": number, "name": note})
    if kind != "request":
        return {name: value for name, value in step.items() if name != "id"}
    rest = {name: value for name, value in step.items() if name not in _SHOWN}
    theirs = {
        "type": "api",
        "name": note,
        "httpMethod": step.get("method", "GET"),
        "url": step.get("url"),
        "requestHeaders": _headers(obj(step.get("headers"), "headers")),
        "requestBody": step.get("body"),
        "followRedirects": step.get("follow_redirects", True),
    }
    return said({**theirs, _OURS: rest})


def _headers(headers: Plain) -> list[dict[str, object]]:
    return [
        {"name": name, "value": value}
        for name, values in headers.items()
        for value in (values if isinstance(values, list) else [values])
    ]


def _number(test: object) -> int | None:
    try:
        return number_of("test", str(test))
    except NotFound:
        return None
