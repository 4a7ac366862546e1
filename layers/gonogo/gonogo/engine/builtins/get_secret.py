"""`get_secret(name)`: the value of one of the project's secrets, masked wherever it would show."""

from __future__ import annotations

from gonogo.engine.builtins._contract import BuiltIn, Draw


def make(draw: Draw, name: str) -> str:
    """As it was stored; looked up when a test first uses it.

    >>> from random import Random
    >>> make(Draw(0, Random(1), {"api_key": "s3cret-value"}.__getitem__), "api_key")
    's3cret-value'
    """
    return draw.secret(name)


BUILT_IN = BuiltIn(make, ("name",))
