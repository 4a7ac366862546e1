"""Environments both ways: what clients send becomes ours, and ours is shown as they sent it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from gonogo.dialects.runscope._kept import keep, kept_of
from gonogo.dialects.runscope._overlay import overlaid
from gonogo.dialects.runscope._reading import Plain
from gonogo.dialects.runscope._words import agent_of, region_of
from gonogo.domain.environment import Environment
from gonogo.domain.http import Headers
from gonogo.domain.ids import EnvironmentId
from gonogo.errors import Invalid
from gonogo.formats.notes import Notes
from gonogo.formats.plain import listing, mapping, mappings, text
from gonogo.formats.runscope import read_environment, write_environment
from gonogo.formats.runscope.values import lists

DEFAULT_REGIONS = ["us1"]
"""What an environment has that says none; it means wherever the deployment runs tests."""
_SERVERS = frozenset({"id", "test_id", "parent_environment_id", "version", "exported_at"})


def environment_of(raw: Plain, before: Environment) -> Environment:
    """The environment of a body; `before` has what only the server says, and is replaced."""
    _check(raw)
    parent = text(raw.get("parent_environment_id"))
    meaning = _meaning(raw)
    sent = {name: value for name, value in raw.items() if name not in _SERVERS}
    return replace(
        meaning,
        id=before.id,
        test=before.test,
        parent=EnvironmentId(parent) if parent else None,
        kept=keep(before.kept, {"sent": sent}),
    )


def _check(raw: Plain) -> None:
    for field, kind, accepted in (
        ("initial_variables", dict, "an object of texts, or null"),
        ("headers", dict, "an object of lists of texts, or null"),
        ("auth", dict, "an object, or null"),
        ("regions", list, "a list of region codes"),
        ("remote_agents", list, "a list of agents"),
        ("webhooks", list, "a list of addresses, or null"),
    ):
        if raw.get(field) is not None and not isinstance(raw[field], kind):
            raise Invalid(f"{field} cannot be taken.", field=field, accepted=accepted)


def _meaning(raw: Plain) -> Environment:
    """What the body says that has a meaning here."""
    plain = read_environment(raw, {}, "", Notes())
    return Environment(
        id=EnvironmentId(""),
        name=plain["name"],
        variables=plain.get("variables", {}),
        headers=_lines(plain.get("headers", {})),
        auth=plain.get("auth", {}),
        script=plain.get("script", ""),
        pre_request_scripts=tuple(plain.get("pre_request_scripts", ())),
        post_response_scripts=tuple(plain.get("post_response_scripts", ())),
        locations=_locations(raw),
        preserve_cookies=plain.get("preserve_cookies", False),
        stop_on_failure=plain.get("stop_on_failure", False),
        retry_on_failure=raw.get("retry_on_failure") is True,
        verify_tls=plain.get("verify_tls", True),
        authorities=text(plain.get("authorities")),
        webhooks=tuple(plain.get("webhooks", ())),
    )


def _lines(by_name: Mapping[str, Any]) -> Headers:
    return tuple((name, value) for name, values in lists(by_name).items() for value in values)


def _locations(raw: Plain) -> tuple[str, ...]:
    """Regions and agents; the default region is wherever the deployment runs."""
    regions = [text(region) for region in listing(raw.get("regions"))]
    agents = [text(agent.get("uuid")) for agent in mappings(raw.get("remote_agents"))]
    if not agents and regions == DEFAULT_REGIONS:
        return ()
    return tuple(dict.fromkeys(code for code in (*regions, *agents) if code))


def show_environment(environment: Environment, owned_at: float) -> Plain:
    """An environment as clients read it; `owned_at`: when its test or bucket was made."""
    sent = mapping(kept_of(environment.kept).get("sent"))
    shown = _written(environment)
    if sent:
        shown = overlaid(shown, _listed(sent), _written(_meaning(sent)), _SERVERS)
    return {
        "id": environment.id,
        "test_id": environment.test,
        "parent_environment_id": environment.parent,
        **shown,
        "exported_at": int(owned_at),
    }


def _written(e: Environment) -> Plain:
    """Every key that strict clients read, without who it is."""
    plain: Plain = {
        "name": e.name,
        "variables": dict(e.variables),
        "headers": _by_name(e.headers),
        "auth": dict(e.auth),
        "script": e.script,
        "pre_request_scripts": e.pre_request_scripts,
        "post_response_scripts": e.post_response_scripts,
        "preserve_cookies": e.preserve_cookies,
        "stop_on_failure": e.stop_on_failure,
        "verify_tls": e.verify_tls,
        "webhooks": e.webhooks,
    }
    if e.authorities:
        plain["authorities"] = e.authorities
    shown = write_environment(plain, None, _NoIds(), "", Notes())
    regions = [code for code in e.locations if region_of(code)]
    agents = [code for code in e.locations if agent_of(code)]
    return {
        **{name: value for name, value in shown.items() if name not in _SERVERS},
        "version": "1.0",
        "retry_on_failure": e.retry_on_failure,
        "regions": regions or ([] if agents else list(DEFAULT_REGIONS)),
        "remote_agents": [{"name": code, "uuid": code} for code in agents],
        "emails": {"notify_all": False, "notify_on": None, "notify_threshold": 0, "recipients": []},
    }


def _by_name(headers: Headers) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for name, value in headers:
        found.setdefault(name, []).append(value)
    return found


def _listed(sent: Plain) -> Plain:
    headers = sent.get("headers")
    return {**sent, "headers": lists(headers)} if isinstance(headers, dict) else sent


class _NoIds:
    """Ids are added by who knows them."""

    def test(self, name: str) -> str:
        """None."""
        return ""

    def environment(self, name: str, test: str | None = None) -> str:
        """None."""
        return ""

    def step(self, *path: str) -> str:
        """None."""
        return ""
