"""What runs leave to those after them, sealed: values of secrets may be in it.

An item of its own for each attempt, as its result has: what a lost attempt left is never read.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from gonogo.aws.documents import pack, unpack
from gonogo.aws.items import RETENTION_SECONDS, alive, left_key
from gonogo.aws.sealing import Seal
from gonogo.aws.table import Table
from gonogo.domain.http import Cookie
from gonogo.domain.left import MOST_BYTES, Left
from gonogo.domain.run import Run
from gonogo.errors import Invalid
from gonogo.ports import Clock


class SealedHandovers:
    """The `Handovers` port."""

    def __init__(self, table: Table, seal: Seal, clock: Clock) -> None:
        self._table = table
        self._seal = seal
        self._clock = clock

    def leave(self, run: Run, left: Left) -> None:
        """Keep what this attempt of a run leaves; `Invalid` if it is too much."""
        packed = pack(_document(left))
        if len(packed) > MOST_BYTES:
            raise Invalid(
                f"What the run leaves to those after it takes {len(packed)} bytes, compressed.",
                accepted=f"at most {MOST_BYTES} bytes of variables and cookies",
            )
        self._table.put(
            {
                **left_key(run.number, run.attempt)._asdict(),
                "parts": self._seal.wrap(packed, _context(run)),
                "ttl": int(self._clock.now()) + RETENTION_SECONDS,
            }
        )

    def of(self, runs: tuple[Run, ...]) -> Iterator[Left]:
        """What these runs left, each in its last attempt, in their order; nothing where nothing."""
        keys = [left_key(run.number, run.attempt) for run in runs]
        found = self._table.get_all(keys)
        for run, key in zip(runs, keys, strict=True):
            item = alive(found.get(key), self._clock.now())
            if item is not None:
                yield _left(unpack(self._seal.unwrap(item["parts"], _context(run))))


def _context(run: Run) -> dict[str, str]:
    """What the sealed parts are bound to: moved to another run, they do not open."""
    return {"project": run.project, "run": run.id}


def _document(left: Left) -> dict[str, Any]:
    document: dict[str, Any] = {"variables": dict(left.variables), "hidden": list(left.hidden)}
    if left.cookies is not None:
        document["cookies"] = [
            [c.name, c.value, c.domain, c.host_only, c.path, c.secure, c.expires_at]
            for c in left.cookies
        ]
    return document


def _left(document: dict[str, Any]) -> Left:
    jar = document.get("cookies")
    return Left(
        variables=document.get("variables", {}),
        hidden=tuple(document.get("hidden", ())),
        cookies=None if jar is None else tuple(_cookie(*each) for each in jar),
    )


def _cookie(name: str, value: str, domain: str, *rest: Any) -> Cookie:
    host_only, path, secure, expires_at = rest
    return Cookie(
        name=name,
        value=value,
        domain=domain,
        host_only=host_only,
        path=path,
        secure=secure,
        expires_at=expires_at,
    )
