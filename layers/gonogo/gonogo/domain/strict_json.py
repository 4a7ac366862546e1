"""The one reader of JSON from outside: everything that `json` lets through on the quiet is refused.

Depth, size, doubled names, NaN, huge numbers, lone surrogates and NUL: each of them has broken a
parser, a database or a report further in (measured list: `security.md` 7).
"""

from __future__ import annotations

import json
import math
from typing import NoReturn

from gonogo.errors import Invalid, TooLarge

MAX_BYTES = 1024 * 1024
MAX_DEPTH = 64
MAX_INTEGER = 2**63
_ACCEPTED = "one JSON value in UTF-8"


def read_json(data: bytes, *, max_bytes: int = MAX_BYTES) -> object:
    """The value in `data`, or `Invalid` with a sentence that says what is wrong with it.

    >>> read_json(b'{"a": [1, 2.5, null]}')
    {'a': [1, 2.5, None]}
    """
    if len(data) > max_bytes:
        raise TooLarge(f"The body has {len(data)} bytes.", accepted=f"at most {max_bytes} bytes")
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        raise _refusal(f"The body is not UTF-8 (byte {error.start}).") from None
    try:
        value = json.loads(
            text,
            object_pairs_hook=_object,
            parse_int=_integer,
            parse_float=_float,
            parse_constant=_constant,
        )
    except json.JSONDecodeError as error:
        where = f"line {error.lineno}, column {error.colno}"
        raise _refusal(f"The body is not JSON: {error.msg} ({where}).") from None
    except RecursionError:
        raise _too_deep() from None
    check(value)
    return value


def _refusal(message: str) -> Invalid:
    return Invalid(message, accepted=_ACCEPTED)


def _too_deep() -> Invalid:
    return Invalid("The JSON is nested too deeply.", accepted=f"at most {MAX_DEPTH} levels")


def _object(pairs: list[tuple[str, object]]) -> dict[str, object]:
    """An object whose names differ: with doubled names two readers see two documents."""
    found = dict(pairs)
    if len(found) < len(pairs):
        seen: set[str] = set()
        for name, _ in pairs:
            if name in seen:
                short = name[:64]
                raise Invalid(f"The name {short!r} stands twice in one object.", field=short)
            seen.add(name)
    return found


def _integer(digits: str) -> int:
    # The length first: Python itself refuses 4,300 digits with a ValueError.
    if len(digits) <= 20 and abs(number := int(digits)) <= MAX_INTEGER:
        return number
    raise _refusal("A number is too large.")


def _float(digits: str) -> float:
    number = float(digits)
    if math.isinf(number):
        raise _refusal("A number is too large.")
    return number


def _constant(word: str) -> NoReturn:
    raise _refusal(f"{word} is not JSON.")


def check(value: object) -> None:
    """`Invalid` unless depth and texts are in bounds at every level; without recursion."""
    level, depth = [value], 0
    while level:
        inner: list[object] = []
        nested = False
        for item in level:
            if isinstance(item, str):
                _check_text(item)
            elif isinstance(item, dict):
                nested = True
                inner.extend(item.keys())
                inner.extend(item.values())
            elif isinstance(item, list):
                nested = True
                inner.extend(item)
        depth += nested
        if depth > MAX_DEPTH:
            raise _too_deep()
        level = inner


def _check_text(text: str) -> None:
    if text.isascii() and "\0" not in text:
        return
    if "\0" in text:
        raise _refusal("A text holds the character U+0000.")
    try:
        text.encode("utf-8")
    except UnicodeEncodeError:
        raise _refusal("A text holds half of a surrogate pair.") from None
