"""`base64_encode`: a text in base64."""

from __future__ import annotations

import base64

from gonogo.engine.filters._contract import Filter


def apply(value: str) -> object:
    """The bytes are those of UTF-8.

    >>> apply("hä?")
    'aMOkPw=='
    """
    return base64.b64encode(value.encode("utf-8", "replace")).decode("ascii")


FILTER = Filter(apply, takes=("text",))
