"""Definitions as resources: whole documents with an entity tag, changed whole or by merging."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from gonogo.dialects._contract import Conversation, Links, Reply, Request, Talk, json_reply
from gonogo.dialects.native._fields import read_body, read_query
from gonogo.dialects.native._problem import problem_reply
from gonogo.domain.commands import Command
from gonogo.errors import Conflict, Invalid

Document = Mapping[str, Any]
_TAG = re.compile(r'(?:W/)?"[^"]*"')
REVALIDATE = ("Cache-Control", "private, no-cache")
"""It may be kept by its caller, who asks each time whether it is still so."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Thing:
    """How one kind of resource is asked for, shown and changed."""

    read: Callable[[Request], Command]
    show: Callable[[Any, Request, Links], Document]
    """The resource from the answer to `read` or `put`; raises `NotFound` if it is not in it."""
    put: Callable[[Request, Document, Any], Command]
    """Create or replace it with a document; the answer to `read` is None for a new one."""
    delete: Callable[[Request], Command]
    fixed: tuple[str, ...]
    """Members that gonogo gives: a document may say them, and only as they are."""
    address: Callable[[Document, Request, Links], str]
    """Where a new one is."""


def etag(document: Document) -> str:
    """The strong entity tag of a resource: its version if it has one, and a digest of all of it.

    >>> etag({"version": 3})[:3]
    '"3-'
    """
    text = json.dumps(document, sort_keys=True, ensure_ascii=True, separators=(",", ":"))
    digest = hashlib.sha256(text.encode()).hexdigest()[:16]
    version = document.get("version")
    return f'"{version}-{digest}"' if version is not None else f'"{digest}"'


def showing(thing: Thing) -> Callable[[Request, Links], Talk]:
    """Read it; 304 if the caller has it as it is."""

    def talk(request: Request, links: Links) -> Talk:
        read_query(request)
        document = thing.show((yield thing.read(request)), request, links)
        tag = etag(document)
        if _names(request.headers.get("if-none-match", ""), tag, weak=True):
            return Reply(status=304, content_type=None, headers=(("ETag", tag), REVALIDATE))
        return json_reply(200, document, ("ETag", tag), REVALIDATE)

    return talk


def making(thing: Thing) -> Callable[[Request, Links], Talk]:
    """Create one."""

    def talk(request: Request, links: Links) -> Talk:
        read_query(request)
        body = _object(request)
        for name in thing.fixed:
            if name in body:
                raise _given(name)
        document = thing.show((yield thing.put(request, body, None)), request, links)
        where = ("Location", thing.address(document, request, links))
        return json_reply(201, document, where, ("ETag", etag(document)))

    return talk


def changing(thing: Thing, *, merge: bool) -> Callable[[Request, Links], Talk]:
    """Replace it, or `merge` what is said into what is there (RFC 7396)."""

    def talk(request: Request, links: Links) -> Talk:
        read_query(request)
        body = _object(request)
        view = yield thing.read(request)
        current = thing.show(view, request, links)
        refusal = _precondition(request, etag(current))
        if refusal is not None:
            return refusal
        _keep_fixed(thing, body, current)
        wanted = merged(current, body) if merge else body
        said = {name: value for name, value in wanted.items() if name not in thing.fixed}
        document = thing.show((yield thing.put(request, said, view)), request, links)
        return json_reply(200, document, ("ETag", etag(document)))

    return talk


def deleting(thing: Thing) -> Callable[[Request, Links], Talk]:
    """Remove it."""

    def talk(request: Request, links: Links) -> Talk:
        read_query(request)
        if "if-match" in request.headers:
            current = thing.show((yield thing.read(request)), request, links)
            refusal = _precondition(request, etag(current))
            if refusal is not None:
                return refusal
        yield thing.delete(request)
        return Reply(status=204, content_type=None)

    return talk


def routes_of(
    thing: Thing, all_path: str, one_path: str, name: str, *, article: str = "a"
) -> tuple[Conversation, ...]:
    """Creating, reading, replacing, merging and deleting, at the usual addresses."""
    one = f"{article} {name}"
    return (
        Conversation(("POST",), all_path, making(thing), f"Create {one}."),
        Conversation(("GET",), one_path, showing(thing), f"Read {one}."),
        Conversation(("PUT",), one_path, changing(thing, merge=False), f"Replace {one}."),
        Conversation(
            ("PATCH",), one_path, changing(thing, merge=True), f"Change what is said of {one}."
        ),
        Conversation(("DELETE",), one_path, deleting(thing), f"Delete {one}."),
    )


def merged(target: object, patch: object) -> Any:
    """JSON Merge Patch: members that are null go, objects are merged, the rest is replaced.

    >>> merged({"a": {"b": 1, "c": 2}, "d": 3}, {"a": {"b": None}, "d": [4]})
    {'a': {'c': 2}, 'd': [4]}
    """
    if not isinstance(patch, Mapping):
        return patch
    result = dict(target) if isinstance(target, Mapping) else {}
    for name, value in patch.items():
        if value is None:
            result.pop(name, None)
        else:
            result[name] = merged(result.get(name), value)
    return result


def _object(request: Request) -> dict[str, Any]:
    body = read_body(request)
    if not isinstance(body, dict):
        raise Invalid("A JSON object is wanted.", field="body", accepted="an object")
    return body


def _keep_fixed(thing: Thing, body: Mapping[str, Any], current: Document) -> None:
    """What gonogo gives may stand in a body, as an answer had it: nobody need take it out."""
    if body.get("version", current.get("version")) != current.get("version"):
        raise Conflict("It was changed meanwhile: the body has another version.")
    for name in thing.fixed:
        if name in body and body[name] != current.get(name):
            raise _given(name)


def _given(name: str) -> Invalid:
    return Invalid(
        f"The field {name} is given by gonogo.", field=name, accepted="what it is, or nothing"
    )


def _precondition(request: Request, tag: str) -> Reply | None:
    """The refusal (412) if the caller has seen another state, by `If-Match`."""
    said = request.headers.get("if-match")
    if said is None or _names(said, tag, weak=False):
        return None
    return problem_reply(
        request,
        status=412,
        code="precondition_failed",
        title="It is not as you saw it",
        detail="It was changed since, or is none that you saw. Read it again.",
    )


def _names(said: str, tag: str, *, weak: bool) -> bool:
    """Whether a list of entity tags has this one; a weak one counts for reading only."""
    if said.strip() == "*":
        return True
    tags = _TAG.findall(said)
    return tag in ([each.removeprefix("W/") for each in tags] if weak else tags)
