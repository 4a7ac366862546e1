"""Chains of filters as definitions write them: `count`, `{split: ","}`, `{replace: [a, b]}`."""

from __future__ import annotations

from typing import Any

from gonogo.domain.test import Filters
from gonogo.engine.filters import filters
from gonogo.services.define.problems import not_accepted
from gonogo.services.define.written import Written

MAX_FILTERS = 20


class BadChain(Exception):
    """What is wrong with a chain, for people."""


def read_chain(raw: object) -> Filters:
    """The chain; raises `BadChain`."""
    if not isinstance(raw, list | tuple):
        raise BadChain("must be a list")
    if len(raw) > MAX_FILTERS:
        raise BadChain(f"has {len(raw)} filters; at most {MAX_FILTERS} are accepted")
    return tuple(_filter(item) for item in raw)


def dump_chain(chain: Filters) -> list[object]:
    """The chain as `read_chain` takes it."""
    return [{word: list(arguments)} if arguments else word for word, arguments in chain]


def chain_schema() -> dict[str, Any]:
    """The JSON Schema of a chain."""
    scalar = {"type": ["string", "number", "boolean", "null"]}
    several = {"anyOf": [scalar, {"type": "array", "items": scalar}]}
    plain = [word for word in filters.names if filters[word].fewest() == 0]
    with_arguments = [word for word in filters.names if filters[word].parameters]
    one = {
        "type": "object",
        "properties": dict.fromkeys(with_arguments, several),
        "additionalProperties": False,
        "minProperties": 1,
        "maxProperties": 1,
    }
    items = {"anyOf": [{"type": "string", "enum": plain}, one]}
    return {"type": "array", "items": items, "maxItems": MAX_FILTERS}


def _filter(item: object) -> tuple[str, tuple[str, ...]]:
    if isinstance(item, dict) and len(item) == 1:
        [(word, given)] = item.items()
        values = given if isinstance(given, list | tuple) else [given]
    elif isinstance(item, str):
        word, values = item, []
    else:
        raise BadChain('a filter is a word, or one word with its arguments: {split: ","}')
    if not isinstance(word, str) or word not in filters:
        raise BadChain(not_accepted(word, filters.names))
    known = filters[word]
    if not known.fewest() <= len(values) <= len(known.parameters):
        wanted = ", ".join(known.parameters)
        raise BadChain(f'"{word}" takes {f"as arguments: {wanted}" if wanted else "no arguments"}')
    return word, tuple(map(_argument, values))


def _argument(value: object) -> str:
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, Written):
        return value.text
    if isinstance(value, int | float):
        return str(value)
    raise BadChain("a filter's argument must be a text or a number")
