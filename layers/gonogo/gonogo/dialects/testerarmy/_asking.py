"""Who asks, and which of the key's projects a UUID or short id means."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Generator
from dataclasses import dataclass
from typing import Any, TypeVar

from gonogo.dialects._contract import Links, Reply, Request, Talk
from gonogo.dialects.testerarmy._fields import is_uuid
from gonogo.domain.commands import Command
from gonogo.domain.commands.defining import WhoAmI
from gonogo.domain.ids import ProjectId
from gonogo.domain.project import Project
from gonogo.errors import Invalid, NotFound

T = TypeVar("T")
Asking = Generator[Command, Any, T]
"""A part of a conversation that ends in a value."""

VENDOR = "testerarmy"
"""What this dialect's documents stand under in `kept` and in the kinds of records."""


def project_uuid(project: ProjectId) -> str:
    """The UUID that clients know a project by; its own id is the `shortId`.

    >>> project_uuid(ProjectId("abcdefghijkl"))
    'd451d45a-2187-5581-9679-18ddf47f6636'
    """
    return str(uuid.uuid5(uuid.NAMESPACE_URL, f"gonogo:project:{project}"))


def derived(project: ProjectId, thing: str) -> str:
    """The UUID of what every project has without anybody having made it."""
    return str(uuid.uuid5(uuid.UUID(project_uuid(project)), thing))


@dataclass(frozen=True, slots=True)
class Caller:
    """A good key, and what it opens."""

    key: str | None
    projects: tuple[Project, ...]

    def project(self, name: str, *, short: bool = True) -> Project:
        """The project of a UUID, or where that is allowed of a short id; else `NotFound`."""
        wanted = name.lower()
        for project in self.projects:
            if wanted == project_uuid(project.id) or (short and wanted == project.id):
                return project
        raise NotFound("Project not found.")

    def only_project(self) -> Project:
        """Where a call names none: the only one that there is."""
        if len(self.projects) == 1:
            return self.projects[0]
        raise Invalid("Required: the key opens several projects or none", field="projectId")


def caller(request: Request) -> Asking[Caller]:
    """Who asks; `Unauthorized` before anything else is looked at."""
    holder = yield WhoAmI(key=request.bearer)
    return Caller(request.bearer, holder.projects)


def known(
    talk: Callable[[Request, Links, Caller], Talk],
) -> Callable[[Request, Links], Talk]:
    """A conversation that begins by asking who asks."""

    def begin(request: Request, links: Links) -> Talk:
        asking = yield from caller(request)
        reply: Reply = yield from talk(request, links, asking)
        return reply

    return begin


def unlisted(
    talk: Callable[[Request, Links, Caller], Talk],
) -> Callable[[Request, Links], Talk]:
    """A conversation about what has an id of its own: whose it is nobody needs to ask first.

    Clients poll, some without a pause, and a key may open many projects.
    """

    def begin(request: Request, links: Links) -> Talk:
        reply: Reply = yield from talk(request, links, Caller(request.bearer, ()))
        return reply

    return begin


def needs_uuid(id: str, asking: Caller, missing: NotFound) -> Asking[str]:
    """The id in lower case; one that is none is not found, once the key is known to be good."""
    if is_uuid(id):
        return id.lower()
    yield WhoAmI(key=asking.key)
    raise missing


def kept_of(kept: Any) -> dict[str, Any]:
    """What this dialect keeps with a thing."""
    found = kept.get(VENDOR)
    return dict(found) if isinstance(found, dict) else {}
