"""`to_hex`: a text's bytes in hex."""

from __future__ import annotations

from gonogo.engine.filters._contract import Filter


def apply(value: str) -> object:
    """The bytes are those of UTF-8.

    >>> apply("aä")
    '61c3a4'
    """
    return value.encode("utf-8", "replace").hex()


FILTER = Filter(apply, takes=("text",))
