"""Secrets in the catalog, their values encrypted by KMS for one project and name.

Whoever has the item has a ciphertext; whoever moves it elsewhere has one that cannot be decrypted.
"""

from __future__ import annotations

from collections.abc import Iterator

from botocore.exceptions import BotoCoreError, ClientError

from gonogo.aws.clients import Clients
from gonogo.aws.definitions import partition
from gonogo.aws.table import Key, Table
from gonogo.domain.ids import ProjectId
from gonogo.domain.secret import NAME_LENGTH, SecretHead
from gonogo.errors import Unavailable

PART = 4096
"""Bytes that KMS encrypts in one call; a value of 4096 characters may have four times as many."""
_SECRETS = "SECRET#"


class KmsSecrets:
    """The `Secrets` port."""

    def __init__(self, table: Table, clients: Clients, key: str) -> None:
        self._table = table
        self._clients = clients
        self._key = key

    def put(self, project: ProjectId, head: SecretHead, value: str) -> None:
        """Create or replace a secret."""
        raw = value.encode()
        parts = [raw[start : start + PART] for start in range(0, len(raw), PART)]
        contexts = _contexts(project, head.name, len(parts))
        stored = [self._encrypt(part, at) for part, at in zip(parts, contexts, strict=True)]
        times = {"created_at": head.created_at, "changed_at": head.changed_at}
        self._table.put({**_at(project, head.name)._asdict(), **times, "parts": stored})

    def heads(self, project: ProjectId) -> tuple[SecretHead, ...]:
        """Every secret but for its value, by name."""
        items = self._table.query(partition(project), prefix=_SECRETS)
        return tuple(
            SecretHead(
                name=item["sk"].removeprefix(_SECRETS),
                created_at=float(item.get("created_at", 0)),
                changed_at=float(item.get("changed_at", 0)),
            )
            for item in items
        )

    def delete(self, project: ProjectId, name: str) -> bool:
        """Forget a secret; False if there was none."""
        if not _possible(name) or self._table.get(_at(project, name), only=["pk"]) is None:
            return False
        self._table.delete(_at(project, name))
        return True

    def value(self, project: ProjectId, name: str) -> str | None:
        """The secret's value; None if there is no such secret."""
        item = self._table.get(_at(project, name)) if _possible(name) else None
        if item is None:
            return None
        parts: list[bytes] = item["parts"]
        contexts = _contexts(project, name, len(parts))
        found = [self._decrypt(part, at) for part, at in zip(parts, contexts, strict=True)]
        return b"".join(found).decode()

    def _encrypt(self, part: bytes, context: dict[str, str]) -> bytes:
        try:
            return self._clients.kms.encrypt(
                KeyId=self._key, Plaintext=part, EncryptionContext=context
            )["CiphertextBlob"]
        except (ClientError, BotoCoreError) as error:
            raise Unavailable("The secret could not be encrypted; nothing was stored.") from error

    def _decrypt(self, part: bytes, context: dict[str, str]) -> bytes:
        try:
            return self._clients.kms.decrypt(
                KeyId=self._key, CiphertextBlob=part, EncryptionContext=context
            )["Plaintext"]
        except (ClientError, BotoCoreError) as error:
            raise Unavailable("It could not be decrypted.") from error


def _contexts(project: ProjectId, name: str, count: int) -> Iterator[dict[str, str]]:
    """What a ciphertext is bound to: whose it is, and its place in the value."""
    for number in range(1, count + 1):
        yield {"project": project, "secret": name, "part": f"{number}/{count}"}


def _possible(name: str) -> bool:
    return 0 < len(name) <= NAME_LENGTH


def _at(project: ProjectId, name: str) -> Key:
    return Key(partition(project), f"{_SECRETS}{name}")
