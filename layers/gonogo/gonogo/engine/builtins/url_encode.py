"""`url_encode(value)`: the text as a part of a URL."""

from __future__ import annotations

from urllib.parse import quote

from gonogo.engine.builtins._contract import BuiltIn, Draw


def make(_: Draw, value: str) -> str:
    """Everything but letters, digits and `-._~` percent-encoded.

    >>> from random import Random
    >>> make(Draw(0, Random(1)), "a b&c/ü")
    'a%20b%26c%2F%C3%BC'
    """
    return quote(value, safe="", errors="replace")


BUILT_IN = BuiltIn(make, ("value",))
