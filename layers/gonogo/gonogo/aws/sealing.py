"""Short texts encrypted by KMS, each bound to where it belongs."""

from __future__ import annotations

from collections.abc import Mapping

from botocore.exceptions import BotoCoreError, ClientError

from gonogo.aws.clients import Clients
from gonogo.errors import Unavailable


class Seal:
    """Encrypts and decrypts with one key; a ciphertext opens with its own context only."""

    def __init__(self, clients: Clients, key: str) -> None:
        self._clients = clients
        self._key = key

    def close(self, text: str, context: Mapping[str, str]) -> bytes:
        """The ciphertext of a text of at most 4096 bytes."""
        try:
            return self._clients.kms.encrypt(
                KeyId=self._key, Plaintext=text.encode(), EncryptionContext=dict(context)
            )["CiphertextBlob"]
        except (ClientError, BotoCoreError) as error:
            raise Unavailable("The secret could not be encrypted; nothing was stored.") from error

    def open(self, sealed: bytes, context: Mapping[str, str]) -> str:
        """The text of a ciphertext."""
        try:
            return self._clients.kms.decrypt(
                KeyId=self._key, CiphertextBlob=sealed, EncryptionContext=dict(context)
            )["Plaintext"].decode()
        except (ClientError, BotoCoreError) as error:
            raise Unavailable("The secret could not be decrypted.") from error
