"""Whether each binding of a gate would start something: a dry run, for `gonogo doctor`."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from gonogo.cli.client import Client, ServerRefused, address
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
            yield _judged(binding, client.call("POST", address("gates", "try"), asked))
    except ServerRefused as refused:
        fix = "Set GONOGO_KEY to a key of role admin: only such a one may try them."
        yield Finding("note", f"The bindings of gates were not tried: {refused.message}", fix)


def _bindings(client: Client) -> Iterator[Mapping[str, Any]]:
    for project in client.pages(address("projects"), "projects"):
        yield from client.pages(address("projects", project["id"], "gates", "bindings"), "bindings")


def _judged(binding: Mapping[str, Any], tried: Mapping[str, Any]) -> Finding:
    match = ",".join(f"{name}={text}" for name, text in binding["match"].items()) or "everything"
    what = f"Binding {binding['id']} of {binding['kind']} {match}"
    if tried["reason"]:
        fix = "Its deployments are told no: bind what is there, or remove it."
        return Finding("wrong", f"{what}: {tried['reason']}", fix)
    if tried["binding"]["id"] != binding["id"]:
        fix = f"{tried['binding']['id']} is as exact and older: remove one of them."
        return Finding("note", f"{what} is never asked", fix)
    return Finding("good", f"{what} would run {tried['tests']} tests")
