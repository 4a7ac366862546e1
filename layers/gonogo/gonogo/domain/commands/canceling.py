"""Commands that end what was started."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class CancelRun:
    """End a queued or running run, with a key of role `trigger`; answers a `RunView`."""

    key: str | None
    run: str
    """Id or number."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CancelBatch:
    """End the open runs of a batch, with a key of role `trigger`; answers a `BatchView`."""

    key: str | None
    batch: str
    """Id or number."""
