"""`base64_decode`: the text that base64 stands for."""

from __future__ import annotations

import base64

from gonogo.engine.expressions import Absent
from gonogo.engine.filters._contract import Filter


def apply(value: str) -> object:
    """Of either alphabet, with or without padding; the bytes must be UTF-8.

    >>> apply("aMOkPw==")
    'hä?'
    >>> apply("a b").why
    'it is not base64 of a text'
    """
    plain = value.strip().translate(_TO_STANDARD).rstrip("=")
    try:
        padded = plain + "=" * (-len(plain) % 4)
        return base64.b64decode(padded, validate=True).decode("utf-8")
    except ValueError:
        return Absent("it is not base64 of a text")


_TO_STANDARD = str.maketrans("-_", "+/")


FILTER = Filter(apply, takes=("text",))
