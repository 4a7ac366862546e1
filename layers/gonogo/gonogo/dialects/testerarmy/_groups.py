"""Groups over the API: made, read, changed, and which tests are in them."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from gonogo.dialects._contract import Conversation, Links, Request, Talk, any_json, json_reply
from gonogo.dialects.testerarmy._asking import Asking, Caller, known, project_uuid
from gonogo.dialects.testerarmy._fields import Fields, query_of
from gonogo.dialects.testerarmy._hooks import forget, retarget
from gonogo.dialects.testerarmy._membership import (
    Group,
    changed,
    group_found,
    groups_of,
    made_suite,
    new_suite,
    with_prep,
    with_test,
    without_test,
)
from gonogo.dialects.testerarmy._names import plain
from gonogo.dialects.testerarmy._tests import found as test_found
from gonogo.dialects.testerarmy._times import iso
from gonogo.domain.commands.defining import DeleteSuite, ListTests, PutSuite
from gonogo.domain.ids import TestId
from gonogo.domain.project import Suite
from gonogo.errors import Invalid

MODES = ("concurrent", "sequential")
MOST = 20
_ONE = "/groups/<group>"


def _list(request: Request, links: Links, asking: Caller) -> Talk:
    wanted = query_of(request, "projectId")
    if wanted is None:
        raise Invalid("Required", field="projectId")
    project = asking.project(wanted)
    groups: list[Group] = yield from groups_of(project, asking)
    listed = yield ListTests(key=asking.key, project=project.id)
    rows = [
        {
            "id": group.id,
            "name": group.name,
            "isDefault": group.default,
            "testCount": len(group.members(listed.tests)),
            "prepTestId": group.prep,
        }
        for group in groups
    ]
    return json_reply(200, {"groups": rows})


def _create(request: Request, links: Links, asking: Caller) -> Talk:
    fields = Fields(any_json(request))
    project = asking.project(fields.needed_text("projectId"))
    name = fields.needed_text("name", most=255)
    mode, prep = fields.choice("runMode", MODES), fields.uuid("prepTestId", null=True)
    groups: list[Group] = yield from groups_of(project, asking)
    if len(groups) >= MOST:
        raise Invalid(f"The project has {len(groups)} groups, at most {MOST} are possible")
    suite = replace(new_suite(_name(name)), sequential=mode == "sequential")
    if prep:
        yield from test_found(prep, asking, project)
        suite = with_prep(suite, TestId(prep))
    view = yield PutSuite(key=asking.key, project=project.id, suite=suite)
    return json_reply(201, {"group": _bare(Group(project, view.suite))})


def _read(request: Request, links: Links, asking: Caller) -> Talk:
    group = yield from group_found(request.params["group"], asking)
    return json_reply(200, _document(group))


def _change(request: Request, links: Links, asking: Caller) -> Talk:
    group = yield from group_found(request.params["group"], asking)
    fields = Fields(any_json(request))
    name, mode = fields.text("name", most=255), fields.choice("runMode", MODES)
    prep = fields.uuid("prepTestId", null=True)
    if prep:
        yield from test_found(prep, asking, group.project)

    def change(suite: Suite) -> Suite:
        if name is not None:
            suite = replace(suite, name=_name(name))
        if mode is not None:
            suite = replace(suite, sequential=mode == "sequential")
        return (
            with_prep(suite, TestId(prep) if prep else None)
            if fields.given("prepTestId")
            else (suite)
        )

    after = yield from _with_suite(group, asking, change)
    return json_reply(200, {"group": _document(after)})


def _with_suite(group: Group, asking: Caller, change: Any) -> Asking[Group]:
    """The group after the change; the default one is given a suite of all tests by it."""
    if group.suite is not None:
        after: Group = yield from changed(group, asking, change)
        return after
    listed = yield ListTests(key=asking.key, project=group.project.id)
    suite = made_suite(group.project, tuple(head.id for head in listed.tests))
    view = yield PutSuite(key=asking.key, project=group.project.id, suite=change(suite))
    made = Group(group.project, view.suite)
    yield from retarget(made, asking)
    return made


def _delete(request: Request, links: Links, asking: Caller) -> Talk:
    group = yield from group_found(request.params["group"], asking)
    if group.suite is None or group.default:
        raise Invalid("The default group cannot be deleted")
    yield from forget(group, asking)
    yield DeleteSuite(key=asking.key, suite=group.suite.id, project=group.project.id)
    return json_reply(200, {"deleted": True, "id": group.id})


def _add(request: Request, links: Links, asking: Caller) -> Talk:
    group = yield from group_found(request.params["group"], asking)
    test = Fields(any_json(request)).needed_text("testId")
    view = yield from test_found(test, asking, group.project)
    id = view.test.head.id
    answer = {"groupId": group.id, "testId": id}
    if group.suite is None or group.default or id in group.members(()):
        return json_reply(200, {**answer, "added": False})
    yield from changed(group, asking, lambda suite: with_test(suite, id))
    return json_reply(201, {**answer, "added": True})


def _remove(request: Request, links: Links, asking: Caller) -> Talk:
    group = yield from group_found(request.params["group"], asking)
    test = TestId(request.params["test"].lower())
    removed = group.suite is not None and test in group.members(())
    if removed and not group.default:
        yield from changed(group, asking, lambda suite: without_test(suite, test))
    elif group.prep == test:  # no test leaves the group of all tests
        yield from changed(group, asking, lambda suite: with_prep(suite, None))
    answer = {"groupId": group.id, "testId": test, "removed": removed and not group.default}
    return json_reply(200, answer)


def _name(text: str) -> str:
    name = plain(text)
    if not name:
        raise Invalid("String must contain at least 1 character(s)", field="name")
    return name


def _bare(group: Group) -> dict[str, object]:
    """A group as the answer to its making has it."""
    return {
        "id": group.id,
        "name": group.name,
        "isDefault": group.default,
        "runMode": MODES[group.suite is not None and group.suite.sequential],
        "prepTestId": group.prep,
        "projectId": project_uuid(group.project.id),
    }


def _document(group: Group) -> dict[str, object]:
    created = group.suite.created_at if group.suite else group.project.created_at
    return {**_bare(group), "createdAt": iso(created)}


ROUTES = (
    Conversation(("GET",), "/groups", known(_list), "List a project's groups."),
    Conversation(("POST",), "/groups", known(_create), "Create a group."),
    Conversation(("GET",), _ONE, known(_read), "Read a group."),
    Conversation(("PATCH",), _ONE, known(_change), "Change a group."),
    Conversation(("DELETE",), _ONE, known(_delete), "Delete a group; its tests stay."),
    Conversation(("POST",), f"{_ONE}/tests", known(_add), "Put a test into a group."),
    Conversation(
        ("DELETE",), f"{_ONE}/tests/<test>", known(_remove), "Take a test out of a group."
    ),
)
