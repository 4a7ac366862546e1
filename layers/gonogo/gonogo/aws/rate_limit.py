"""An exact sliding window in one conditional write: `limit` calls in any `window` seconds.

The item is a list of accepted times, the last accepted first. Its `limit`-th entry is too young, or
is not: that is the whole decision (`contracts/aws.md` 6.4, `security.md` 6.6). Clocks of functions
differ, so the list may be out of order; of every `limit`-th call each is still a window later than
the one before, so that a window holds one of each such row, and `limit` of all.
"""

from __future__ import annotations

from hashlib import sha256
from math import ceil

from gonogo.aws.table import ConditionFailed, Key, Table
from gonogo.errors import RateLimited
from gonogo.ports import Clock

SKEW_SECONDS = 0.05
"""Clocks of two functions differ: the window is longer by this, never shorter."""
_TTL_MARGIN = 60
_LONGEST_NAME = 256
"""A key has room for 2048 bytes."""
_REMOVED_AT_ONCE = 100
"""Paths in one trimming call; an expression is at most 4 KB long."""


class DynamoRateLimiter:
    """The `RateLimiter` port."""

    def __init__(self, table: Table, clock: Clock) -> None:
        self._table = table
        self._clock = clock

    def take(self, name: str, *, limit: int, window: int) -> None:
        """Count one call of `name`; `RateLimited` if `limit` were taken in `window` seconds."""
        now = self._clock.now()
        try:
            hits = self._accept(name, now, limit, window)
        except ConditionFailed as failed:
            # Of what the write met: nothing that came since.
            taken = float((failed.old or {})["hits"][limit - 1])
            raise RateLimited(
                f"No more than {limit} calls in {window} seconds.",
                limit=limit,
                window=window,
                retry_after=max(1, ceil(_free_after(taken, now, window))),
            ) from None
        self._trim(name, hits, limit)

    def _accept(self, name: str, now: float, limit: int, window: int) -> int:
        """Enter a call; how many are in the list with it."""
        last = f"#hits[{int(limit) - 1}]"  # an index cannot be a placeholder: it is a number here
        item = self._table.update(
            _at(name),
            "SET #hits = list_append(:call, if_not_exists(#hits, :empty)), #ttl = :ttl",
            condition=f"attribute_not_exists({last}) OR {last} <= :cutoff",
            values={
                "call": [now],
                "empty": [],
                "cutoff": now - window - SKEW_SECONDS,
                "ttl": int(now) + window + _TTL_MARGIN,
            },
            returns="UPDATED_NEW",
        )
        return len(item["hits"])

    def _trim(self, name: str, length: int, limit: int) -> None:
        """Drop what no decision needs, rarely. New calls only shift old ones to the right."""
        if length > 2 * limit:
            first = range(limit, min(length, limit + _REMOVED_AT_ONCE))
            paths = ", ".join(f"#hits[{index}]" for index in first)
            self._table.update(_at(name), f"REMOVE {paths}")


def _at(name: str) -> Key:
    if len(name) > _LONGEST_NAME:
        name = sha256(name.encode("utf-8", "replace")).hexdigest()
    return Key(f"RATE#{name}", "RATE")


def _free_after(taken: float, now: float, window: int) -> float:
    """Seconds until a call that was taken then is out of the window."""
    return taken + window + SKEW_SECONDS - now
