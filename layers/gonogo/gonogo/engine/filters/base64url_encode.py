"""`base64url_encode`: a text in the base64 of URLs."""

from __future__ import annotations

import base64

from gonogo.engine.filters._contract import Filter


def apply(value: str) -> object:
    """The bytes are those of UTF-8; there is no padding.

    >>> apply("hä?")
    'aMOkPw'
    """
    return base64.urlsafe_b64encode(value.encode("utf-8", "replace")).decode("ascii").rstrip("=")


FILTER = Filter(apply, takes=("text",))
