"""Postman's kinds of auth, as ours or as the header or parameter that they become."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from gonogo.formats.plain import mapping, mappings, text
from gonogo.importers.postman._variables import Values


@dataclass(slots=True)
class Auth:
    """What a request carries."""

    settings: dict[str, str] = field(default_factory=dict)
    headers: list[tuple[str, str]] = field(default_factory=list)
    query: list[tuple[str, str]] = field(default_factory=list)


def convert(raw: dict[str, Any] | None, where: str, values: Values) -> Auth:
    """The auth of a request; what there is no word for is noted."""
    kind = text((raw or {}).get("type"))
    if raw is None or kind in ("", "noauth"):
        return Auth()
    said = _settings(raw.get(kind), where, values)
    if kind == "apikey":
        pair = (said.get("key", ""), said.get("value", ""))
        return Auth(query=[pair]) if said.get("in") == "query" else Auth(headers=[pair])
    if kind == "oauth2":
        return _oauth2(said, where, values)
    if kind in _KINDS:
        words = _KINDS[kind]
        settings = {ours: said[theirs] for ours, theirs in words.items() if said.get(theirs)}
        needed = _ALWAYS.get(kind, {})
        if kind == "oauth1" and said.get("addParamsToHeader") == "false":
            settings["signature_type"] = "query"
        return Auth({"type": _NAMES.get(kind, kind), **needed, **settings})
    values.notes.lost(where, f"auth of the kind {kind}")
    return Auth()


_NAMES = {"awsv4": "aws_sigv4"}
_ALWAYS = {
    "basic": {"username": "", "password": ""},
    "digest": {"username": "", "password": ""},
    "bearer": {"token": ""},
    "oauth1": {"consumer_key": "", "consumer_secret": ""},
    "awsv4": {"access_key": "", "secret_key": "", "region": "us-east-1", "service": "execute-api"},
}
"""What Postman assumes where nothing is said."""
_KINDS = {
    "basic": {"username": "username", "password": "password"},
    "bearer": {"token": "token"},
    "digest": {"username": "username", "password": "password"},
    "oauth1": {
        "consumer_key": "consumerKey",
        "consumer_secret": "consumerSecret",
        "access_token": "token",
        "token_secret": "tokenSecret",
        "signature_method": "signatureMethod",
        "realm": "realm",
    },
    "awsv4": {
        "access_key": "accessKey",
        "secret_key": "secretKey",
        "region": "region",
        "service": "service",
        "session_token": "sessionToken",
    },
}


def _settings(raw: object, where: str, values: Values) -> dict[str, str]:
    """v2.1 lists pairs, v2.0 has a mapping."""
    if isinstance(raw, dict):
        return {name: values.fill(value, where) for name, value in mapping(raw).items()}
    return {text(e.get("key")): values.fill(e.get("value"), where) for e in mappings(raw)}


def _oauth2(said: dict[str, str], where: str, values: Values) -> Auth:
    token = said.get("accessToken")
    if token and said.get("addTokenTo") == "queryParams":
        return Auth(query=[("access_token", token)])
    if token and said.get("headerPrefix", "Bearer").strip() in ("", "Bearer"):
        return Auth({"type": "bearer", "token": token})
    if token:
        return Auth(headers=[("Authorization", f"{said['headerPrefix'].strip()} {token}")])
    if said.get("grant_type") == "client_credentials":
        words = {
            "token_url": "accessTokenUrl",
            "client_id": "clientId",
            "client_secret": "clientSecret",
            "scope": "scope",
        }
        found = {ours: said[theirs] for ours, theirs in words.items() if said.get(theirs)}
        if said.get("client_authentication") == "body":
            found["credentials_in"] = "body"
        return Auth({"type": "oauth2", **found})
    grant = said.get("grant_type", "authorization_code")
    values.notes.lost(where, f"auth oauth2 with the grant {grant}, which needs a person")
    return Auth()
