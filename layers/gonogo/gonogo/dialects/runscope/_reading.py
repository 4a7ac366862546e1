"""Bodies and queries of Runscope's REST calls: objects, texts and numbers, each refused by name."""

from __future__ import annotations

from typing import Any
from uuid import NAMESPACE_URL, uuid5

from gonogo.dialects._contract import Request, any_json
from gonogo.errors import Invalid

Plain = dict[str, Any]


def body_of(request: Request) -> Plain:
    """The body's object; empty for no body and for `null`, which a client really sends."""
    return as_object(any_json(request), "body")


def as_object(raw: object, field: str) -> Plain:
    """The object, or `Invalid`."""
    if not isinstance(raw, dict):
        raise Invalid(f"{field} is not an object.", field=field, accepted="a JSON object")
    return raw


def text_in(body: Plain, field: str, *, most: int = 255) -> str:
    """A text that must be there."""
    value = body.get(field)
    if not isinstance(value, str) or not value.strip() or len(value) > most:
        raise Invalid(
            f"{field} is missing or no text.", field=field, accepted=f"1 to {most} characters"
        )
    return value


def optional_text(body: Plain, field: str) -> str | None:
    """A text, or None for null and for nothing."""
    value = body.get(field)
    if value is not None and not isinstance(value, str):
        raise Invalid(f"{field} is no text.", field=field, accepted="a text or null")
    return value


def query_of(request: Request, name: str) -> str:
    """The last value of a query parameter; empty for none."""
    return next((value for key, value in reversed(request.query) if key == name), "").strip()


def whole_number(request: Request, name: str, default: int) -> int:
    """A query parameter that counts something; clients send 9999999 and mean all."""
    text = query_of(request, name)
    if not text:
        return default
    if not text.isascii() or not text.isdecimal():
        raise Invalid(f"{name} is no whole number.", field=name, accepted="0 or more")
    return int(text[:12])


def moment(request: Request, name: str) -> float | None:
    """A query parameter in unix seconds; None for none."""
    text = query_of(request, name)
    if not text:
        return None
    try:
        seconds = float(text)
    except ValueError:
        seconds = -1.0
    if not 0 <= seconds < 1e12:
        raise Invalid(f"{name} is no time.", field=name, accepted="unix seconds")
    return seconds


def derived(*path: object) -> str:
    """A UUID made of what identifies something: routes are pure and cannot roll dice."""
    return str(uuid5(NAMESPACE_URL, "runscope:" + "\0".join(map(str, path))))
