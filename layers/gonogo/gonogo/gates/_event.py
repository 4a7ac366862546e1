"""Events of control planes, member by member: what is not of its type is refused by name."""

from __future__ import annotations

from typing import Any

from gonogo.domain.strict_json import check, read_json
from gonogo.errors import Invalid
from gonogo.formats.plain import mapping
from gonogo.gates._contract import Event


def event_of(given: object) -> Event:
    """What a function was called with, which may be anything."""
    return _object(given, "The event")


def obj(of: Event, name: str) -> Event:
    """A member that is an object; empty if absent or null."""
    found = of.get(name)
    return {} if found is None else _object(found, name)


def text(of: Event, name: str) -> str:
    """A member that is a text, or a number in its place; empty if absent or null."""
    found = of.get(name)
    if found is None:
        return ""
    if not isinstance(found, str | int | float):
        raise Invalid(f"{name} is no text.", field=name, accepted="a text")
    check(found)
    return str(found)


def needed(of: Event, name: str) -> str:
    """A text that must say something."""
    found = text(of, name)
    if not found:
        raise Invalid(f"{name} is missing.", field=name)
    return found


def messages(event: Event) -> tuple[Event, ...]:
    """The objects that a topic tells; other news (a trial of the console) say nothing to us.

    >>> messages({"Records": [{"Sns": {"Message": '{"a": 1}'}}, {"Sns": {"Message": "Hello"}}]})
    ({'a': 1}, {})
    """
    records = event.get("Records")
    if records is None:
        return ()
    if not isinstance(records, list):
        raise Invalid("Records is no list.", field="Records", accepted="a list of objects")
    told = (text(obj(_object(record, "A record"), "Sns"), "Message") for record in records)
    return tuple(mapping(json_in(message)) for message in told)


def json_in(written: str) -> object:
    """What a text says as JSON; None if it is none."""
    try:
        return read_json(written.encode(errors="surrogatepass"))
    except Invalid:
        return None


def _object(found: Any, name: str) -> Event:
    if not isinstance(found, dict):
        raise Invalid(f"{name} is no object.", field=name, accepted="an object")
    return found
