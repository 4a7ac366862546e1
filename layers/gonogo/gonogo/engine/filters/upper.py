"""`upper`: a text in capital letters."""

from __future__ import annotations

from gonogo.engine.filters._contract import Filter


def apply(value: str) -> object:
    """The text.

    >>> apply("aB")
    'AB'
    """
    return value.upper()


FILTER = Filter(apply, takes=("text",))
