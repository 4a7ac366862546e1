"""Untrusted JSON and YAML to plain data within bounds, and getters that survive wrong types."""

from __future__ import annotations

import json
from collections.abc import Iterator
from itertools import islice
from typing import Any

from gonogo.errors import Invalid
from gonogo.importers._contract import Source

MAX_DEPTH = 100
MAX_VALUES = 2_000_000


def read_json(source: Source) -> object:
    """The JSON value of a file; `Invalid` says why there is none."""
    try:
        value: object = json.loads(source.text.removeprefix("\ufeff"))
    except json.JSONDecodeError as error:
        where = f"line {error.lineno}, column {error.colno}"
        raise _refusal(source, f"is not JSON: {error.msg} ({where})") from None
    except RecursionError:
        raise _refusal(source, "is nested too deeply") from None
    except ValueError:
        raise _refusal(source, "holds a number that is too long") from None
    _bound(value, source)
    return value


def read_yaml(source: Source) -> object:
    """The value of a YAML or JSON file; tags are refused, dates stay texts."""
    text = source.text.lstrip("\ufeff \r\n\t")
    if text.startswith(("{", "[")):
        return read_json(source)
    import yaml  # only formats that are written in it need it

    loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    try:
        _look_over(yaml, loader, source)
        value = yaml.load(source.text, _dateless(loader))  # noqa: S506 — a safe loader's child
    except (yaml.YAMLError, RecursionError, ValueError, OverflowError) as error:
        said = " ".join(str(error).split())[:200]
        raise _refusal(source, f"cannot be read as YAML: {said}") from None
    _bound(value, source)
    return value


def _look_over(yaml: Any, loader: Any, source: Source) -> None:
    """Depth and tags from the parser's events: the composer's own recursion is unbounded."""
    depth = 0
    for event in yaml.parse(source.text, loader):
        if isinstance(event, yaml.CollectionStartEvent):
            depth += 1
            if depth > MAX_DEPTH:
                raise _refusal(source, f"is nested deeper than {MAX_DEPTH} levels")
        elif isinstance(event, yaml.CollectionEndEvent):
            depth -= 1
        if getattr(event, "tag", None) not in (None, "!"):
            line = event.start_mark.line + 1
            raise _refusal(source, f"uses the YAML tag {event.tag} in line {line}")


def _dateless(loader: Any) -> Any:
    """A loader for which dates and times are texts."""
    found = {
        first: [(tag, pattern) for tag, pattern in pairs if not tag.endswith(":timestamp")]
        for first, pairs in loader.yaml_implicit_resolvers.items()
    }
    return type("Dateless", (loader,), {"yaml_implicit_resolvers": found})


def _bound(value: object, source: Source) -> None:
    """Depth and number of values, aliases counted as what they repeat; without recursion."""
    level, depth, seen = [value], 0, 0
    while level:
        depth += 1
        if depth > MAX_DEPTH:
            raise _refusal(source, f"is nested deeper than {MAX_DEPTH} levels")
        level = list(islice(_inside(level), MAX_VALUES + 1))
        seen += len(level)
        if seen > MAX_VALUES:
            raise _refusal(source, f"holds more than {MAX_VALUES} values")


def _inside(level: list[object]) -> Iterator[object]:
    for item in level:
        if isinstance(item, dict):
            yield from item.values()
        elif isinstance(item, list):
            yield from item


def _refusal(source: Source, why: str) -> Invalid:
    return Invalid(f"{source.name} {why}.")
