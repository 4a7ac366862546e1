"""Runscope's roles of a team: kept for clients that manage them; keys have roles of their own."""

from __future__ import annotations

from collections.abc import Generator
from dataclasses import replace
from typing import Any

from gonogo.dialects._contract import Conversation, Links, Request, Talk
from gonogo.dialects.runscope._envelope import gone, success
from gonogo.dialects.runscope._paging import page_of
from gonogo.dialects.runscope._reading import Plain, body_of, derived, text_in
from gonogo.dialects.runscope._team import holder_of
from gonogo.domain.commands import Command
from gonogo.domain.commands.defining import KeyHolder
from gonogo.domain.commands.records import (
    DeleteRecord,
    ListRecords,
    PutRecord,
    ReadRecord,
    RecordView,
)
from gonogo.domain.record import Record
from gonogo.errors import Conflict, Invalid, NotFound

KIND = "runscope.role"
MOST_BUCKETS = 50
"""Buckets of a key whose roles one answer lists: a role is kept in one of them."""
_ALL_PERMISSIONS = (
    *("team:people:view", "team:people:edit", "team:billing:view", "team:billing:edit"),
    *("team:roles:view", "team:roles:edit", "team:agents:view", "team:agents:edit"),
)


def _administrators(team: str) -> Plain:
    """The role that is always there, and first."""
    return {
        "uuid": derived("role", team),
        "name": "Administrators",
        "permissions": list(_ALL_PERMISSIONS),
    }


def list_all(request: Request, links: Links) -> Talk:
    """The administrators, then what clients made."""
    holder = yield from holder_of(request, links)
    team = request.params["team"]
    shown = [_administrators(team)]
    for project in holder.projects[:MOST_BUCKETS]:
        listed = yield ListRecords(key=request.bearer, project=project.id, kind=KIND)
        shown += [_show(each) for each in listed.records if each.body.get("team") == team]
    return success(200, page_of(request, shown))


def create(request: Request, links: Links) -> Talk:
    """A role, kept in the first bucket that the token opens."""
    holder: KeyHolder = yield from holder_of(request, links)
    if not holder.projects:
        raise Conflict("A role is kept in a bucket, and the token opens none: create one first.")
    first = min(holder.projects, key=lambda project: (project.created_at, project.id))
    record = Record(kind=KIND, id="", project=first.id, body=_said(request, body_of(request)))
    view: RecordView = yield PutRecord(key=request.bearer, record=record)
    return success(201, _show(view.record))


def read(request: Request, links: Links) -> Talk:
    """One role."""
    team = request.params["team"]
    if request.params["role"] == _administrators(team)["uuid"]:
        yield from holder_of(request, links)
        return success(200, _administrators(team))
    record = yield from _find(request, links)
    return success(200, _show(record))


def update(request: Request, links: Links) -> Talk:
    """Replace what the body names."""
    for last in (False, True):
        record = yield from _find(request, links)
        changed = replace(record, body=_said(request, {**record.body, **body_of(request)}))
        try:
            view: RecordView = yield PutRecord(key=request.bearer, record=changed)
        except Conflict:
            if last:
                raise
        else:
            return success(200, _show(view.record))
    raise AssertionError("the loop returns or raises")


def delete(request: Request, links: Links) -> Talk:
    """Remove one."""
    record = yield from _find(request, links)
    yield DeleteRecord(key=request.bearer, kind=KIND, id=record.id, project=record.project)
    return gone()


def _find(request: Request, links: Links) -> Generator[Command, Any, Record]:
    yield from holder_of(request, links)
    team, role = request.params["team"], request.params["role"]
    if role == _administrators(team)["uuid"]:
        raise Conflict("The role Administrators cannot be changed.")
    view: RecordView = yield ReadRecord(key=request.bearer, kind=KIND, id=role)
    if view.record.body.get("team") != team:
        raise NotFound("There is no such role.")
    return view.record


def _said(request: Request, body: Plain) -> Plain:
    permissions = body.get("permissions") or []
    if not isinstance(permissions, list) or not all(isinstance(p, str) for p in permissions):
        raise Invalid("permissions is no list of texts.", field="permissions", accepted="a list")
    known = {"name": text_in(body, "name"), "permissions": permissions}
    rest = {key: value for key, value in body.items() if key != "uuid"}
    return {**rest, **known, "team": request.params["team"]}


def _show(record: Record) -> Plain:
    rest = {key: value for key, value in record.body.items() if key != "team"}
    return {**rest, "uuid": record.id}


_ALL = "/teams/<team>/roles"
_ONE = "/teams/<team>/roles/<role>"
ROUTES = (
    Conversation(("GET",), _ALL, list_all, "List the team's roles.", support="stored"),
    Conversation(("POST",), _ALL, create, "Create a role.", support="stored"),
    Conversation(("GET",), _ONE, read, "Read a role.", support="stored"),
    Conversation(("PUT",), _ONE, update, "Change a role.", support="stored"),
    Conversation(("DELETE",), _ONE, delete, "Delete a role.", support="stored"),
)
