"""Secrets natively: stored, listed and deleted; no answer holds a value."""

from __future__ import annotations

from gonogo.dialects._contract import Links, Reply, Request, json_reply
from gonogo.dialects.native._documents import Document, time
from gonogo.dialects.native._fields import Fields, key_of, read_body, read_query
from gonogo.domain.commands.secrets import (
    DeleteSecret,
    ListSecrets,
    PutSecret,
    SecretDeleted,
    SecretList,
    SecretStored,
)
from gonogo.domain.secret import SecretHead


def decode_put(request: Request) -> PutSecret:
    """One secret's value."""
    read_query(request)
    fields = Fields(read_body(request))
    value = fields.needed_text("value")
    fields.end()
    return PutSecret(
        key=key_of(request),
        project=request.params["project"],
        name=request.params["secret"],
        value=value,
    )


def decode_list(request: Request) -> ListSecrets:
    """Every secret of a project."""
    read_query(request)
    return ListSecrets(key=key_of(request), project=request.params["project"])


def decode_delete(request: Request) -> DeleteSecret:
    """One secret by its name."""
    read_query(request)
    return DeleteSecret(
        key=key_of(request), project=request.params["project"], name=request.params["secret"]
    )


def encode_stored(stored: SecretStored, request: Request, links: Links) -> Reply:
    """What it is called, and when it changed."""
    return json_reply(200, {"secret": _secret(stored.secret)})


def encode_list(found: SecretList, request: Request, links: Links) -> Reply:
    """Secrets without their values."""
    return json_reply(200, {"secrets": [_secret(secret) for secret in found.secrets]})


def encode_deleted(deleted: SecretDeleted, request: Request, links: Links) -> Reply:
    """Nothing more to say."""
    return Reply(status=204, content_type=None)


def _secret(head: SecretHead) -> Document:
    return {
        "name": head.name,
        "created_at": time(head.created_at),
        "changed_at": time(head.changed_at),
    }
