"""`uuid`: a random UUID."""

from __future__ import annotations

import uuid

from gonogo.engine.builtins._contract import BuiltIn, Draw


def make(draw: Draw) -> str:
    """Version 4, in lower case.

    >>> from random import Random
    >>> make(Draw(0, Random(1)))[14]
    '4'
    """
    return str(uuid.UUID(int=draw.random.getrandbits(128), version=4))


BUILT_IN = BuiltIn(make)
