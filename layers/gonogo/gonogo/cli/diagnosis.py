"""What `gonogo doctor` looks at: each finding says what is, and what to do if that is wrong."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from gonogo.cli.client import Client, ServerRefused
from gonogo.cli.server import Server, find_server
from gonogo.domain.key import plausible
from gonogo.errors import GonogoError, NotFound

PYTHON = (3, 11)
NODE = 20
VARIABLES = ("GONOGO_URL", "GONOGO_KEY", "EGRESS_MODE", "CI", "NO_COLOR")
SECRET = ("GONOGO_KEY",)


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing looked at. `note`: good to know; `wrong`: to be fixed."""

    state: Literal["good", "note", "wrong"]
    what: str
    fix: str = ""


def examine() -> Iterator[Finding]:
    """Everything, nearest first: machine, environment, local stack, server, key."""
    yield _python()
    yield _node()
    yield from _variables()
    yield from _local()
    yield from _server()


def _python() -> Finding:
    version = ".".join(map(str, sys.version_info[:3]))
    if sys.version_info >= PYTHON:
        return Finding("good", f"Python {version}")
    return Finding("wrong", f"Python {version}", "gonogo needs Python 3.11 or later.")


def _node() -> Finding:
    """Only building and the benchmarks need it: its lack is no fault."""
    path = shutil.which("node")
    if path is None:
        return Finding("note", "Node is not installed", f"`make up` needs Node {NODE} or later.")
    said = subprocess.run([path, "--version"], capture_output=True, text=True, check=False)  # noqa: S603 - found on the PATH
    version = said.stdout.strip().removeprefix("v")
    if version.partition(".")[0].isdigit() and int(version.partition(".")[0]) >= NODE:
        return Finding("good", f"Node {version}")
    return Finding("note", f"Node {version}", f"`make up` needs Node {NODE} or later.")


def _variables() -> Iterator[Finding]:
    for name in VARIABLES:
        if name in os.environ:
            value = "(set)" if name in SECRET else os.environ[name]
            yield Finding("good", f"{name}={value}")
    key = os.environ.get("GONOGO_KEY", "").strip()
    if key and not plausible(key):
        fix = "Copy it once more, whole: its checksum is wrong, so it was cut off or mistyped."
        yield Finding("wrong", "GONOGO_KEY is no key of gonogo", fix)


def _local() -> Iterator[Finding]:
    from gonogo.local import status

    try:
        parts = status()
    except NotFound:
        fix = "Nothing, unless you want one: clone gonogo and run `make up` there."
        yield Finding("note", "No clone of gonogo here, so no local stack", fix)
        return
    states = ", ".join(f"{name} {state}" for name, state in parts.items())
    running = [state.startswith("running") for state in parts.values()]
    if any(running) and not all(running):
        yield Finding("wrong", f"Local stack half started: {states}", "Run `gonogo up` again.")
    elif all(running):
        yield Finding("good", f"Local stack: {states}")
    else:
        yield Finding("note", f"Local stack: {states}", "`gonogo up` starts it, if you want it.")


def _server() -> Iterator[Finding]:
    try:
        server = find_server(os.environ, Path.cwd())
    except GonogoError as error:
        fix = "Set GONOGO_URL and GONOGO_KEY, or start one with `gonogo up`."
        yield Finding("note", error.message, fix)
        return
    yield from _answers(server)


def what_next(refused: ServerRefused) -> str:
    """What to do about a call that the server refused."""
    return refused.next_step or "Run `gonogo doctor` again; if it stays, look at the server's logs."


def _answers(server: Server) -> Iterator[Finding]:
    """An address that cannot exist, asked for with the key: 404 means that the key is good."""
    where = f"{server.base_url} ({server.origin})"
    try:
        Client(server, patience=0.2).call("GET", "/v1/batches/0")
    except ServerRefused as refused:
        if refused.status is None:
            yield Finding("wrong", refused.said, refused.next_step)
            return
        yield Finding("good", f"{where} answers")
        if refused.status == 401:
            fix = "Set GONOGO_KEY; whoever has a key of role admin makes one: `gonogo keys create`."
            yield Finding("wrong", "The key opens nothing" if server.key else "No key is set", fix)
        elif refused.status == 404:
            yield Finding("good", "The key is accepted")
        else:
            yield Finding(
                "note", f"The key could not be checked: {refused.said}", what_next(refused)
            )
    else:
        yield Finding("good", f"{where} answers")
