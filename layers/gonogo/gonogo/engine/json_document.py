"""JSON as expression languages get it: bytes from anybody, read within limits."""

from __future__ import annotations

import json
from typing import NoReturn

from gonogo.engine.expressions import Absent

MAX_DEPTH = 100


def parse(document: bytes) -> object:
    """The value, or an `Absent` with what is wrong.

    >>> parse(b'{"a": [1]}')
    {'a': [1]}
    >>> parse(b"[" * 101 + b"]" * 101).why
    'the JSON is nested deeper than 100'
    """
    try:
        value = json.loads(document, parse_constant=_refuse)
    except json.JSONDecodeError as error:
        where = f"line {error.lineno}, column {error.colno}"
        return Absent(f"the document is not JSON ({error.msg.lower()}, {where})", fault=True)
    except (RecursionError, ValueError):
        return Absent("the JSON cannot be read: too deep or too large a number", fault=True)
    if _deeper(value):
        return Absent(f"the JSON is nested deeper than {MAX_DEPTH}", fault=True)
    return value


def _deeper(value: object) -> bool:
    level = [value] if isinstance(value, dict | list) else []
    for _ in range(MAX_DEPTH):
        level = [
            inner
            for outer in level
            for inner in (outer.values() if isinstance(outer, dict) else outer)
            if isinstance(inner, dict | list)
        ]
    return bool(level)


def _refuse(constant: str) -> NoReturn:
    raise ValueError(constant)
