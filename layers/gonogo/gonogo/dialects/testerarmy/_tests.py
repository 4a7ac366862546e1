"""Tests: stored whatever their steps say, listed with them, and started one by one."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from gonogo.dialects._contract import Conversation, Links, Request, Talk, any_json, json_reply
from gonogo.dialects.testerarmy._asking import VENDOR, Asking, Caller, kept_of, known, project_uuid
from gonogo.dialects.testerarmy._fields import Fields, cursor_of, is_uuid, limit_of, query_of
from gonogo.dialects.testerarmy._membership import group_in, groups_with, join, member_ids
from gonogo.dialects.testerarmy._names import plain
from gonogo.dialects.testerarmy._projects import name_of
from gonogo.dialects.testerarmy._steps import document as steps_document
from gonogo.dialects.testerarmy._steps import read_steps, steps_of
from gonogo.dialects.testerarmy._times import iso
from gonogo.domain.commands import StoredTest
from gonogo.domain.commands.defining import DeleteTest, ListTests, PutTest, ReadTest, TestView
from gonogo.domain.environment import Environment
from gonogo.domain.ids import EnvironmentId, TestId, TriggerId
from gonogo.domain.project import Project
from gonogo.domain.test import TestHead
from gonogo.errors import Invalid, NotFound

PLATFORMS = ("web", "mobile")
_ONE = "/tests/<test>"
_OWN = Environment(id=EnvironmentId(""), name="Test Settings")
"""Every test has its own: else a static environment of the project would be its default."""


def _list(request: Request, links: Links, asking: Caller) -> Talk:
    project = asking.project(_project_in(query_of(request, "projectId")))
    limit, after = limit_of(request, 50), cursor_of(request)
    listed = yield ListTests(key=asking.key, project=project.id)
    heads = sorted(listed.tests, key=lambda head: head.number)
    group = query_of(request, "groupId")
    if group is not None:
        members = yield from member_ids(project, asking, group, heads)
        heads = [head for head in heads if head.id in members]
    left = [head for head in heads if after is None or head.number > after]
    tests = []
    for head in left[:limit]:
        view = yield ReadTest(key=asking.key, project=project.id, test=head.id)
        tests.append(_document(view.test, project))
    page = {
        "projectUrl": project.url or None,
        "projectName": name_of(project),
        "tests": tests,
        "nextCursor": str(left[limit - 1].number) if len(left) > limit else None,
    }
    return json_reply(200, page)


def _project_in(text: str | None) -> str:
    if text is None:
        raise Invalid("Required", field="projectId")
    return text


def _create(request: Request, links: Links, asking: Caller) -> Talk:
    fields = Fields(any_json(request))
    title = fields.needed_text("title", most=500)
    project = asking.project(fields.needed_text("projectId"))
    steps, written = read_steps(steps_of(fields, needed=True) or ())
    group = yield from group_in(project, asking, fields.uuid("groupId", null=True))
    kept = {"platform": fields.choice("platform", PLATFORMS) or "web", "steps": written}
    enabled = fields.flag("enabled")
    head = TestHead(
        id=TestId(""),
        number=0,
        name="",
        trigger=TriggerId(""),
        description=fields.text("description", least=0, null=True) or "",
        enabled=enabled is not False,
    )
    wanted = _titled(StoredTest(head=head, steps=steps, own=(_OWN,), kept={VENDOR: kept}), title)
    view = yield PutTest(key=asking.key, project=project.id, test=wanted)
    yield from join(project, asking, view.test.head.id, group)
    return json_reply(201, {"test": _document(view.test, project)})


def _read(request: Request, links: Links, asking: Caller) -> Talk:
    view = yield from found(request.params["test"], asking)
    groups = yield from groups_with(view.project, asking, view.test.head.id)
    return json_reply(200, {**_document(view.test, view.project), "groups": groups})


def _change(request: Request, links: Links, asking: Caller) -> Talk:
    view = yield from found(request.params["test"], asking)
    test: StoredTest = view.test
    fields = Fields(any_json(request))
    title, enabled = fields.text("title", most=500), fields.flag("enabled")
    given = steps_of(fields, needed=False)
    if given is not None:
        steps, written = read_steps(given)
        kept = {**kept_of(test.kept), "steps": written}
        test = replace(test, steps=steps, kept={**test.kept, VENDOR: kept})
    head = test.head
    if fields.given("description"):
        description = fields.text("description", least=0, null=True) or ""
        head = replace(head, description=description)
    if enabled is not None:
        head = replace(head, enabled=enabled)
    test = replace(test, head=head)
    if title is not None:
        test = _titled(test, title)
    changed = yield PutTest(key=asking.key, project=view.project.id, test=test)
    return json_reply(200, {"test": _document(changed.test, view.project)})


def _delete(request: Request, links: Links, asking: Caller) -> Talk:
    view = yield from found(request.params["test"], asking)
    id = view.test.head.id
    yield DeleteTest(key=asking.key, project=view.project.id, test=id)
    return json_reply(200, {"deleted": True, "id": id})


def found(id: str, asking: Caller, project: Project | None = None) -> Asking[TestView]:
    """A test by its UUID, in any project of the key or in the one that is given."""
    if not is_uuid(id):
        raise NotFound("Test not found.")
    view: TestView = yield ReadTest(key=asking.key, test=id, project=project.id if project else "")
    return view


def _titled(test: StoredTest, title: str) -> StoredTest:
    """Under the title; as much of it as a name of ours can be, and the rest kept."""
    name = plain(title)
    kept = kept_of(test.kept)
    kept.pop("title", None)
    if name != title:
        kept["title"] = title
    head = replace(test.head, name=name or "Untitled")
    return replace(test, head=head, kept={**test.kept, VENDOR: kept})


def title_of(test: StoredTest) -> str:
    """What its clients call it, unless it was given another name meanwhile."""
    title = str(kept_of(test.kept).get("title", ""))
    return title if title and plain(title) == test.head.name else test.head.name


def _document(test: StoredTest, project: Project) -> Mapping[str, Any]:
    head, kept = test.head, kept_of(test.kept)
    return {
        "id": head.id,
        "title": title_of(test),
        "description": head.description or None,
        "enabled": head.enabled,
        "platform": kept.get("platform", "web"),
        "steps": steps_document(test.steps, kept.get("steps", ())),
        "projectId": project_uuid(project.id),
        "projectUrl": project.url or None,
        "projectName": name_of(project),
        "createdAt": iso(head.created_at),
    }


ROUTES = (
    Conversation(("GET",), "/tests", known(_list), "List a project's or a group's tests."),
    Conversation(("POST",), "/tests", known(_create), "Create a test."),
    Conversation(("GET",), _ONE, known(_read), "Read a test."),
    Conversation(("PATCH",), _ONE, known(_change), "Change a test."),
    Conversation(("DELETE",), _ONE, known(_delete), "Delete a test."),
)
