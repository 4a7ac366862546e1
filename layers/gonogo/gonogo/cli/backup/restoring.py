"""A backup brought back to a server: what is there and the same is left alone."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import datetime
from typing import Any

from gonogo.cli.backup import Backup, Plain
from gonogo.cli.backup.reading import read_project
from gonogo.cli.client import Client, ServerRefused, address

_A_PUSH = 500_000
"""Bytes of definitions in one call; a server takes a megabyte."""


def restore(client: Client, backup: Backup, project: str | None) -> Iterator[str]:
    """Yields what was done, and what is left to do by hand; nothing is deleted."""
    name = project or str(backup.definitions["project"])
    yield from _definitions(client, backup.definitions, name)
    there = read_project(client, name)
    if (url := backup.operations["url"]) != (old := there.operations["url"]):
        client.call("PATCH", address("projects", name), {"url": url})
        yield f"changed      url of project {name}: {old!r} is now {url!r}"
    for test in _tests(backup):
        enabled = test not in backup.operations["disabled"]
        if enabled != (test not in there.operations["disabled"]):
            client.call("PATCH", address("projects", name, "tests", test), {"enabled": enabled})
            yield f"{'enabled' if enabled else 'disabled':12} test {test}"
    for kind, path, body in (
        ("schedules", ("schedules",), dict),
        ("gates", ("gates", "bindings"), dict),
        ("webhooks", ("webhooks",), _webhook),
    ):
        wanted = map(_today, backup.operations[kind])
        for thing in _missing(wanted, there.operations[kind]):
            yield _made(client, address("projects", name, *path), kind, thing, body)
    for secret in backup.operations["secrets"]:
        if secret not in there.operations["secrets"]:
            yield f"set again    gonogo secrets set {secret!r} --project {name!r}"


def _definitions(client: Client, definitions: Plain, project: str) -> Iterator[str]:
    changed: dict[tuple[str, str], bool] = {}
    for part in _parts({**definitions, "project": project}):
        for each in client.call("POST", "/v1/definitions", part)["changes"]:
            # The project is in each part, and made by the first.
            changed.setdefault((each["kind"], each["id"]), each["action"] != "unchanged")
    yield f"definitions  {sum(changed.values())} of {len(changed)} changed in project {project}"


def _tests(backup: Backup) -> list[str]:
    return [str(test["name"]) for test in backup.definitions.get("tests", ())]


def _parts(definitions: Plain) -> Iterator[Plain]:
    """In calls that a server takes: environments first, then tests, then suites of them."""
    project = {"project": definitions["project"]}
    if len(json.dumps(definitions)) <= _A_PUSH:
        yield definitions
        return
    yield {**project, "environments": definitions.get("environments", ())}
    tests: list[Any] = []
    for test in definitions.get("tests", ()):
        if tests and len(json.dumps([*tests, test])) > _A_PUSH:
            yield {**project, "tests": tests}
            tests = []
        tests.append(test)
    yield {**project, "tests": tests}
    yield {**project, "suites": definitions.get("suites", ())}


def _today(thing: Plain) -> Plain:
    """As the server says it by now: a pause whose end has come is none."""
    try:
        ended = datetime.fromisoformat(str(thing["resume_at"])).timestamp() <= time.time()
    except (KeyError, ValueError, OverflowError):
        return thing  # what is no time, the server refuses in its own words
    lasting = {name: value for name, value in thing.items() if name != "resume_at"}
    return {**lasting, "paused": False} if ended else thing


def _missing(wanted: Iterable[Plain], there: list[Plain]) -> Iterator[Plain]:
    """Of two that are the same, two are wanted."""
    left = list(there)
    for each in wanted:
        if each in left:
            left.remove(each)
        else:
            yield each


def _made(
    client: Client, path: str, kind: str, thing: Plain, body: Callable[[Plain], Mapping[str, Any]]
) -> str:
    what = f"{kind:12} {_words(thing)}"
    if thing.get("secret") == "to be given":
        return f"make again   {what}: its settings hold a secret (`gonogo webhooks create`)"
    old = _other_of(thing, client.pages(path, "bindings")) if kind == "gates" else None
    try:
        if old is not None:
            client.call("PUT", f"{path}/{old}", body(thing))
            return f"replaced     {what}"
        made = client.call("POST", path, body(thing), once=True)
    except ServerRefused as refused:
        return f"NOT MADE     {what}: {refused.message}"
    if kind != "webhooks":
        return f"created      {what}"
    id = made["webhook"]["id"]
    if thing.get("enabled") is False:
        client.call("PATCH", f"{path}/{id}", {"enabled": False})
    return f"created      {what}: tell its receiver the new secret (`gonogo webhooks rotate {id}`)"


def _other_of(thing: Plain, bindings: Iterable[Plain]) -> str | None:
    """The binding that decides about the same, as of a test that is there no more."""
    for each in bindings:
        if (each["kind"], each["match"]) == (thing.get("kind"), thing.get("match", {})):
            return str(each["id"])
    return None


def _webhook(thing: Plain) -> Mapping[str, Any]:
    return {name: value for name, value in thing.items() if name not in ("enabled", "secret")}


def _words(thing: Plain) -> str:
    said = [thing.get(name) for name in ("kind", "name", "target", "suite", "interval", "cron")]
    return " ".join(str(each) for each in said if each)
