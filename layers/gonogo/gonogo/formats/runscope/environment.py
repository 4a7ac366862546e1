"""Runscope's environments and ours."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from gonogo.formats.fields import by_name, said
from gonogo.formats.notes import Notes, Plain
from gonogo.formats.placeholders import variable_name
from gonogo.formats.plain import listing, mapping, text
from gonogo.formats.runscope.auth import read_auth, write_auth
from gonogo.formats.runscope.ids import Ids
from gonogo.formats.runscope.values import lists, ours, tell_lost

_FLAGS = ("preserve_cookies", "stop_on_failure")
_CARRIED = {
    "name",
    "parent",
    "variables",
    "headers",
    "auth",
    "webhooks",
    "preserve_cookies",
    "stop_on_failure",
    "verify_tls",
    "script",
    "pre_request_scripts",
    "post_response_scripts",
    "locations",
}
_LISTS = ("integrations", "remote_agents", "script_library")


def environment_names(raw: list[dict[str, Any]]) -> dict[str, str]:
    """The names of environments by their ids."""
    return {text(e["id"]): environment_name(e) for e in raw if text(e.get("id"))}


def read_environment(
    raw: dict[str, Any], names: Mapping[str, str], where: str, notes: Notes
) -> Plain:
    """One environment; what only the vendor's own service can do is noted."""
    name = environment_name(raw)
    place = f"{where}, environment {name}"
    auth = read_auth(mapping(raw.get("auth")), place, notes)
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
    beside = {key: value for key, value in ours(raw).items() if key not in _CARRIED}
    return said(found | beside)


def environment_name(raw: dict[str, Any]) -> str:
    """What it is called; the vendor's own default if it says nothing."""
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


def write_environment(e: Plain, test: str | None, ids: Ids, where: str, notes: Notes) -> Plain:
    """An environment of the test by that name, or a shared one; every key that clients read."""
    place = f"{where}, environment {e['name']}"
    tell_lost(e, _CARRIED, place, notes)
    kept = {key: value for key, value in e.items() if key not in _CARRIED}
    parent = e.get("parent")
    return {
        "id": ids.environment(e["name"], test),
        "name": e["name"],
        "test_id": ids.test(test) if test is not None else None,
        "parent_environment_id": ids.environment(parent) if parent else None,
        "initial_variables": dict(e.get("variables", {})),
        "script": e.get("script") or None,
        "script_library": [],
        "preserve_cookies": e.get("preserve_cookies", False),
        "stop_on_failure": e.get("stop_on_failure", False),
        "retry_on_failure": False,
        "verify_ssl": e.get("verify_tls", True),
        "regions": list(e.get("locations", ())) or ["us1"],
        "remote_agents": [],
        "webhooks": list(e.get("webhooks", ())),
        "integrations": [],
        "emails": {},
        "headers": lists(e.get("headers", {})),
        "auth": write_auth(e.get("auth", {})),
        "client_certificate": None,
        "version": "1.0",
        "exported_at": 0,
        "http_version_support": "http/1.1",
        "force_h2c": False,
        "pre_request_scripts": list(e.get("pre_request_scripts", ())),
        "post_response_scripts": list(e.get("post_response_scripts", ())),
        **({"gonogo": kept} if kept else {}),
    }
