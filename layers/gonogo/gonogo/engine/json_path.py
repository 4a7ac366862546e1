"""Paths into JSON as JavaScript writes them: `a.b[0].c`, `[2]`, `a[-1]`, `a.length`, `["a b"]`."""

from __future__ import annotations

import re
from functools import lru_cache

from gonogo.engine.expressions import Absent
from gonogo.engine.values import name

MAX_PATH = 1_000
"""Characters of a path, here and for XPath."""

Key = str | int

_STEP = re.compile(
    r"""\.(?P<name>[^.\[\]]+)
      | \[\s*(?P<index>-?\d{1,9})\s*\]
      | \[\s*"(?P<double>(?:[^"\\]|\\.)*)"\s*\]
      | \[\s*'(?P<single>(?:[^'\\]|\\.)*)'\s*\]""",
    re.VERBOSE,
)
_ESCAPED = re.compile(r"\\(.)")


def find(document: object, path: str) -> object:
    """The value at the path, or an `Absent`; one step per key, whatever the document.

    >>> find({"a": [{"b": 1}, {"b": 2}]}, "a[-1].b")
    2
    >>> find({"a": [1, 2]}, "$.a.length")
    2
    >>> find({"a b": {"c.d": 3}}, '["a b"]["c.d"]')
    3
    >>> find({"a": [1, 2]}, "a[5]").why
    'a has 2 items, so there is no [5]'
    """
    keys = compile_path(path)
    if isinstance(keys, Absent):
        return keys
    value = document
    for depth, key in enumerate(keys):
        inner = _step(value, key)
        if inner is _NOTHING:
            return Absent(_why(value, keys, depth))
        value = inner
    return value


@lru_cache(maxsize=2048)
def compile_path(path: str) -> tuple[Key, ...] | Absent:
    """The keys of a path, or what is wrong with it."""
    if len(path) > MAX_PATH:
        return Absent(f"the path has {len(path)} characters; {MAX_PATH} is the limit", fault=True)
    rest = path.strip()
    if rest.startswith("$") and rest[1:2] in ("", ".", "["):
        rest = rest[1:]
    elif rest and rest[0] not in ".[":
        rest = "." + rest
    keys: list[Key] = []
    position = 0
    while position < len(rest):
        step = _STEP.match(rest, position)
        if step is None:
            return Absent(f"the path cannot be read from {rest[position:][:40]!r} on", fault=True)
        keys.append(_key(step))
        position = step.end()
    return tuple(keys)


class _Nothing:
    """What stands for no value: null is one."""


_NOTHING = _Nothing()


def _key(step: re.Match[str]) -> Key:
    if step["name"] is not None:
        return step["name"].strip()
    if step["index"] is not None:
        return int(step["index"])
    quoted = step["double"] if step["double"] is not None else step["single"]
    return _ESCAPED.sub(r"\1", quoted)


def _step(value: object, key: Key) -> object:
    if isinstance(value, dict):
        return value.get(key if isinstance(key, str) else str(key), _NOTHING)
    if key == "length" and isinstance(value, str | list):
        return len(value)
    if isinstance(value, list):
        index = _index(key)
        if index is not None and -len(value) <= index < len(value):
            return value[index]
    return _NOTHING


def _index(key: Key) -> int | None:
    """`a.0` means `a[0]`."""
    if isinstance(key, int):
        return key
    return int(key) if key.isascii() and key.isdigit() and len(key) < 10 else None


def _why(value: object, keys: tuple[Key, ...], depth: int) -> str:
    key, place = keys[depth], _written(keys[:depth]) or "the document"
    if isinstance(value, dict):
        return f'"{key}" is not a key of {place}'
    if isinstance(value, list) and _index(key) is not None:
        items = "1 item" if len(value) == 1 else f"{len(value)} items"
        return f"{place} has {items}, so there is no [{key}]"
    wanted = f"[{key}]" if isinstance(key, int) else f'"{key}"'
    return f"{place} is {name(value)}, which has no {wanted}"


def _written(keys: tuple[Key, ...]) -> str:
    text = "".join(f"[{key}]" if isinstance(key, int) else f".{key}" for key in keys)
    return text.removeprefix(".")
