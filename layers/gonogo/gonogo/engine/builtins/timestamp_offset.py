"""`timestamp_offset(seconds)`: a moment before or after the present one, in Unix seconds."""

from __future__ import annotations

from gonogo.engine.builtins._contract import BuiltIn, Draw
from gonogo.engine.values import as_number, show
from gonogo.errors import Unjudged


def make(draw: Draw, seconds: str) -> str:
    """Now and so many seconds; negative ones lie in the past.

    >>> from random import Random
    >>> make(Draw(1700000000.9, Random(1)), "-3600")
    '1699996400'
    """
    offset = as_number(seconds)
    if not isinstance(offset, int):
        raise Unjudged(f"timestamp_offset needs whole seconds, not {show(seconds)}.")
    return str(int(draw.now) + offset)


BUILT_IN = BuiltIn(make, ("seconds",))
