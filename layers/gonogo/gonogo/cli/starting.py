"""Starts a target on a server, by name with a key or by its trigger URL."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit
from uuid import uuid4

from gonogo.cli.client import Client, address, connect
from gonogo.cli.server import Server
from gonogo.cli.target import TriggerUrl, parse_target
from gonogo.errors import Invalid

NATIVE = "/v1/triggers/"


@dataclass(frozen=True, slots=True)
class StartedBatch:
    """What a start answered, whichever dialect the trigger URL speaks."""

    id: str
    runs: int
    refused: int = 0
    """Runs that were asked for and could not be started."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What of the target is to be started, and how."""

    environment: str | None = None
    variables: Mapping[str, str] = field(default_factory=dict)
    tags: tuple[str, ...] = ()
    """Each a list, `smoke,!slow`, of which all must fit."""
    build: Mapping[str, str] = field(default_factory=dict)
    group: str | None = None
    supersede: bool = False
    policy: Mapping[str, object] = field(default_factory=dict)
    key: str | None = None
    """The idempotency key; None: one that is made for this call and its repetitions."""

    @property
    def once(self) -> str:
        """What makes repeating the start harmless."""
        return self.key or uuid4().hex

    def body(self) -> dict[str, object]:
        """The same as a native start's body."""
        tags = [[tag.strip() for tag in group.split(",")] for group in self.tags]
        given: dict[str, object] = {
            "environment": self.environment,
            "tags": tags,
            "build": dict(self.build),
            "group": self.group,
            "supersede": self.supersede,
            "policy": dict(self.policy),
        }
        said = {name: value for name, value in given.items() if value}
        return {"variables": dict(self.variables), **said}

    def query(self) -> list[tuple[str, str]]:
        """The same as a native trigger's parameters; `Invalid` for what it has none for."""
        unknown = set(self.build) - {"commit", "branch"}
        if self.policy or unknown:
            raise Invalid(
                "A trigger URL takes no policy, and of a build its commit and branch.",
                field="--policy" if self.policy else "--build",
                accepted="PROJECT, PROJECT/suite:NAME or PROJECT/test:NAME, with a key",
            )
        pairs = [
            ("gonogo_environment", self.environment),
            *(("gonogo_tags", group) for group in self.tags),
            *((f"gonogo_{name}", text) for name, text in self.build.items()),
            ("gonogo_group", self.group),
            ("gonogo_supersede", "true" if self.supersede else None),
        ]
        return [(name, text) for name, text in pairs if text]


def start(target: str, asked: Asked, wait: bool) -> tuple[Client, StartedBatch]:
    """Start; the client is one that may ask for the batch."""
    found = parse_target(target)
    if isinstance(found, TriggerUrl):
        client = _client_for(found.url, wait)
        return client, _by_url(client, found.url, asked)
    client = connect()
    body = asked.body()
    if found.name is not None:
        body[found.kind] = found.name
    path = address("projects", found.project, "start")
    return client, _native(client.call("POST", path, body, once=asked.once))


def start_again(
    batch: str, *, only_failed: bool, key: str | None
) -> tuple[Client, StartedBatch, tuple[str, ...]]:
    """Start a batch once more; also the ids of tests that could not be."""
    client = connect()
    path = address("batches", batch, "rerun")
    answer = client.call("POST", path, {"only_failed": only_failed}, once=key or uuid4().hex)
    return client, _native(answer), tuple(answer["skipped"])


def _by_url(client: Client, url: str, asked: Asked) -> StartedBatch:
    native = NATIVE in urlsplit(url).path
    query = asked.query()
    if query and not native:
        raise Invalid(
            "This trigger URL speaks another dialect, which says in its own way what and where.",
            field="--" + query[0][0].removeprefix("gonogo_").replace("environment", "env"),
            accepted="that dialect's parameter with --var, a /v1/triggers/ URL, or PROJECT/…",
        )
    answer = client.start(url, asked.variables, asked.once, query)
    return _native(answer) if native else _foreign(answer)


def _native(answer: Any) -> StartedBatch:
    return StartedBatch(
        id=answer["batch"]["id"], runs=len(answer["runs"]), refused=answer["refused"]
    )


def _foreign(answer: Any) -> StartedBatch:
    """The batch's id in a dialect that hides it: what its answer calls the id of all runs."""
    try:
        data = answer["data"]
        return StartedBatch(
            id=data["runs_id"], runs=data["runs_started"], refused=data["runs_failed"]
        )
    except (KeyError, TypeError):
        raise Invalid(
            "The trigger URL answered in a way that names no batch.",
            field="TARGET",
            accepted="a trigger URL of a gonogo server, PROJECT/suite:NAME or PROJECT/test:NAME",
        ) from None


def _client_for(url: str, wait: bool) -> Client:
    """A client that may follow the batch: its key goes to its own server and to no other."""
    try:
        client = connect()
    except Invalid:
        parts = urlsplit(url)
        key = os.environ.get("GONOGO_KEY") or None
        if wait and key is None:
            raise
        base = f"{parts.scheme}://{parts.netloc}"
        return Client(Server(base_url=base, key=key, origin="the trigger URL"))
    if wait and not url.startswith(f"{client.server.base_url}/"):
        raise Invalid(
            f"The trigger URL is not one of {client.server.base_url} ({client.server.origin}).",
            field="GONOGO_URL",
            accepted="the base URL of the trigger's own server, with a key of it in GONOGO_KEY",
        )
    return client
