"""Reading an Empirical request: JSON whatever its type, `null` and empty texts as absent."""

from __future__ import annotations

from collections.abc import Mapping

from gonogo.dialects._contract import Request, any_json
from gonogo.errors import Invalid, TooLarge

MAX_BODY = 64 * 1024
"""Of a start: what is sent is kept with its batch and stands in every answer about it."""
MAX_TEXT = 4096
MAX_ITEMS = 200
Members = Mapping[str, object]


def read_body(request: Request, *, most: int = MAX_BODY) -> Members:
    """The members that are there."""
    if len(request.body) > most:
        raise TooLarge(f"The body has {len(request.body)} bytes.", accepted=f"at most {most} bytes")
    return present(any_json(request), "body")


def present(document: object, where: str) -> Members:
    """An object without its absent members: those that are `null` or an empty text."""
    if not isinstance(document, dict):
        raise Invalid("A JSON object is wanted.", field=where, accepted="an object")
    return {name: value for name, value in document.items() if value is not None and value != ""}


def text(members: Members, name: str, where: str = "") -> str:
    """A text; empty if absent."""
    value = members.get(name, "")
    if isinstance(value, str) and len(value) <= MAX_TEXT:
        return value.strip()
    raise _wrong(name, where, f"a text of at most {MAX_TEXT} characters")


def texts(members: Members, name: str) -> tuple[str, ...]:
    """A list of texts, each once; empty if absent."""
    value = members.get(name, [])
    accepted = f"a list of at most {MAX_ITEMS} texts"
    if not isinstance(value, list) or len(value) > MAX_ITEMS:
        raise _wrong(name, "", accepted)
    if not all(isinstance(item, str) and item.strip() and len(item) <= MAX_TEXT for item in value):
        raise _wrong(name, "", accepted)
    return tuple(dict.fromkeys(item.strip() for item in value))


def flag(members: Members, name: str, default: bool) -> bool:
    """True or false."""
    value = members.get(name, default)
    if isinstance(value, bool):
        return value
    raise _wrong(name, "", "true or false")


def whole(members: Members, name: str) -> int | None:
    """A whole number from 1, as a number or as its digits; None if absent."""
    value = members.get(name)
    if value is None:
        return None
    if isinstance(value, str) and value.isascii() and value.isdecimal() and len(value) <= 16:
        value = int(value)
    if isinstance(value, int) and not isinstance(value, bool) and value >= 1:
        return value
    raise _wrong(name, "", "a whole number from 1")


def _wrong(name: str, where: str, accepted: str) -> Invalid:
    field = f"{where}.{name}" if where else name
    return Invalid("It cannot be taken.", field=field, accepted=accepted)
