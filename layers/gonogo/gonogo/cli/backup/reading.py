"""A project read from a server, thing by thing, with names in the place of ids."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from gonogo.cli.backup import Backup
from gonogo.cli.client import Client, address
from gonogo.errors import Invalid

_GIVEN = frozenset(
    ("id", "number", "project", "version", "trigger", "trigger_url", "step_count", "test_count")
) | {"created_at", "test"}
"""What gonogo gives: another project has its own."""
_OF_SCHEDULES = ("interval", "cron", "timezone", "variables", "note", "paused", "resume_at")
_OF_WEBHOOKS = ("kind", "name", "settings", "events", "when", "format", "enabled")
_OF_BINDINGS = ("kind", "match", "variables", "policy", "note")
_SIGNED = "webhook"
"""The kind that signs with a secret that gonogo makes; those of the others come from outside."""


def name_of(client: Client, project: str) -> str:
    """A project's name, by its name or id."""
    return str(client.call("GET", address("projects", project))["name"])


def opened(client: Client) -> tuple[str, ...]:
    """The names of the projects that the key opens."""
    return tuple(each["name"] for each in client.pages(address("projects"), "projects"))


class _Names:
    """Names of a project's things by their ids."""

    def __init__(self) -> None:
        self._names: dict[str, str] = {}

    def learn(self, things: list[Mapping[str, Any]]) -> None:
        for each in things:
            self._names[each["id"]] = each["name"]

    def of(self, id: str | None) -> str | None:
        """The name; what is no id is one already."""
        return self._names.get(id, id) if id else None


def read_project(client: Client, project: str) -> Backup:
    """All of a project that a key of role `write` may see."""
    whole = client.call("GET", address("projects", project))
    names = _Names()
    definitions: dict[str, Any] = {"project": whole["name"]}
    for kind in ("environments", "tests", "suites"):
        listed = list(client.pages(address("projects", project, kind), kind))
        _no_doubles(kind, listed)
        names.learn(listed)
        definitions[kind] = [
            _said(client.call("GET", address("projects", project, kind, each["id"])))
            for each in listed
        ]
        if kind == "tests":
            _learn_own(client, project, listed, definitions[kind], names)
    disabled = [test["name"] for test in definitions["tests"] if not test.pop("enabled", True)]
    bare = _bare(definitions)
    operations = {"url": whole.get("url") or "", "disabled": disabled}
    return Backup(definitions, operations | _operations(client, project, names), tuple(bare))


def _bare(definitions: dict[str, Any]) -> Iterator[str]:
    """Takes out what no definition file can say; other services' clients make such things."""
    for kind, part in (("tests", "steps"), ("suites", "tests")):
        whole = [each for each in definitions[kind] if each.get(part)]
        for each in definitions[kind]:
            if each not in whole:
                yield f"{kind[:-1]} {each['name']} has no {part}"
        definitions[kind] = whole


def _learn_own(
    client: Client, project: str, listed: list[Any], tests: list[dict[str, Any]], names: _Names
) -> None:
    """Environments that only a test has: schedules name them by id."""
    for head, test in zip(listed, tests, strict=True):
        if test.get("environments"):
            path = address("projects", project, "tests", head["id"], "environments")
            names.learn(list(client.pages(path, "environments")))


def _no_doubles(kind: str, listed: list[Mapping[str, Any]]) -> None:
    seen: set[str] = set()
    for each in listed:
        if each["name"] in seen:
            raise Invalid(
                f"Two {kind} are called {each['name']!r}: by names they cannot be told apart.",
                field=kind,
                accepted="names that stand once; rename one",
            )
        seen.add(each["name"])


def _said(document: Mapping[str, Any]) -> dict[str, Any]:
    """Of a resource what its maker said."""
    said = {name: value for name, value in document.items() if name not in _GIVEN}
    if "environments" in said:
        said["environments"] = [_said(each) for each in said["environments"]]
    return said


def _operations(client: Client, project: str, names: _Names) -> dict[str, Any]:
    """What is neither test nor environment; lists in a fixed order, so that backups compare."""

    def found(*path: str) -> list[Mapping[str, Any]]:
        return list(client.pages(address("projects", project, *path), path[-1]))

    return {
        "schedules": _ordered(_schedule(each, names) for each in found("schedules")),
        "webhooks": _ordered(_webhook(each) for each in found("webhooks")),
        "gates": _ordered(_binding(each, names) for each in found("gates", "bindings")),
        "secrets": sorted(each["name"] for each in found("secrets")),
    }


def _ordered(things: Iterator[dict[str, Any]]) -> list[dict[str, Any]]:
    return sorted(things, key=repr)


def _schedule(found: Mapping[str, Any], names: _Names) -> dict[str, Any]:
    target = None if found["kind"] == "project" else names.of(found["target"])
    said = {"kind": found["kind"], "target": target, "environment": names.of(found["environment"])}
    return _filled({**said, **{name: found[name] for name in _OF_SCHEDULES}})


def _webhook(found: Mapping[str, Any]) -> dict[str, Any]:
    said = {name: found[name] for name in _OF_WEBHOOKS}
    # What the receiver checks, or what opens its door, is not here: it is to be given again.
    return _filled({**said, "secret": "made anew" if found["kind"] == _SIGNED else "to be given"})


def _binding(found: Mapping[str, Any], names: _Names) -> dict[str, Any]:
    said = {name: found[name] for name in _OF_BINDINGS}
    named = {name: names.of(found[name]) for name in ("suite", "test", "environment")}
    return _filled({**said, **named})


def _filled(document: Mapping[str, Any]) -> dict[str, Any]:
    """Without what says nothing; a no is said."""
    return {name: value for name, value in document.items() if value not in (None, "", {}, [])}
