"""`random_int`, `random_int(least, most)`: a whole number by chance."""

from __future__ import annotations

from gonogo.engine.builtins._contract import BuiltIn, Draw
from gonogo.engine.values import as_number
from gonogo.errors import Unjudged


def make(draw: Draw, *limits: str) -> str:
    """From 0 to 2^64 - 1, or between two numbers, both included.

    >>> from random import Random
    >>> 1 <= int(make(Draw(0, Random(1)), "1", "6")) <= 6
    True
    """
    if not limits:
        return str(draw.random.getrandbits(64))
    numbers = [as_number(limit) for limit in limits]
    least, most = (*numbers, None)[:2]
    if not isinstance(least, int) or not isinstance(most, int) or least > most:
        raise Unjudged("random_int needs two whole numbers, the smaller one first.")
    return str(draw.random.randint(least, most))


BUILT_IN = BuiltIn(make, ("least", "most"), least=0)
