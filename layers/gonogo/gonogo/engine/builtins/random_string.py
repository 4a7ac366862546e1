"""`random_string(length)`: letters and digits by chance."""

from __future__ import annotations

import string

from gonogo.engine.builtins._contract import BuiltIn, Draw
from gonogo.engine.values import as_number
from gonogo.errors import Unjudged

MAX_LENGTH = 1_000
_ALPHABET = string.ascii_letters + string.digits


def make(draw: Draw, length: str) -> str:
    """So many characters of a-z, A-Z and 0-9.

    >>> from random import Random
    >>> len(make(Draw(0, Random(1)), "12"))
    12
    """
    size = as_number(length)
    if not isinstance(size, int) or not 0 <= size <= MAX_LENGTH:
        raise Unjudged(f"random_string needs a length from 0 to {MAX_LENGTH}.")
    return "".join(draw.random.choices(_ALPHABET, k=size))


BUILT_IN = BuiltIn(make, ("length",))
