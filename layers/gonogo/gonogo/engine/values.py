"""Values as comparisons see them: as text, as a number, and as people are told of them."""

from __future__ import annotations

import json
import re

from gonogo.domain.reasons import shorten

Number = int | float

MAX_SHOWN = 200
"""Characters of a value that a message quotes."""
_NUMBER = re.compile(r"[+-]?(\d+(\.\d*)?|\.\d+)([eE][+-]?\d{1,3})?", re.ASCII)
_MAX_DIGITS = 400
"""Longer text is not taken for a number: nothing real is, and big integers are dear to read."""
_DUMP = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode


def as_text(value: object) -> str:
    """The text a value is compared and substituted as.

    >>> as_text("a"), as_text(200), as_text(True), as_text(None), as_text({"a": [1.5]})
    ('a', '200', 'true', 'null', '{"a":[1.5]}')
    """
    if isinstance(value, str):
        return value
    if type(value) is int:
        return str(value)
    return _DUMP(value)


def as_number(value: object) -> Number | None:
    """The number that a value is or spells; None if neither. Whole numbers stay exact.

    >>> as_number("1.000"), as_number(7), as_number(" 12 "), as_number("abc"), as_number(True)
    (1.0, 7, 12, None, None)
    """
    if isinstance(value, bool):
        return None
    if isinstance(value, int | float):
        return value
    if not isinstance(value, str) or len(value) > _MAX_DIGITS:
        return None
    text = value.strip()
    if not _NUMBER.fullmatch(text):
        return None
    return int(text) if text.lstrip("+-").isdigit() else float(text)


def show(value: object) -> str:
    """A value as a message quotes it: text in quotes, the rest as JSON, long ones cut.

    >>> show("ok"), show(404), show([1, 2])
    ('"ok"', '404', '[1,2]')
    """
    if isinstance(value, str):
        return f'"{shorten(value, MAX_SHOWN)}"'
    return shorten(as_text(value), MAX_SHOWN)


def name(value: object) -> str:
    """A value with its type, for messages about a wrong type.

    >>> name("abc"), name(5), name(None), name([1, 2])
    ('text "abc"', 'number 5', 'null', 'list [1,2]')
    """
    if value is None:
        return "null"
    return f"{kind(value)} {show(value)}"


def kind(value: object) -> str:
    """The word for a value's type: `text`, `number`, `boolean`, `null`, `list`, `object`."""
    if value is None:
        return "null"
    if isinstance(value, str):
        return "text"
    if isinstance(value, bool):
        return "boolean"
    if isinstance(value, int | float):
        return "number"
    return "list" if isinstance(value, list) else "object"
