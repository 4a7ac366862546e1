"""Who is calling, and may they: every use case with a key begins here."""

from __future__ import annotations

from gonogo.domain.ids import ProjectId
from gonogo.domain.key import USE_SECONDS, Key, Role, hash_of, plausible
from gonogo.domain.project import Project
from gonogo.errors import Forbidden, NotFound, Unauthorized
from gonogo.ports import Catalog, Keys

_REFUSAL = "A valid API key is needed. Send it as `Authorization: Bearer <key>`."


def authorise(keys: Keys, secret: str | None, role: Role, now: float) -> Key:
    """The key behind a secret, if it has the role.

    `Unauthorized` for none, malformed, unknown, expired and revoked alike; `Forbidden` for a good
    key of a lower role.
    """
    key = recognise(keys, secret, role, now)
    if key.last_used_at is None or now - key.last_used_at >= USE_SECONDS:
        keys.used(key, now)
    return key


def recognise(keys: Keys, secret: str | None, role: Role, now: float) -> Key:
    """As `authorise`, without a note that the key was used: pages only read."""
    if not secret or not plausible(secret):
        raise Unauthorized(_REFUSAL)
    return check(keys.find(hash_of(secret)), role, now)


def check(key: Key | None, role: Role, now: float) -> Key:
    """The key, if it is in force and has the role; errors as `authorise`."""
    if key is None or key.ended(now):
        raise Unauthorized(_REFUSAL)
    if not key.allows(role):
        raise Forbidden(f"This key has the role {key.role!r}; {role!r} is needed.")
    return key


def project_for(catalog: Catalog, key: Key, name: str) -> Project:
    """A project by id or name, if the key opens it; else `NotFound`, as for an unknown one."""
    project = catalog.project(ProjectId(name)) or catalog.find_project(name)
    if project is None or not key.opens(project.id):
        raise NotFound(f"There is no project {name[:100]!r}.")
    return project
