"""Runscope's environments in our words."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from gonogo.importers._contract import Notes, Plain
from gonogo.importers._draft.fields import by_name, said
from gonogo.importers._draft.placeholders import variable_name
from gonogo.importers._draft.reading import listing, mapping, text
from gonogo.importers.runscope import _auth

_FLAGS = ("preserve_cookies", "stop_on_failure")
_LISTS = ("integrations", "remote_agents", "script_library")


def names(raw: list[dict[str, Any]]) -> dict[str, str]:
    """The names of environments by their ids."""
    return {text(e["id"]): _name(e) for e in raw if text(e.get("id"))}


def convert(raw: dict[str, Any], names: Mapping[str, str], where: str, notes: Notes) -> Plain:
    """One environment; what only the vendor's own service can do is noted."""
    name = _name(raw)
    place = f"{where}, environment {name}"
    auth = _auth.convert(mapping(raw.get("auth")), place, notes)
    found: Plain = {
        "name": name,
        "variables": _variables(raw, place, notes),
        "headers": by_name([*_headers(raw.get("headers")), *auth.headers]),
        "auth": auth.settings,
        "webhooks": [text(url) for url in listing(raw.get("webhooks")) if text(url)],
        "pre_request_scripts": _texts(raw.get("pre_request_scripts")),
        "post_response_scripts": _texts(raw.get("post_response_scripts")),
        "script": text(raw.get("script")),
        **{flag: True for flag in _FLAGS if raw.get(flag) is True},
    }
    certificate = text(raw.get("client_certificate"))
    if certificate and auth.settings.get("type", "client_certificate") == "client_certificate":
        found["auth"] = {"type": "client_certificate", "certificate": certificate}
    elif certificate:
        notes.lost(place, "client_certificate, beside another auth")
    if raw.get("verify_ssl") is False:
        found["verify_tls"] = False
    _parent(found, raw, names, place, notes)
    _lost(raw, place, notes)
    return said(found)


def _name(raw: dict[str, Any]) -> str:
    return text(raw.get("name")) or "Test Settings"


def _variables(raw: dict[str, Any], place: str, notes: Notes) -> dict[str, str]:
    found = {}
    for name, value in mapping(raw.get("initial_variables")).items():
        accepted = variable_name(name)
        if accepted != name:
            notes.changed(f"{place}, variable {name}", f"is called {accepted}")
        found[accepted] = text(value)
    return found


def _parent(
    found: Plain, raw: dict[str, Any], names: Mapping[str, str], place: str, notes: Notes
) -> None:
    parent = text(raw.get("parent_environment_id"))
    if parent in names:
        found["parent"] = names[parent]
    elif parent:
        notes.lost(place, "its shared parent; give that environment's export with --environment")


def _lost(raw: dict[str, Any], place: str, notes: Notes) -> None:
    for key in _LISTS:
        if raw.get(key):
            notes.lost(place, f"{key} ({len(listing(raw[key])) or 1})")
    if raw.get("retry_on_failure") is True:
        notes.lost(place, "retry_on_failure")
    regions = [text(region) for region in listing(raw.get("regions"))]
    if regions and regions != ["us1"]:
        notes.lost(place, f"regions {', '.join(regions)}; say `locations` of your deployment")
    emails = mapping(raw.get("emails"))
    if emails.get("notify_all") or listing(emails.get("recipients")):
        notes.lost(place, "e-mail notifications")


def _headers(raw: object) -> list[tuple[str, str]]:
    return [
        (name, text(value))
        for name, values in mapping(raw).items()
        for value in (values if isinstance(values, list) else [values])
    ]


def _texts(raw: object) -> list[str]:
    return [text(each) for each in listing(raw) if text(each).strip()]
