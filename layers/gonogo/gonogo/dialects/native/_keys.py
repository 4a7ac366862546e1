"""Keys natively: made, listed, rotated and revoked by someone with an admin key."""

from __future__ import annotations

from datetime import datetime
from typing import cast

from gonogo.dialects._contract import Links, Reply, Request, json_reply
from gonogo.dialects.native._documents import Document, time
from gonogo.dialects.native._fields import Fields, key_of, read_body, read_query
from gonogo.domain.commands import (
    CreateKey,
    KeyCreated,
    KeyList,
    KeyRevoked,
    ListKeys,
    RevokeKey,
)
from gonogo.domain.commands.keys import MAX_OVERLAP, OVERLAP_SECONDS, KeyRotated, RotateKey
from gonogo.domain.key import ROLES, SHAPES, Key, KeyShape, Role
from gonogo.errors import Invalid

MAX_PROJECTS = 50
LAST_YEAR = 9000
"""A later end is a mistake, and near 9999 not every offset can be shown in UTC."""


def decode_create(request: Request) -> CreateKey:
    """A new key's name, role, projects, shape and end."""
    read_query(request)
    fields = Fields(read_body(request))
    name = fields.needed_text("name")
    role = fields.choice("role", ROLES)
    projects = fields.texts("projects", most=MAX_PROJECTS)
    shape = fields.choice("shape", SHAPES)
    expires_at = _moment(fields.text("expires_at"))
    fields.end()
    if role is None:
        raise Invalid("A key has a role.", field="role", accepted=", ".join(ROLES))
    return CreateKey(
        key=key_of(request),
        name=name,
        role=cast(Role, role),
        projects=projects,
        shape=cast(KeyShape, shape or "native"),
        expires_at=expires_at,
    )


def _moment(text: str | None) -> float | None:
    """A time with its offset as Unix seconds."""
    if text is None:
        return None
    try:
        moment = datetime.fromisoformat(text)
        if moment.tzinfo is not None and moment.year <= LAST_YEAR:
            return moment.timestamp()
    except (ValueError, OverflowError):
        pass
    raise Invalid(
        "The field expires_at cannot be taken.",
        field="expires_at",
        accepted="a time with its offset, such as 2030-01-31T12:00:00Z",
    )


def decode_list(request: Request) -> ListKeys:
    """Every key."""
    read_query(request)
    return ListKeys(key=key_of(request))


def decode_revoke(request: Request) -> RevokeKey:
    """One key by its id."""
    read_query(request)
    return RevokeKey(key=key_of(request), id=request.params["key"])


def decode_rotate(request: Request) -> RotateKey:
    """For how long the key before works too, and the new one's end."""
    read_query(request)
    fields = Fields(read_body(request))
    overlap = fields.whole("overlap", most=MAX_OVERLAP)
    expires_at = _moment(fields.text("expires_at"))
    fields.end()
    return RotateKey(
        key=key_of(request),
        id=request.params["key"],
        overlap=OVERLAP_SECONDS if overlap is None else overlap,
        expires_at=expires_at,
    )


def encode_created(created: KeyCreated, request: Request, links: Links) -> Reply:
    """The only answer that holds a secret."""
    return json_reply(201, {"key": _key(created.key), "secret": created.secret})


def encode_rotated(rotated: KeyRotated, request: Request, links: Links) -> Reply:
    """The only answer that holds the new secret."""
    replaced = rotated.replaced and _key(rotated.replaced)
    made = {"key": _key(rotated.key), "secret": rotated.secret, "replaced": replaced}
    return json_reply(201, made)


def encode_list(found: KeyList, request: Request, links: Links) -> Reply:
    """Keys without their secrets."""
    return json_reply(200, {"keys": [_key(key) for key in found.keys]})


def encode_revoked(revoked: KeyRevoked, request: Request, links: Links) -> Reply:
    """Nothing more to say."""
    return Reply(status=204, content_type=None)


def _key(key: Key) -> Document:
    return {
        "id": key.id,
        "name": key.name,
        "role": key.role,
        "projects": list(key.projects),
        "hint": key.hint,
        "created_at": time(key.created_at),
        "expires_at": time(key.expires_at),
        "last_used_at": time(key.last_used_at),
    }
