"""`encode_base64(value)`: the text's bytes in base64."""

from __future__ import annotations

import base64

from gonogo.engine.builtins._contract import BuiltIn, Draw


def make(_: Draw, value: str) -> str:
    """Standard alphabet, padded.

    >>> from random import Random
    >>> make(Draw(0, Random(1)), "user:pass")
    'dXNlcjpwYXNz'
    """
    return base64.b64encode(value.encode("utf-8", "replace")).decode("ascii")


BUILT_IN = BuiltIn(make, ("value",))
