"""Projects natively, and who asks for them."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from gonogo.dialects._contract import (
    Conversation,
    Links,
    Reply,
    Request,
    Route,
    Talk,
    json_reply,
)
from gonogo.dialects.native._documents import time
from gonogo.dialects.native._fields import Fields, key_of, read_query
from gonogo.dialects.native._listing import asked, page
from gonogo.dialects.native._resource import Document, Thing, routes_of
from gonogo.domain.commands.defining import (
    DeleteProject,
    KeyHolder,
    ProjectView,
    PutProject,
    ReadProject,
    WhoAmI,
)
from gonogo.domain.ids import ProjectId, TriggerId
from gonogo.domain.project import Project

_ALL = "/projects"
_ONE = f"{_ALL}/<project>"


def decode_me(request: Request) -> WhoAmI:
    """Only the key counts."""
    read_query(request)
    return WhoAmI(key=key_of(request))


def encode_me(held: KeyHolder, request: Request, links: Links) -> Reply:
    """The key without its secret, and what it opens."""
    key = held.key
    document = {
        "id": key.id,
        "name": key.name,
        "role": key.role,
        "hint": key.hint,
        "expires_at": time(key.expires_at),
        "all_projects": not key.projects,
        "projects": [{"id": each.id, "name": each.name} for each in held.projects],
    }
    return json_reply(200, document)


def talk_list(request: Request, links: Links) -> Talk:
    """The projects that the key opens, by name."""
    asked(request)
    held: KeyHolder = yield WhoAmI(key=key_of(request))
    shown, after = page(request, held.projects, lambda project: (project.name,))
    return json_reply(
        200, {"projects": [project_document(each, links) for each in shown], "next": after}
    )


def project_document(project: Project, links: Links) -> Document:
    """A project without what it owns."""
    return {
        "id": project.id,
        "name": project.name,
        "url": project.url,
        "version": project.version,
        "trigger": project.trigger,
        "trigger_url": f"{links.dialect}/triggers/{project.trigger}",
        "created_at": time(project.created_at),
    }


def _read(request: Request) -> ReadProject:
    return ReadProject(key=key_of(request), project=request.params["project"])


def _show(view: ProjectView, request: Request, links: Links) -> Document:
    return project_document(view.project, links)


def _put(request: Request, document: Document, view: Any) -> PutProject:
    fields = Fields(document)
    name, url = fields.needed_text("name"), fields.maybe_empty("url") or ""
    fields.end()
    if view is None:
        project = Project(id=ProjectId(""), name=name, trigger=TriggerId(""), url=url)
    else:
        project = replace(view.project, name=name, url=url)
    return PutProject(key=key_of(request), project=project)


def _delete(request: Request) -> DeleteProject:
    return DeleteProject(key=key_of(request), project=request.params["project"])


PROJECT = Thing(
    read=_read,
    show=_show,
    put=_put,
    delete=_delete,
    fixed=("id", "version", "trigger", "trigger_url", "created_at"),
    address=lambda document, request, links: f"{links.dialect}{_ALL}/{document['id']}",
)

ROUTES: tuple[Route | Conversation, ...] = (
    Route(("GET",), "/me", decode_me, encode_me, "Read what the presented key is and opens."),
    Conversation(("GET",), _ALL, talk_list, "List the projects that the key opens."),
    *routes_of(PROJECT, _ALL, _ONE, "project"),
)
