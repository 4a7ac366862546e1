"""What every Reflect call says besides its path: the key, and a body that no content type names.

CI systems send JSON as a form, without a type, with a newline before it, or nothing at all
(contract 3): all of it is read as JSON, and nothing is an empty object.
"""

from __future__ import annotations

import json
from collections.abc import Mapping

from gonogo.dialects._contract import Request, any_json
from gonogo.errors import Invalid

Plain = Mapping[str, object]
_DIGITS = 6
"""Of a number in a query."""


def key_of(request: Request) -> str | None:
    """The presented key: `X-API-KEY`, or else the newest client's Bearer token."""
    return request.headers.get("x-api-key", "").strip() or request.bearer


def project_of(request: Request) -> str:
    """Which project is meant, for a key of several: `?project=`, which the vendor does not know."""
    return next((value for name, value in request.query if name == "project"), "").strip()


def body_of(request: Request) -> Plain:
    """The body's object, whatever its content type says; `Invalid` for anything else."""
    return obj(any_json(request), "body")


def obj(value: object, field: str) -> Plain:
    """An object; none said is an empty one."""
    if value is None and field != "body":
        return {}
    if not isinstance(value, dict):
        raise wrong(field, "an object")
    return value


def objects(value: object, field: str) -> tuple[tuple[str, Plain], ...]:
    """The objects of a list, each with its place; none said is an empty one."""
    if value is None:
        return ()
    if not isinstance(value, list):
        raise wrong(field, "a list of objects")
    places = [f"{field}[{index}]" for index in range(len(value))]
    return tuple((place, obj(item, place)) for place, item in zip(places, value, strict=True))


def scalar(value: object, field: str) -> str:
    """A text; numbers and booleans as JSON writes them, null as none."""
    if value is None:
        return ""
    if isinstance(value, dict | list):
        raise wrong(field, "a text")
    return value if isinstance(value, str) else json.dumps(value)


def needed(item: Plain, names: tuple[str, ...], place: str) -> str:
    """The first of a field's names that says something."""
    within = f"{place}." if place else ""
    for name in names:
        if text := scalar(item.get(name), f"{within}{name}").strip():
            return text
    raise wrong(f"{within}{names[0]}", "a text; it must be given")


def whole(request: Request, name: str, default: int, least: int, most: int) -> int:
    """A whole number of the query."""
    text = next((value for key, value in request.query if key == name), "").strip()
    if not text:
        return default
    if text.isascii() and text.isdecimal() and len(text) <= _DIGITS and least <= int(text) <= most:
        return int(text)
    raise wrong(name, f"a whole number from {least} to {most}")


def wrong(field: str, accepted: str) -> Invalid:
    """A refusal of one field."""
    return Invalid("This cannot be taken.", field=field, accepted=accepted)
