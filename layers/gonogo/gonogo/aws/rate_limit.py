"""An exact sliding window in one conditional write: `limit` calls in any `window` seconds.

The item is a list of accepted times, newest first. Its `limit`-th entry is too young, or is not:
that is the whole decision (`contracts/aws.md` 6.4, `security.md` 6.6).
"""

from __future__ import annotations

from hashlib import sha256
from math import ceil

from gonogo.aws.table import ConditionFailed, Key, Table
from gonogo.aws.values import Item
from gonogo.errors import RateLimited
from gonogo.ports import Clock

SKEW_SECONDS = 0.05
"""Clocks of two functions differ: the window is longer by this, never shorter."""
TRIES = 5
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
        free_after = 0.0
        for _ in range(TRIES):
            now = self._clock.now()
            try:
                hits = self._accept(name, now, limit, window)
            except ConditionFailed as failed:
                free_after = _free_after(failed.old or {}, now, limit, window)
                if free_after > 0:
                    break
                # Somebody's clock is ahead of ours: their call counts as later than this one.
                free_after = _newest(failed.old or {}, now) - now
                self._clock.sleep(min(max(free_after, 0.0), SKEW_SECONDS))
            else:
                self._trim(name, hits, limit)
                return
        raise RateLimited(
            f"No more than {limit} calls in {window} seconds.",
            limit=limit,
            window=window,
            retry_after=max(1, ceil(free_after)),
        )

    def _accept(self, name: str, now: float, limit: int, window: int) -> int:
        """Enter a call; how many are in the list with it."""
        last = f"#hits[{int(limit) - 1}]"  # an index cannot be a placeholder: it is a number here
        item = self._table.update(
            _at(name),
            "SET #hits = list_append(:call, if_not_exists(#hits, :empty)), #ttl = :ttl",
            # The list stays sorted only if nobody enters a call older than its newest.
            condition=f"(attribute_not_exists({last}) AND "
            f"(attribute_not_exists(#hits) OR #hits[0] <= :now)) "
            f"OR ({last} <= :cutoff AND #hits[0] <= :now)",
            values={
                "call": [now],
                "empty": [],
                "now": now,
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


def _newest(item: Item, now: float) -> float:
    hits = item.get("hits") or [now]
    return float(hits[0])


def _free_after(item: Item, now: float, limit: int, window: int) -> float:
    """Seconds until the window has room; not above 0 if it has."""
    hits = item.get("hits", [])
    if len(hits) < limit:
        return 0.0
    return float(hits[limit - 1]) + window + SKEW_SECONDS - now
