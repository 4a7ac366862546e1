"""`hmac_sha1(value, key)`: a text's signature under a key, by HMAC with SHA-1."""

from __future__ import annotations

import hmac

from gonogo.engine.builtins._contract import BuiltIn, Draw


def make(_: Draw, value: str, key: str) -> str:
    """In lower-case hexadecimal, over UTF-8 bytes.

    >>> from random import Random
    >>> make(Draw(0, Random(1)), "what do ya want for nothing?", "Jefe")[:12]
    'effcdf6ae5eb'
    """
    secret = key.encode("utf-8", "replace")
    return hmac.new(secret, value.encode("utf-8", "replace"), "sha1").hexdigest()


BUILT_IN = BuiltIn(make, ("value", "key"))
