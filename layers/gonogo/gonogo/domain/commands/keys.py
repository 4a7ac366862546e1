"""Keys that are exchanged: what is asked, and the answer. What all starts load is next door."""

from __future__ import annotations

from dataclasses import dataclass, field

from gonogo.domain.key import Key

OVERLAP_SECONDS = 86_400
"""How long the key before a rotation works beside the new one."""
MAX_OVERLAP = 30 * 86_400


@dataclass(frozen=True, slots=True, kw_only=True)
class RotateKey:
    """A new key in the place of one, with a key of role `admin`; both work for `overlap` s."""

    key: str | None
    id: str
    overlap: int = OVERLAP_SECONDS
    expires_at: float | None = None
    """The new key's end; None: as long as the one before was made for."""


@dataclass(frozen=True, slots=True, kw_only=True)
class KeyRotated:
    """The new key; `secret` is shown this once."""

    key: Key
    secret: str = field(repr=False)
    replaced: Key | None
    """The key before, with its new end; None if it works no more."""
