"""`md5(value)`: the MD5 digest of a text."""

from __future__ import annotations

import hashlib

from gonogo.engine.builtins._contract import BuiltIn, Draw


def make(_: Draw, value: str) -> str:
    """In lower-case hexadecimal, over the text's UTF-8 bytes.

    >>> from random import Random
    >>> make(Draw(0, Random(1)), "abc")[:12]
    '900150983cd2'
    """
    return hashlib.md5(value.encode("utf-8", "replace"), usedforsecurity=False).hexdigest()


BUILT_IN = BuiltIn(make, ("value",))
