"""A receipt: what is noted of a start that may be asked for again, before anything is started."""

from __future__ import annotations

from dataclasses import dataclass

OPEN_SECONDS = 10.0
"""How long a first call may be at it before a repeat goes on in its place."""
KEPT_SECONDS = 24 * 3600
"""How long the same key gives the same answer, unless who asks says otherwise."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Receipt:
    """One start, by whichever of its calls it is made."""

    number: int
    """Of the batch: all calls write the same one, so that only one of them can."""
    fingerprint: str
    """Of what was asked for."""
    token: str
    """Of what is written for it: whoever goes on knows by it what was written before."""
    owner: str
    """The call that is at it."""
    until: float
    """Unix seconds; then its owner is taken for dead, unless the batch is there."""
