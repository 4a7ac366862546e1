"""`utc_datetime`: the present moment as ISO 8601 writes it, in UTC."""

from __future__ import annotations

from datetime import UTC, datetime

from gonogo.engine.builtins._contract import BuiltIn, Draw


def make(draw: Draw) -> str:
    """Date and time to the second.

    >>> from random import Random
    >>> make(Draw(1700000000.9, Random(1)))
    '2023-11-14T22:13:20Z'
    """
    return datetime.fromtimestamp(int(draw.now), UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


BUILT_IN = BuiltIn(make)
