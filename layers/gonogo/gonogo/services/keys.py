"""Create, list, rotate and revoke API keys."""

from __future__ import annotations

from gonogo.domain.commands import CreateKey, KeyCreated, KeyList, KeyRevoked, ListKeys, RevokeKey
from gonogo.domain.commands.keys import KeyRotated, RotateKey
from gonogo.domain.ids import KeyId, ProjectId, new_uuid
from gonogo.domain.key import ROLES, Key, KeyShape, Role, hash_of, hint_of, new_secret, shape_of
from gonogo.errors import Conflict, Invalid, NotFound
from gonogo.ports import Catalog, Clock, Keys
from gonogo.services.authorise import authorise, project_for

NAME_LENGTH = 100


def create_key(command: CreateKey, *, keys: Keys, catalog: Catalog, clock: Clock) -> KeyCreated:
    """Make a key bound to the named projects; its secret is in this answer only."""
    admin = authorise(keys, command.key, "admin", clock.now())
    projects = tuple(project_for(catalog, admin, name).id for name in command.projects)
    if not projects and command.role != "admin":
        raise Invalid(
            f"A key of role {command.role!r} must be bound to a project.",
            field="projects",
            accepted="a list of project names or ids",
        )
    if projects and command.role == "admin":
        raise Invalid(
            "A key of role 'admin' is of the whole deployment and bound to no project.",
            field="projects",
            accepted="no project, or another role: " + ", ".join(ROLES[:-1]),
        )
    _check_end(command.expires_at, clock)
    return issue(
        keys,
        clock,
        name=command.name,
        role=command.role,
        projects=projects,
        shape=command.shape,
        expires_at=command.expires_at,
    )


def _check_end(expires_at: float | None, clock: Clock) -> None:
    if expires_at is not None and expires_at <= clock.now():
        raise Invalid("The key would be expired.", field="expires_at", accepted="a time to come")


def rotate_key(command: RotateKey, *, keys: Keys, clock: Clock) -> KeyRotated:
    """A new key that may do what the one before may, which ends after the overlap.

    The new one is made first: if this is cut short, the one before still works.
    """
    authorise(keys, command.key, "admin", clock.now())
    _check_end(command.expires_at, clock)
    now, before = clock.now(), _found(KeyId(command.id), keys)
    if before.ended(now):
        raise Conflict("The key has ended: make a new one.")
    made = issue(
        keys,
        clock,
        name=before.name,
        role=before.role,
        projects=before.projects,
        shape=shape_of(before.hint),
        expires_at=command.expires_at or (before.lifetime and now + before.lifetime),
    )
    if command.overlap:
        replaced = keys.end(before.id, now + command.overlap)
    else:
        keys.revoke(before.id)
        replaced = None
    return KeyRotated(key=made.key, secret=made.secret, replaced=replaced)


def _found(id: KeyId, keys: Keys) -> Key:
    found = next((key for key in keys.all() if key.id == id), None)
    if found is None:
        raise NotFound(f"There is no key {id[:64]!r}.")
    return found


def issue(
    keys: Keys,
    clock: Clock,
    *,
    name: str,
    role: Role,
    projects: tuple[ProjectId, ...] = (),
    shape: KeyShape = "native",
    expires_at: float | None = None,
) -> KeyCreated:
    """Make a key without asking who wants it: for `create_key`, and for the first key of all."""
    if not 0 < len(name) <= NAME_LENGTH or not name.isprintable():
        raise Invalid(
            "The key needs a name.",
            field="name",
            accepted=f"1 to {NAME_LENGTH} printable characters",
        )
    secret, now = new_secret(shape), clock.now()
    key = Key(
        id=KeyId(new_uuid()),
        name=name,
        hash=hash_of(secret),
        hint=hint_of(secret),
        role=role,
        projects=projects,
        created_at=now,
        expires_at=expires_at,
        lifetime=expires_at and expires_at - now,
    )
    keys.add(key)
    return KeyCreated(key=key, secret=secret)


def list_keys(command: ListKeys, *, keys: Keys, clock: Clock) -> KeyList:
    """Every key, newest first."""
    authorise(keys, command.key, "admin", clock.now())
    return KeyList(keys=keys.all())


def revoke_key(command: RevokeKey, *, keys: Keys, clock: Clock) -> KeyRevoked:
    """Forget a key: the next call with it is refused."""
    authorise(keys, command.key, "admin", clock.now())
    if not keys.revoke(KeyId(command.id)):
        raise NotFound(f"There is no key {command.id[:64]!r}.")
    return KeyRevoked(id=command.id)
