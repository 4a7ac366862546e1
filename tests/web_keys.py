"""Keys and sessions for the tests of pages and of signing in."""

from __future__ import annotations

from typing import Any

from gonogo.domain.ids import KeyId
from gonogo.domain.key import Key


def a_key(**fields: Any) -> Key:
    """A key that reads."""
    default: dict[str, Any] = {
        "id": KeyId("k1"),
        "name": "ci",
        "hash": "hash-of-good",
        "hint": "gonogo_…good",
        "role": "read",
    }
    return Key(**{**default, **fields})


TRIGGER_KEY = a_key(role="trigger", hash="hash-of-weak")


class FakeSessions:
    """Sessions in a dictionary: token hash to key hash and end."""

    def __init__(self) -> None:
        self.opened: dict[str, tuple[str, float]] = {}

    def open(self, token_hash: str, key_hash: str, expires_at: float) -> None:
        """Remember."""
        self.opened[token_hash] = (key_hash, expires_at)

    def key_hash(self, token_hash: str, now: float) -> str | None:
        """What was remembered, while it lasts."""
        found = self.opened.get(token_hash)
        return found[0] if found and found[1] > now else None
