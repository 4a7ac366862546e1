"""Whether each binding of a gate would start something: a dry run, for `gonogo doctor`."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from gonogo.cli.client import Client, ServerRefused, address
from gonogo.cli.diagnosis import Finding, what_next
from gonogo.cli.server import find_server
from gonogo.errors import GonogoError


def examine_gates() -> Iterator[Finding]:
    """Nothing where there is no server or key to try: the rest of `doctor` says so."""
    try:
        server = find_server(os.environ, Path.cwd())
    except GonogoError:
        return
    if server.key:
        yield from examine_bindings(Client(server, patience=0.2))


def examine_bindings(client: Client) -> Iterator[Finding]:
    """Each binding of the projects that the key opens, asked for by the names it matches.

    What the rest of `doctor` says is not said again: no connection, or a key that opens nothing.
    """
    try:
        for binding in _bindings(client):
            # A pattern fits itself: of several bindings the one that counts is found.
            asked = {"kind": binding["kind"], "subject": binding["match"]}
            yield _judged(binding, client.call("POST", address("gates", "try"), asked))
    except ServerRefused as refused:
        if refused.status in (None, 401):
            return
        what = f"The bindings of gates were not tried: {refused.said}"
        yield Finding("note", what, what_next(refused))


def _bindings(client: Client) -> Iterator[Mapping[str, Any]]:
    for project in client.pages(address("projects"), "projects"):
        yield from client.pages(address("projects", project["id"], "gates", "bindings"), "bindings")


def _judged(binding: Mapping[str, Any], tried: Mapping[str, Any]) -> Finding:
    match = ",".join(f"{name}={text}" for name, text in binding["match"].items()) or "everything"
    what = f"Binding {binding['id']} of {binding['kind']} {match}"
    unbind = f"`gonogo gates unbind {binding['id']} --project {binding['project']}`"
    if tried["reason"]:
        fix = f"Its deployments are told no: bind what is there, or remove it, {unbind}."
        return Finding("wrong", f"{what}: {tried['reason']}", fix)
    if tried["binding"]["id"] != binding["id"]:
        fix = f"{tried['binding']['id']} is as exact and older: remove that one, or {unbind}."
        return Finding("note", f"{what} is never asked", fix)
    return Finding("good", f"{what} would run {tried['tests']} tests")
