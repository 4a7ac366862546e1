"""Runscope's kinds of auth and ours."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from gonogo.formats.notes import Notes, Plain
from gonogo.formats.plain import text

Pairs = list[tuple[str, str]]


@dataclass(slots=True)
class Auth:
    """What a request carries."""

    settings: dict[str, str] = field(default_factory=dict)
    headers: Pairs = field(default_factory=list)
    query: Pairs = field(default_factory=list)


_OAUTH1 = ("consumer_key", "consumer_secret", "access_token", "token_secret", "signature_type")


def read_auth(raw: dict[str, Any], where: str, notes: Notes) -> Auth:
    """The auth of a step or an environment; `{}` and null are none."""
    kind = text(raw.get("auth_type", raw.get("type")))
    if not kind:
        return Auth()
    if kind == "basic":
        settings = {key: text(raw.get(key)) for key in ("username", "password")}
        return Auth({"type": "basic", **settings})
    if kind in ("oauth1", "oauth_1"):
        given = {key: text(raw.get(key)) for key in _OAUTH1 if text(raw.get(key))}
        return Auth({"type": "oauth1", **given})
    if kind in ("oauth_2", "oauth2"):
        return _oauth2(raw, where, notes)
    # Written by `gonogo export`, or a kind that is none of ours: decided where all kinds are known.
    given = {key: text(value) for key, value in raw.items() if key not in ("auth_type", "type")}
    return Auth({"type": kind, **{key: value for key, value in given.items() if value}})


def _oauth2(raw: dict[str, Any], where: str, notes: Notes) -> Auth:
    token, grant = text(raw.get("access_token")), text(raw.get("grant_type"))
    if token and text(raw.get("token_location")) == "query":
        return Auth(query=[("access_token", token)])
    if token:
        return Auth({"type": "bearer", "token": token})
    if grant == "client_credentials":
        words = {
            "token_url": ("token_url", "access_token_url"),
            "client_id": ("client_id",),
            "client_secret": ("client_secret",),
            "scope": ("scope",),
        }
        found = {
            ours: text(raw[theirs])
            for ours, names in words.items()
            for theirs in names
            if text(raw.get(theirs))
        }
        return Auth({"type": "oauth2", **found})
    notes.lost(where, f"auth oauth_2 with the grant {grant or 'unknown'}, which needs a person")
    return Auth()


def write_auth(auth: Mapping[str, Any]) -> Plain:
    """Their word for the kind."""
    settings = dict(auth)
    kind = settings.pop("type", settings.pop("auth_type", ""))
    return {"auth_type": kind, **settings} if kind and kind != "none" else {}
