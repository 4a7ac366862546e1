"""Credentials of a project: their passwords are secrets of ours, and no answer holds one."""

from __future__ import annotations

import json
from typing import Any

from gonogo.dialects._contract import Conversation, Links, Request, Talk, any_json, json_reply
from gonogo.dialects.testerarmy._asking import Caller, known
from gonogo.dialects.testerarmy._fields import Fields
from gonogo.dialects.testerarmy._kept import all_of, drop, keep, kind_of
from gonogo.dialects.testerarmy._times import iso
from gonogo.domain.commands.secrets import PutSecret
from gonogo.domain.record import Record
from gonogo.domain.secret import LONGEST, SHORTEST
from gonogo.errors import GonogoError

CREDENTIAL = kind_of("credential")
KINDS = ("login", "inbox")
METHODS = ("password", "google", "github", "custom")
_ALL = "/projects/<project>/credentials"


def _list(request: Request, links: Links, asking: Caller) -> Talk:
    project = asking.project(request.params["project"])
    found = yield from all_of(CREDENTIAL, project, asking)
    return json_reply(200, {"credentials": [_document(each) for each in found]})


def _create(request: Request, links: Links, asking: Caller) -> Talk:
    project = asking.project(request.params["project"])
    body, password = _read(Fields(any_json(request)))
    record = yield from keep(CREDENTIAL, project, body, asking)
    if password is not None:
        try:
            yield PutSecret(
                key=asking.key,
                project=project.id,
                name=secret_name(record.id),
                value=_maskable(password),
            )
        except GonogoError:  # a credential without its password would be of no use
            yield from drop(record, asking)
            raise
    return json_reply(201, {"credential": _document(record)})


def _read(fields: Fields) -> tuple[dict[str, Any], str | None]:
    """One of three forms, each strict, and apart from it the password."""
    kind = fields.needed_choice("kind", KINDS)
    body: dict[str, Any] = {"kind": kind, "label": fields.needed_text("label", most=50)}
    password: str | None = None
    if kind == "login":
        method = fields.choice("authMethod", METHODS) or "password"
        body["authMethod"] = method
        if method == "custom":
            body["authInstructions"] = fields.needed_text("authInstructions", most=4000)
        else:
            body["username"] = fields.needed_text("username", most=255)
            password = fields.needed_text("password", most=LONGEST)
    fields.strict()
    return body, password


def secret_name(credential: str) -> str:
    """What a request says to send the password: `{{get_secret(credential-…)}}`."""
    return f"credential-{credential}"


def _maskable(password: str) -> str:
    """What is stored: a password too short to be found in texts is kept so that it can be."""
    if len(password) >= SHORTEST:
        return password
    return json.dumps({"password": password}, ensure_ascii=False)


def _document(record: Record) -> dict[str, object]:
    body = record.body
    return {
        "id": record.id,
        "kind": body["kind"],
        "authMethod": body.get("authMethod", "password"),
        "label": body["label"],
        "username": body.get("username", ""),
        "hasAuthInstructions": "authInstructions" in body,
        "createdAt": iso(record.created_at),
    }


ROUTES = (
    Conversation(("GET",), _ALL, known(_list), "List a project's credentials.", support="stored"),
    Conversation(
        ("POST",),
        _ALL,
        known(_create),
        "Keep a credential, its password encrypted.",
        support="stored",
    ),
)
