"""Starts a target on a server, by name with a key or by its trigger URL."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote, urlsplit

from gonogo.cli.client import Client, connect
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


def start(
    target: str, environment: str | None, variables: Mapping[str, str], wait: bool
) -> tuple[Client, StartedBatch]:
    """Start; the client is one that may ask for the batch."""
    found = parse_target(target)
    if isinstance(found, TriggerUrl):
        client = _client_for(found.url, wait)
        return client, _by_url(client, found.url, environment, variables)
    client = connect()
    body: dict[str, object] = {"variables": dict(variables)}
    if environment:
        body["environment"] = environment
    if found.name is not None:
        body[found.kind] = found.name
    path = f"/v1/projects/{quote(found.project, safe='')}/start"
    return client, _native(client.call("POST", path, body, once=True))


def _by_url(
    client: Client, url: str, environment: str | None, variables: Mapping[str, str]
) -> StartedBatch:
    values = dict(variables)
    native = NATIVE in urlsplit(url).path
    if environment and not native:
        raise Invalid(
            "This trigger URL speaks another dialect, which names the environment in its own way.",
            field="--env",
            accepted="that dialect's parameter with --var, a /v1/triggers/ URL, or PROJECT/…",
        )
    if environment:
        values["gonogo_environment"] = environment
    answer = client.start(url, values)
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
