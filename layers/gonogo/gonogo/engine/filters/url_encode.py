"""`url_encode`: a text as a URL can hold it."""

from __future__ import annotations

from urllib.parse import quote

from gonogo.engine.filters._contract import Filter


def apply(value: str) -> object:
    """Percent-encoded; only letters, digits and `-._~` stay.

    >>> apply("a b/ä")
    'a%20b%2F%C3%A4'
    """
    return quote(value, safe="", errors="replace")


FILTER = Filter(apply, takes=("text",))
