"""`timestamp`: the present moment in Unix seconds."""

from __future__ import annotations

from gonogo.engine.builtins._contract import BuiltIn, Draw


def make(draw: Draw) -> str:
    """Whole seconds since 1970.

    >>> from random import Random
    >>> make(Draw(1700000000.9, Random(1)))
    '1700000000'
    """
    return str(int(draw.now))


BUILT_IN = BuiltIn(make)
