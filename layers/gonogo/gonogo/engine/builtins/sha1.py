"""`sha1(value)`: the SHA-1 digest of a text."""

from __future__ import annotations

import hashlib

from gonogo.engine.builtins._contract import BuiltIn, Draw


def make(_: Draw, value: str) -> str:
    """In lower-case hexadecimal, over the text's UTF-8 bytes.

    >>> from random import Random
    >>> make(Draw(0, Random(1)), "abc")[:12]
    'a9993e364706'
    """
    return hashlib.sha1(value.encode("utf-8", "replace"), usedforsecurity=False).hexdigest()


BUILT_IN = BuiltIn(make, ("value",))
