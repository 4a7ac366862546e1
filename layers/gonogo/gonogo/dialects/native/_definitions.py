"""Pushing definitions natively: a JSON document, and what it changed."""

from __future__ import annotations

from gonogo.dialects._contract import Links, Reply, Request, json_reply
from gonogo.dialects.native._fields import key_of, read_body, read_query
from gonogo.domain.commands import Change, Push, Pushed
from gonogo.errors import Invalid


def decode_push(request: Request) -> Push:
    """Into the project that the document names."""
    read_query(request)
    return Push(key=key_of(request), document=_document(request))


def decode_push_named(request: Request) -> Push:
    """Into the project that the address names."""
    read_query(request)
    return Push(key=key_of(request), document=_document(request), project=request.params["project"])


def _document(request: Request) -> object:
    """What was sent; a file that was empty, or not found, is not a project without tests."""
    if not request.body.strip():
        raise Invalid("There are no definitions.", field="body", accepted="a JSON object")
    return read_body(request)


def encode_pushed(pushed: Pushed, request: Request, links: Links) -> Reply:
    """Everything looked at, with ids and trigger addresses; the same push again changes nothing."""
    document = {
        "project": {"id": pushed.project.id, "name": pushed.project.name},
        "changes": [_change(change, links) for change in pushed.changes],
    }
    return json_reply(200, document)


def _change(change: Change, links: Links) -> dict[str, object]:
    trigger = change.trigger
    return {
        "kind": change.kind,
        "name": change.name,
        "id": change.id,
        "action": change.action,
        "trigger": trigger,
        "trigger_url": None if trigger is None else f"{links.dialect}/triggers/{trigger}",
    }
