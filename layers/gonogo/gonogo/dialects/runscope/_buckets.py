"""Runscope's buckets, which are our projects."""

from __future__ import annotations

from gonogo.dialects._contract import Conversation, Links, Request, Talk
from gonogo.dialects.runscope import _urls
from gonogo.dialects.runscope._envelope import gone, success
from gonogo.dialects.runscope._kept import keep, kept_of
from gonogo.dialects.runscope._owner import TEAM_NAME, team_id
from gonogo.dialects.runscope._paging import page_of
from gonogo.dialects.runscope._reading import Plain, body_of, text_in
from gonogo.domain.commands.defining import (
    DeleteProject,
    KeyHolder,
    ListTests,
    ProjectView,
    PutProject,
    ReadProject,
    TestList,
    WhoAmI,
)
from gonogo.domain.ids import ProjectId, TriggerId
from gonogo.domain.project import Project
from gonogo.formats.plain import text


def show(project: Project, links: Links) -> Plain:
    """A bucket with every key that strict clients read."""
    mine = kept_of(project.kept)
    place = f"{_urls.api_base(links)}/buckets/{project.id}"
    return {
        "key": project.id,
        "name": project.name,
        # No bucket is there from the beginning here, so none must stay.
        "default": False,
        "auth_token": None,
        "verify_ssl": mine.get("verify_ssl") is not False,
        "team": {"id": team_of(project, links), "name": TEAM_NAME},
        "trigger_url": f"{_urls.api_base(links)}/radar/bucket/{project.trigger}/trigger",
        "tests_url": f"{place}/tests",
        "collections_url": f"{place}/collections",
        "messages_url": f"{place}/stream",
        "created_at": float(project.created_at),
        "is_private": mine.get("is_private") is True,
    }


def team_of(project: Project, links: Links) -> str:
    """The team that its maker named; a client would see a change in any other."""
    return text(kept_of(project.kept).get("team")) or team_id(links)


def list_all(request: Request, links: Links) -> Talk:
    """The buckets that the key opens, newest first."""
    holder: KeyHolder = yield WhoAmI(key=request.bearer)
    newest = sorted(holder.projects, key=lambda each: (each.created_at, each.id), reverse=True)
    return success(200, [show(each, links) for each in page_of(request, newest)])


def create(request: Request, links: Links) -> Talk:
    """A new bucket; clients say what they want in the query, others in a body."""
    yield WhoAmI(key=request.bearer)
    said = {**body_of(request), **dict(request.query)}
    team = text(said.get("team_uuid")) or text(said.get("team_id"))
    flags = {name: said[name] for name in ("verify_ssl", "is_private") if name in said}
    mine: Plain = {
        **({"team": team} if team else {}),
        **{name: value in (True, "true", "True", "1") for name, value in flags.items()},
    }
    wanted = Project(
        id=ProjectId(""), name=text_in(said, "name"), trigger=TriggerId(""), kept=keep({}, mine)
    )
    view: ProjectView = yield PutProject(key=request.bearer, project=wanted)
    return success(201, show(view.project, links))


def read(request: Request, links: Links) -> Talk:
    """One bucket; locations are not billed here, so no use of them is told."""
    view: ProjectView = yield ReadProject(key=request.bearer, project=request.params["bucket"])
    tests: TestList = yield ListTests(key=request.bearer, project=view.project.id)
    return success(200, {**show(view.project, links), "tests_count": len(tests.tests)})


def delete(request: Request, links: Links) -> Talk:
    """Remove a bucket with all that it owns."""
    yield DeleteProject(key=request.bearer, project=request.params["bucket"])
    return gone()


_ALL = "/buckets"
_ONE = "/buckets/<bucket>"
ROUTES = (
    Conversation(("GET",), _ALL, list_all, "List the buckets that the token opens."),
    Conversation(("POST",), _ALL, create, "Create a bucket, by query parameters or a body."),
    Conversation(("GET",), _ONE, read, "Read a bucket."),
    Conversation(("DELETE",), _ONE, delete, "Delete a bucket and all in it."),
)
