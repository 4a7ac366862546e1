"""A repository's own webhook as the start of a suite (contract ci-recipes 1.2)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from gonogo.dialects._contract import Request
from gonogo.dialects.reflect._asking import Plain, body_of, obj, scalar
from gonogo.domain.strict_json import read_json

_FORM = "application/x-www-form-urlencoded"


@dataclass(frozen=True, slots=True)
class Event:
    """What happened in a repository."""

    name: str
    payload: Plain

    @property
    def answer(self) -> str:
        """What is said instead of starting; empty for a deployment that succeeded."""
        if self.name == "ping":
            return "pong"
        state = obj(self.payload.get("deployment_status"), "deployment_status").get("state")
        return "" if (self.name, state) == ("deployment_status", "success") else "ignored"


def event_of(request: Request) -> Event | None:
    """The event that a repository's webhook tells, as JSON or as a form; None for other callers."""
    name = request.headers.get("x-github-event", "").strip().lower()
    if not name:
        return None
    if request.content_type != _FORM:
        return Event(name, body_of(request))
    text = dict(request.form()).get("payload", "{}")
    return Event(name, obj(read_json(text.encode()), "body"))


def build_of(event: Event) -> Mapping[str, object]:
    """The body of a start: which commit was deployed."""
    repository = obj(event.payload.get("repository"), "repository")
    owner = obj(repository.get("owner"), "repository.owner")
    deployment = obj(event.payload.get("deployment"), "deployment")
    build = {
        "owner": scalar(owner.get("login"), "repository.owner.login"),
        "repo": scalar(repository.get("name"), "repository.name"),
        "sha": scalar(deployment.get("sha"), "deployment.sha"),
    }
    return {"gitHub": build}
