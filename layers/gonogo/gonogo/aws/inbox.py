"""Calls from outside in the runs table: who waits at an address, and what arrived there.

One partition an address: `WAITS#<run>` for each run that waits, `CALL#<time>#<id>` for each call.
A call is written once, however many runs wait for it. The executor reads here and meets strangers'
servers, so it is not the table that browser sessions are in.
"""

from __future__ import annotations

from collections.abc import Iterator

from gonogo.aws.documents import pack, unpack
from gonogo.aws.table import Key, Table
from gonogo.aws.values import Item
from gonogo.domain.ids import RunId
from gonogo.domain.inbound import Arrival

KEPT_SECONDS = 900
"""Longer than any run: nobody reads a call after that."""
_WAITS, _CALL = "WAITS#", "CALL#"


class DynamoInbox:
    """The `Inbox` port."""

    def __init__(self, table: Table) -> None:
        self._table = table

    def open(self, address: str, run: RunId, until: float) -> None:
        """From now on the run waits for calls to the address."""
        self._table.put(
            {**_at(address, _WAITS + run)._asdict(), "until": until, "ttl": int(until) + 1}
        )

    def close(self, address: str, run: RunId) -> None:
        """The run waits no more."""
        self._table.delete(_at(address, _WAITS + run))

    def awaited(self, address: str, now: float) -> bool:
        """Whether a run waits for calls to the address."""
        found = self._table.query(f"INBOX#{address}", prefix=_WAITS)
        return any(item.get("until", 0) > now for item in found)

    def put(self, address: str, arrival: Arrival) -> None:
        """Keep a call for whoever waits."""
        told = {
            "method": arrival.method,
            "url": arrival.url,
            "place": arrival.place,
            "headers": [list(line) for line in arrival.headers],
            "truncated": arrival.truncated,
        }
        self._table.put(
            {
                **_at(address, f"{_moment(arrival.at)}#{arrival.id}")._asdict(),
                "at": arrival.at,
                "call": pack(told),
                "body": arrival.body,
                "ttl": int(arrival.at) + KEPT_SECONDS,
            }
        )

    def arrivals(self, address: str, since: float) -> Iterator[Arrival]:
        """The calls to the address from that moment on, oldest first, read consistently."""
        found = self._table.between(f"INBOX#{address}", _moment(since), f"{_CALL}~")
        return map(_arrival, found)


def _at(address: str, sk: str) -> Key:
    return Key(f"INBOX#{address}", sk)


def _moment(at: float) -> str:
    return f"{_CALL}{max(0, int(at * 1000)):015d}"


def _arrival(item: Item) -> Arrival:
    told = unpack(item["call"])
    return Arrival(
        id=item["sk"].rpartition("#")[2],
        at=float(item["at"]),
        method=told["method"],
        url=told["url"],
        place=told["place"],
        headers=tuple((name, value) for name, value in told["headers"]),
        body=item["body"],
        truncated=told["truncated"],
    )
