"""API keys: how they look, how a typing mistake shows, and what a key may do."""

from __future__ import annotations

import hashlib
import re
import secrets
import string
import uuid
import zlib
from dataclasses import dataclass
from typing import Literal, get_args

from gonogo.domain.ids import KeyId, ProjectId

Role = Literal["trigger", "read", "write", "admin"]
"""Each may do what those before it may; `admin` is bound to no project and manages keys."""
ROLES: tuple[Role, ...] = ("trigger", "read", "write", "admin")
KeyShape = Literal["native", "uuid", "sk", "bug0"]
"""How a key looks, for clients that check it: `uuid` 36 characters, `sk` is `sk_` with 12 and 16
characters, `bug0` begins with `bug0_sk_`."""
SHAPES: tuple[KeyShape, ...] = get_args(KeyShape)

PREFIX = "gonogo"
USE_SECONDS = 60.0
"""So often at most is noted that a key was used."""
_BASE62 = string.digits + string.ascii_uppercase + string.ascii_lowercase
_PREFIXES: dict[KeyShape, str] = {"native": f"{PREFIX}_", "sk": "sk_", "bug0": "bug0_sk_"}
_LONG = re.compile(rf"(?:{PREFIX}|bug0_sk)_([0-9A-Za-z]{{30}})([0-9A-Za-z]{{6}})")
_SHORT = re.compile(r"sk_([0-9A-Za-z]{12})_([0-9A-Za-z]{10})([0-9A-Za-z]{6})")
_UUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Key:
    """A stored key: never the secret, only its hash and what people need to recognise it."""

    id: KeyId
    name: str
    hash: str
    hint: str
    """Prefix and last four characters, for lists."""
    role: Role
    projects: tuple[ProjectId, ...] = ()
    """Empty: every project (only for `admin`)."""
    created_at: float = 0.0
    expires_at: float | None = None
    lifetime: float | None = None
    """Seconds it was made for, however soon an exchange ended it; None: for ever."""
    last_used_at: float | None = None
    """To the minute; None: never, or before this was noted."""

    def allows(self, role: Role) -> bool:
        """Whether the key's role includes `role`."""
        return ROLES.index(self.role) >= ROLES.index(role)

    def ended(self, now: float) -> bool:
        """Whether it works no more."""
        return self.expires_at is not None and self.expires_at <= now

    def opens(self, project: ProjectId) -> bool:
        """Whether the key is bound to this project, or to all."""
        return not self.projects or project in self.projects


def new_secret(shape: KeyShape = "native") -> str:
    """A fresh key: 30 random characters (about 178 bit) and a checksum, or a random UUID.

    The shape `sk` has room for 22 (about 130 bit).
    """
    if shape == "uuid":
        return str(uuid.UUID(bytes=secrets.token_bytes(16), version=4))
    body = "".join(secrets.choice(_BASE62) for _ in range(22 if shape == "sk" else 30))
    if shape == "sk":
        return f"sk_{body[:12]}_{body[12:]}{checksum(body)}"
    return f"{_PREFIXES[shape]}{body}{checksum(body)}"


def checksum(body: str) -> str:
    """CRC-32 of the random part in six base-62 digits.

    >>> checksum("zQWBuTSOoRi4A9spHcVY5ncnsDkxkJ")
    '0mLq17'
    """
    rest, digits = zlib.crc32(body.encode()), ""
    for _ in range(6):
        rest, digit = divmod(rest, 62)
        digits = _BASE62[digit] + digits
    return digits


def plausible(secret: str) -> bool:
    """Whether it can be a key at all; a wrong checksum costs no database read."""
    if long := _LONG.fullmatch(secret):
        return checksum(long[1]) == long[2]
    if short := _SHORT.fullmatch(secret):
        return checksum(short[1] + short[2]) == short[3]
    return _UUID.fullmatch(secret) is not None


def hash_of(secret: str) -> str:
    """What is stored and looked up; high entropy needs no slow hash."""
    return hashlib.sha256(secret.encode()).hexdigest()


def shape_of(hint: str) -> KeyShape:
    """How a key looks, as what lists show of it tells.

    >>> [shape_of(hint) for hint in ("gonogo_…bQ2x", "…9f3a", "sk_…abcd", "bug0_sk_…abcd")]
    ['native', 'uuid', 'sk', 'bug0']
    """
    head = hint.partition("…")[0]
    return next((shape for shape, prefix in _PREFIXES.items() if prefix == head), "uuid")


def hint_of(secret: str) -> str:
    """What lists show: `gonogo_…bQ2x`."""
    head = next((prefix for prefix in _PREFIXES.values() if secret.startswith(prefix)), "")
    return f"{head}…{secret[-4:]}"
