"""What pydantic found wrong, in our words and at our paths."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from pydantic import ValidationError

from gonogo.engine.steps import step_types
from gonogo.services.define.models import ALSO, keys_by_place
from gonogo.services.define.problems import Path, Problem, not_accepted, quote

_SAID = {
    "missing": "is missing",
    "model_type": "must be a mapping (key: value)",
    "model_attributes_type": "must be a mapping (key: value)",
    "dict_type": "must be a mapping (key: value)",
    "tuple_type": "must be a list",
    "too_short": "must have at least one",
    "float_parsing": "must be a number",
    "float_type": "must be a number",
    "bool_type": "must be true or false",
    "bool_parsing": "must be true or false",
    "invalid_key": "its keys must be texts",
}


def problems(error: ValidationError, raw: object) -> Iterator[Problem]:
    """Every complaint about `raw`."""
    for found in error.errors(include_url=False):
        path = _place(found["loc"], raw)
        if found["type"] == "definition":
            for field, message in found["ctx"]["problems"]:
                yield Problem((*path, field) if field else path, message)
        elif found["type"] == "extra_forbidden":
            yield Problem(path, _unknown_key(found["loc"]))
        elif found["type"] == "too_short" and found["input"]:
            pass  # its items were refused, each with its own reason
        elif found["type"] == "too_long":
            most = found["ctx"]["max_length"]
            yield Problem(path, f"has too many; at most {most} are accepted")
        elif found["type"] == "missing":
            yield Problem((*path, found["loc"][-1]), _SAID["missing"])
        elif found["type"].startswith("union_tag"):
            yield _unknown_step(path, found)
        else:
            yield Problem(path, _said(found))


def _place(loc: tuple[int | str, ...], raw: object) -> Path:
    """The path in the document: `loc` without pydantic's own parts (step types, `[key]`)."""
    path: list[int | str] = []
    node: Any = raw
    for part in loc:
        held = isinstance(node, dict) and part in node
        if held or (isinstance(part, int) and isinstance(node, list) and part < len(node)):
            node = node[part]
            path.append(part)
    return tuple(path)


def _unknown_key(loc: tuple[int | str, ...]) -> str:
    key = str(loc[-1])
    places = keys_by_place()
    inside = [part for part in loc[:-1] if isinstance(part, str) and part in places]
    accepted = places[inside[-1] if inside else ""]
    if key in ALSO.values():
        present = next(word for word, also in ALSO.items() if also == key)
        return f'say either "{present}" or "{key}"'
    return not_accepted(key, accepted)


def _unknown_step(path: Path, found: Any) -> Problem:
    if not isinstance(found["input"], dict):
        return Problem(path, _SAID["dict_type"])
    key = "type" if "type" in found["input"] else ALSO["type"]
    return Problem((*path, key), not_accepted(found["input"][key], step_types.names))


def _said(found: Any) -> str:
    if found["type"] in _SAID:
        return _SAID[found["type"]]
    if found["type"] == "string_type":
        plain = isinstance(found["input"], int | float)
        hint = f'; write it in quotes: "{found["input"]}"' if plain else ""
        return f"must be a text{hint}"
    message: str = found["msg"]
    if message.startswith("Input should be"):
        return f"must be{message.removeprefix('Input should be')}, not {quote(found['input'])}"
    return f"{message[:1].lower()}{message[1:]}"
