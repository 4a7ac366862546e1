"""`trim`: a text without white space at its ends."""

from __future__ import annotations

from gonogo.engine.filters._contract import Filter


def apply(value: str) -> object:
    r"""The text.

    >>> apply("  a b\n")
    'a b'
    """
    return value.strip()


FILTER = Filter(apply, takes=("text",))
