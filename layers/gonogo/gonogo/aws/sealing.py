"""Short texts encrypted by KMS, each bound to where it belongs."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from botocore.exceptions import BotoCoreError, ClientError

from gonogo.aws.clients import Clients
from gonogo.errors import Unavailable

PART = 4096
"""Bytes that KMS encrypts in one call."""


class Seal:
    """Encrypts and decrypts with one key; a ciphertext opens with its own context only."""

    def __init__(self, clients: Clients, key: str) -> None:
        self._clients = clients
        self._key = key

    def close(self, text: str, context: Mapping[str, str]) -> bytes:
        """The ciphertext of a text of at most 4096 bytes."""
        return self._close(text.encode(), context)

    def open(self, sealed: bytes, context: Mapping[str, str]) -> str:
        """The text of a ciphertext."""
        return self._open(sealed, context).decode()

    def wrap(self, data: bytes, context: Mapping[str, str]) -> list[bytes]:
        """The ciphertexts of data of any length, in parts that KMS takes."""
        parts = [data[start : start + PART] for start in range(0, len(data), PART)]
        places = _places(context, len(parts))
        return [self._close(part, place) for part, place in zip(parts, places, strict=True)]

    def unwrap(self, parts: Sequence[bytes], context: Mapping[str, str]) -> bytes:
        """The data of ciphertexts that `wrap` made: all of them, in their order."""
        places = _places(context, len(parts))
        return b"".join(self._open(part, at) for part, at in zip(parts, places, strict=True))

    def _close(self, data: bytes, context: Mapping[str, str]) -> bytes:
        try:
            return self._clients.kms.encrypt(
                KeyId=self._key, Plaintext=data, EncryptionContext=dict(context)
            )["CiphertextBlob"]
        except (ClientError, BotoCoreError) as error:
            raise Unavailable("The secret could not be encrypted; nothing was stored.") from error

    def _open(self, sealed: bytes, context: Mapping[str, str]) -> bytes:
        try:
            return self._clients.kms.decrypt(
                KeyId=self._key, CiphertextBlob=sealed, EncryptionContext=dict(context)
            )["Plaintext"]
        except (ClientError, BotoCoreError) as error:
            raise Unavailable("The secret could not be decrypted.") from error


def _places(context: Mapping[str, str], count: int) -> Iterator[dict[str, str]]:
    for number in range(1, count + 1):
        yield {**context, "part": f"{number}/{count}"}
