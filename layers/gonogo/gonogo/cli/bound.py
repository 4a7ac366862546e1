"""Whether each binding of a gate would start something: a dry run, for `gonogo doctor`."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from gonogo.cli.client import Client, ServerRefused
from gonogo.cli.diagnosis import Finding
from gonogo.cli.server import find_server
from gonogo.errors import GonogoError


def examine_gates() -> Iterator[Finding]:
    """Nothing where there is no server or key: the rest of `doctor` says so."""
    try:
        server = find_server(os.environ, Path.cwd())
    except GonogoError:
        return
    if server.key:
        yield from examine_bindings(Client(server, patience=0.2))


def examine_bindings(client: Client) -> Iterator[Finding]:
    """Each binding of the projects that the key opens, asked for by the names it matches."""
    try:
        for binding in _bindings(client):
            # A pattern fits itself: of several bindings the one that counts is found.
            asked = {"kind": binding["kind"], "subject": binding["match"]}
            yield _judged(binding, client.call("POST", "/v1/gates/try", asked))
    except ServerRefused as refused:
        fix = "The first 100 projects are looked at, with a key of role admin."
        yield Finding("note", f"The bindings of gates were not tried: {refused.message}", fix)


def _bindings(client: Client) -> Iterator[dict[str, Any]]:
    for project in client.call("GET", "/v1/projects", limit=100)["projects"]:
        yield from client.call("GET", f"/v1/projects/{project['id']}/gates/bindings")["bindings"]


def _judged(binding: dict[str, Any], tried: dict[str, Any]) -> Finding:
    match = ",".join(f"{name}={text}" for name, text in binding["match"].items()) or "everything"
    what = f"Binding {binding['id']} of {binding['kind']} {match}"
    if tried["reason"]:
        fix = "Its deployments are told no: bind what is there, or remove it."
        return Finding("wrong", f"{what}: {tried['reason']}", fix)
    if tried["binding"]["id"] != binding["id"]:
        fix = f"{tried['binding']['id']} is as exact and older: remove one of them."
        return Finding("note", f"{what} is never asked", fix)
    return Finding("good", f"{what} would run {tried['tests']} tests")
