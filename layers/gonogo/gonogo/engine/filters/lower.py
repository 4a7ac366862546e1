"""`lower`: a text in small letters."""

from __future__ import annotations

from gonogo.engine.filters._contract import Filter


def apply(value: str) -> object:
    """The text.

    >>> apply("aB")
    'ab'
    """
    return value.lower()


FILTER = Filter(apply, takes=("text",))
