"""`sha256`: a text's digest."""

from __future__ import annotations

import hashlib

from gonogo.engine.filters._contract import Filter


def apply(value: str) -> object:
    """SHA-256 of its UTF-8 bytes, in hex.

    >>> apply("abc")[:16]
    'ba7816bf8f01cfea'
    """
    return hashlib.sha256(value.encode("utf-8", "replace")).hexdigest()


FILTER = Filter(apply, takes=("text",))
