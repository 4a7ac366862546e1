"""Projects: made, read, changed, deleted with all that they own."""

from __future__ import annotations

from dataclasses import replace

from gonogo.dialects._contract import (
    Conversation,
    Links,
    Request,
    Talk,
    any_json,
    json_reply,
)
from gonogo.dialects.testerarmy._asking import VENDOR, Asking, Caller, kept_of, known, project_uuid
from gonogo.dialects.testerarmy._environments import documents as environments_of
from gonogo.dialects.testerarmy._error import refusal
from gonogo.dialects.testerarmy._fields import Fields
from gonogo.dialects.testerarmy._names import plain
from gonogo.dialects.testerarmy._times import iso
from gonogo.domain.commands.defining import DeleteProject, PutProject
from gonogo.domain.ids import ProjectId, TriggerId
from gonogo.domain.project import Project
from gonogo.errors import AlreadyThere, Forbidden

_ONE = "/projects/<project>"
_TYPES = ("web", "mobile")
_TRIES = 20
"""Names are unique with us and not with the vendor: the second `Shop` becomes `Shop (2)`."""


def _list(request: Request, links: Links, asking: Caller) -> Talk:
    yield from ()  # all that is to be known came with the key
    return json_reply(200, {"projects": [_entry(each) for each in asking.projects]})


def _create(request: Request, links: Links, asking: Caller) -> Talk:
    fields = Fields(any_json(request))
    name = fields.needed_text("name", most=255)
    url = _url(fields)
    if url is None:
        raise fields.wrong("url", "Required")
    kept = {
        "type": fields.choice("projectType", _TYPES) or "web",
        "description": fields.text("description", least=0, most=2000, null=True),
    }
    wanted = Project(id=ProjectId(""), name="", trigger=TriggerId(""), url=url, kept={VENDOR: kept})
    try:
        project = yield from _named(wanted, name, asking)
    except Forbidden as error:
        count = len(asking.projects)
        return refusal(403, error.message, more={"currentCount": count, "limit": count})
    found = yield from _whole(project, asking)
    return json_reply(201, {"project": found})


def _named(wanted: Project, name: str, asking: Caller) -> Asking[Project]:
    """Stored under the name that was asked for, or the first free one beside it."""
    free = plain(name.replace("/", "-"), 240) or "project"
    for count in range(1, _TRIES + 1):
        ours = free if count == 1 else f"{free} ({count})"
        kept = {**kept_of(wanted.kept), "name": name, "ours": ours}
        named = replace(wanted, name=ours, kept={**wanted.kept, VENDOR: kept})
        try:
            view = yield PutProject(key=asking.key, project=named)
        except AlreadyThere:
            if count == _TRIES:
                raise
        else:
            project: Project = view.project
            return project
    raise AssertionError("unreachable")


def _read(request: Request, links: Links, asking: Caller) -> Talk:
    project = asking.project(request.params["project"])
    found = yield from _whole(project, asking)
    return json_reply(200, found)


def _change(request: Request, links: Links, asking: Caller) -> Talk:
    project = asking.project(request.params["project"])
    fields = Fields(any_json(request))
    kept = kept_of(project.kept)
    name, url = fields.text("name", most=255), _url(fields)
    if fields.given("description"):
        kept["description"] = fields.text("description", least=0, most=2000, null=True)
    wanted = replace(project, url=url or project.url, kept={**project.kept, VENDOR: kept})
    if name is None or name == name_of(project):
        after = (yield PutProject(key=asking.key, project=wanted)).project
    else:
        after = yield from _named(wanted, name, asking)
    found = yield from _whole(after, asking)
    return json_reply(200, {"project": found})


def _delete(request: Request, links: Links, asking: Caller) -> Talk:
    project = asking.project(request.params["project"])
    yield DeleteProject(key=asking.key, project=project.id)
    return json_reply(200, {"deleted": True, "id": project_uuid(project.id)})


def _url(fields: Fields) -> str | None:
    return fields.uri("url", most=500)


def _whole(project: Project, asking: Caller) -> Asking[dict[str, object]]:
    """All that there is to say of a project."""
    environments = yield from environments_of(project, asking)
    kept = kept_of(project.kept)
    changed = {"createdAt": iso(project.created_at)} if project.created_at else {}
    return {
        **_entry(project),
        "description": kept.get("description"),
        "environments": environments,
        **changed,
    }


def _entry(project: Project) -> dict[str, object]:
    kept = kept_of(project.kept)
    return {
        "id": project_uuid(project.id),
        "shortId": project.id,
        "name": name_of(project),
        "url": project.url or None,
        "projectType": kept.get("type", "web"),
    }


def name_of(project: Project) -> str:
    """What its clients call it, unless it was given another name meanwhile."""
    kept = kept_of(project.kept)
    return str(kept["name"]) if kept.get("ours") == project.name else project.name


ROUTES = (
    Conversation(("GET",), "/projects", known(_list), "List the key's projects."),
    Conversation(("POST",), "/projects", known(_create), "Create a project."),
    Conversation(("GET",), _ONE, known(_read), "Read a project."),
    Conversation(("PATCH",), _ONE, known(_change), "Change a project."),
    Conversation(("DELETE",), _ONE, known(_delete), "Delete a project and all that it owns."),
)
