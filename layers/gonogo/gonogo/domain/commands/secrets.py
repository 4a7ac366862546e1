"""Secrets of a project: what is asked about them, and the answers, none of which holds a value."""

from __future__ import annotations

from dataclasses import dataclass, field

from gonogo.domain.audit import DEPLOYMENT
from gonogo.domain.ids import ProjectId
from gonogo.domain.secret import SecretHead


@dataclass(frozen=True, slots=True, kw_only=True)
class PutSecret:
    """Create or change a secret, with a key of role `write`."""

    key: str | None
    project: str
    """Id or name."""
    name: str
    value: str = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class SecretStored:
    """What was stored, but for the value."""

    secret: SecretHead
    project: ProjectId = DEPLOYMENT


@dataclass(frozen=True, slots=True, kw_only=True)
class ListSecrets:
    """A project's secrets, with a key of role `write`."""

    key: str | None
    project: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SecretList:
    """Secrets by name."""

    secrets: tuple[SecretHead, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class DeleteSecret:
    """Forget a secret, with a key of role `write`."""

    key: str | None
    project: str
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SecretDeleted:
    """No run can use it any more."""

    name: str
    project: ProjectId = DEPLOYMENT
