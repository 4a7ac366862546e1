"""`url_decode`: the text that a URL's part stands for."""

from __future__ import annotations

from urllib.parse import unquote

from gonogo.engine.filters._contract import Filter


def apply(value: str) -> object:
    """Percent-encoding read; a plus stays one.

    >>> apply("a%20b%2F%C3%A4+")
    'a b/ä+'
    """
    return unquote(value)


FILTER = Filter(apply, takes=("text",))
