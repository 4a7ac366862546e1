"""Browser sessions in the guards table."""

from __future__ import annotations

from gonogo.aws.table import Key, Table


class DynamoSessions:
    """The `Sessions` port."""

    def __init__(self, table: Table) -> None:
        self._table = table

    def open(self, token_hash: str, key_hash: str, expires_at: float) -> None:
        """Remember a session."""
        self._table.put(
            {
                **_at(token_hash)._asdict(),
                "key_hash": key_hash,
                "expires_at": expires_at,
                "ttl": int(expires_at) + 1,
            }
        )

    def key_hash(self, token_hash: str, now: float) -> str | None:
        """The hash of the key that opened it; None if unknown or over."""
        item = self._table.get(_at(token_hash))
        if item is None or item.get("expires_at", 0) <= now:
            return None
        return str(item["key_hash"])


def _at(token_hash: str) -> Key:
    return Key(f"SESSION#{token_hash}", "SESSION")
