"""API keys in the catalog: one item to be found by hash, one to be listed and revoked by id."""

from __future__ import annotations

import logging
from contextlib import suppress
from dataclasses import replace

from botocore.exceptions import BotoCoreError, ClientError

from gonogo.aws.table import UNLESS_THERE, ConditionFailed, Table
from gonogo.aws.table import Key as At
from gonogo.aws.values import Item
from gonogo.domain.ids import KeyId
from gonogo.domain.key import USE_SECONDS, Key
from gonogo.errors import AlreadyThere, Unavailable

_LIST = "KEYS"
_SOONER = (
    "attribute_exists(pk) AND "
    "(attribute_not_exists(expires_at) OR expires_at = :none OR expires_at > :at)"
)
_DUE = "attribute_exists(pk) AND (attribute_not_exists(last_used_at) OR last_used_at <= :before)"
_log = logging.getLogger(__name__)


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
            olds = [old and replace(_key_of(old), last_used_at=None) for old in failed.olds]
            if olds != [key, key]:
                raise AlreadyThere(f"There is a key {key.id!r}.") from failed

    def all(self) -> tuple[Key, ...]:
        """Every key, newest first."""
        keys = [_key_of(item) for item in self._table.query(_LIST)]
        # Its end and its use change where it is found by alone: one write, not two.
        found = self._table.get_all([_by_hash(key.hash) for key in keys])
        whole = [_key_of({**_item(key), **found.get(_by_hash(key.hash), {})}) for key in keys]
        return tuple(sorted(whole, key=lambda key: key.created_at, reverse=True))

    def revoke(self, id: KeyId) -> bool:
        """Forget a key; False if there was none."""
        listed = self._table.get(At(_LIST, id))
        if listed is None:
            return False
        # It stops working first: if this process dies here, it is still listed to be revoked.
        self._table.delete(_by_hash(listed["hash"]))
        self._table.delete(At(_LIST, id))
        return True

    def end(self, id: KeyId, at: float) -> Key | None:
        """Let a key end then, if not before; as it is now, or None if there is none."""
        listed = self._table.get(At(_LIST, id))
        if listed is None:
            return None
        with suppress(ConditionFailed):  # it ends before, or was revoked just now
            self._table.update(
                _by_hash(listed["hash"]),
                "SET expires_at = :at",
                values={"at": at, "none": None},
                condition=_SOONER,
            )
        return self.find(listed["hash"])

    def used(self, key: Key, at: float) -> None:
        """Note that a key was used, at most once a minute; whoever used it does not suffer."""
        values = {"at": at, "before": at - USE_SECONDS}
        try:
            self._table.update(
                _by_hash(key.hash), "SET last_used_at = :at", values=values, condition=_DUE
            )
        except ConditionFailed:
            return  # another noted it, or it was revoked just now
        except (ClientError, BotoCoreError, Unavailable) as error:
            _log.warning("The use of the key %s was not noted: %s", key.id, type(error).__name__)


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
        "lifetime": key.lifetime,
        **({} if key.last_used_at is None else {"last_used_at": key.last_used_at}),
    }


def _key_of(item: Item) -> Key:
    expires_at, last_used_at = item.get("expires_at"), item.get("last_used_at")
    created_at = float(item.get("created_at", 0))
    # A key of an older version, which did not store it.
    lifetime = item.get("lifetime", expires_at and float(expires_at) - created_at)
    return Key(
        id=KeyId(item["id"]),
        name=item.get("name", ""),
        hash=item["hash"],
        hint=item.get("hint", ""),
        role=item["role"],
        projects=tuple(item.get("projects", ())),
        created_at=created_at,
        expires_at=None if expires_at is None else float(expires_at),
        lifetime=None if lifetime is None else float(lifetime),
        last_used_at=None if last_used_at is None else float(last_used_at),
    )
