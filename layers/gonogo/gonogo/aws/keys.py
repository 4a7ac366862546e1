"""API keys in the catalog: one item to be found by hash, one to be listed and revoked by id."""

from __future__ import annotations

from gonogo.aws.table import UNLESS_THERE, ConditionFailed, Table
from gonogo.aws.table import Key as At
from gonogo.aws.values import Item
from gonogo.domain.ids import KeyId
from gonogo.domain.key import Key
from gonogo.errors import AlreadyThere

_LIST = "KEYS"


class DynamoKeys:
    """The `Keys` port."""

    def __init__(self, table: Table) -> None:
        self._table = table

    def find(self, hash: str) -> Key | None:
        """The key with this hash, expired or not; None if unknown or revoked."""
        item = self._table.get(_by_hash(hash))
        return _key_of(item) if item else None

    def add(self, key: Key) -> None:
        """Store a key."""
        try:
            self._table.transact(
                [
                    self._table.putting({**at._asdict(), **_item(key)}, condition=UNLESS_THERE)
                    for at in (_by_hash(key.hash), At(_LIST, key.id))
                ]
            )
        except ConditionFailed as failed:
            # The same key is there: only a repeated call can know its hash and id both.
            if [old and _key_of(old) for old in failed.olds] != [key, key]:
                raise AlreadyThere(f"There is a key {key.id!r}.") from failed

    def all(self) -> tuple[Key, ...]:
        """Every key, newest first."""
        keys = [_key_of(item) for item in self._table.query(_LIST)]
        return tuple(sorted(keys, key=lambda key: key.created_at, reverse=True))

    def revoke(self, id: KeyId) -> bool:
        """Forget a key; False if there was none."""
        listed = self._table.get(At(_LIST, id))
        if listed is None:
            return False
        # It stops working first: if this process dies here, it is still listed to be revoked.
        self._table.delete(_by_hash(listed["hash"]))
        self._table.delete(At(_LIST, id))
        return True


def _by_hash(hash: str) -> At:
    return At(f"KEY#{hash}", "KEY")


def _item(key: Key) -> Item:
    return {
        "id": key.id,
        "name": key.name,
        "hash": key.hash,
        "hint": key.hint,
        "role": key.role,
        "projects": list(key.projects),
        "created_at": key.created_at,
        "expires_at": key.expires_at,
    }


def _key_of(item: Item) -> Key:
    expires_at = item.get("expires_at")
    return Key(
        id=KeyId(item["id"]),
        name=item.get("name", ""),
        hash=item["hash"],
        hint=item.get("hint", ""),
        role=item["role"],
        projects=tuple(item.get("projects", ())),
        created_at=float(item.get("created_at", 0)),
        expires_at=None if expires_at is None else float(expires_at),
    )
