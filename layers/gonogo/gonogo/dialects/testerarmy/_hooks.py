"""Webhooks that start something: records whose address holds the secret, one for each group."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from gonogo.dialects._contract import Conversation, Links, Request, Talk, any_json, json_reply
from gonogo.dialects.testerarmy._asking import Asking, Caller, known, project_uuid
from gonogo.dialects.testerarmy._fields import Fields
from gonogo.dialects.testerarmy._kept import all_of, drop, kind_of
from gonogo.dialects.testerarmy._membership import Group, group_found, groups_of
from gonogo.dialects.testerarmy._times import iso
from gonogo.domain.commands.records import PutRecord, RecordView
from gonogo.domain.ids import ProjectId
from gonogo.domain.project import Project
from gonogo.domain.record import Record
from gonogo.errors import Invalid, NotFound

HOOK = kind_of("webhook")
PR_NUMBER = "{{pr_number}}"
_MOST_GROUPS = 20
_OF_GROUP = "/groups/<group>/webhook"
_OF_PROJECT = "/projects/<project>/webhook"


# ---- of a group ----------------------------------------------------------------------------------


def _create_for_group(request: Request, links: Links, asking: Caller) -> Talk:
    group = yield from group_found(request.params["group"], asking)
    body = {"group": group.id, "targets": [_target(group)], "active": True}
    view = yield from _made(group.project, group.id, body, asking)
    return json_reply(201, _shown_once(view, links, f"groups/webhook/{view.record.id}"))


def _read_for_group(request: Request, links: Links, asking: Caller) -> Talk:
    group = yield from group_found(request.params["group"], asking)
    record = yield from _of(group.project, group.id, asking)
    return json_reply(200, {"webhook": _document(record)})


def _change_for_group(request: Request, links: Links, asking: Caller) -> Talk:
    group = yield from group_found(request.params["group"], asking)
    record = yield from _of(group.project, group.id, asking)
    return (yield from _changed(record, request, asking))


def _delete_for_group(request: Request, links: Links, asking: Caller) -> Talk:
    group = yield from group_found(request.params["group"], asking)
    record = yield from _of(group.project, group.id, asking)
    yield from drop(record, asking)
    return json_reply(200, {"deleted": True, "id": record.id})


# ---- of a project --------------------------------------------------------------------------------


def _create_for_project(request: Request, links: Links, asking: Caller) -> Talk:
    project = asking.project(request.params["project"])
    fields = Fields(any_json(request))
    pattern = fields.text("urlPattern", most=500)
    if pattern is not None and not pattern.startswith(("https://", "http://")):
        raise fields.wrong("urlPattern", f"Invalid url; {PR_NUMBER} may stand in it")
    wanted = fields.uuids("groupIds", most=_MOST_GROUPS)
    groups: list[Group] = yield from groups_of(project, asking)
    chosen = [group for group in groups if wanted is None or group.id in wanted]
    if wanted is not None and len(chosen) < len(set(wanted)):
        raise Invalid("Not all of them are groups of the project", field="groupIds")
    targets = [_target(group) for group in (chosen if wanted else groups[:1])]
    body = {"group": "", "targets": targets, "active": True, "urlPattern": pattern}
    view = yield from _made(project, "", body, asking)
    return json_reply(201, _shown_once(view, links, f"webhook/{view.record.id}"))


def _read_for_project(request: Request, links: Links, asking: Caller) -> Talk:
    record = yield from _of(asking.project(request.params["project"]), "", asking)
    return json_reply(200, {"webhook": _document(record)})


def _change_for_project(request: Request, links: Links, asking: Caller) -> Talk:
    record = yield from _of(asking.project(request.params["project"]), "", asking)
    return (yield from _changed(record, request, asking))


def _delete_for_project(request: Request, links: Links, asking: Caller) -> Talk:
    record = yield from _of(asking.project(request.params["project"]), "", asking)
    yield from drop(record, asking)
    return json_reply(200, {"deleted": True, "id": record.id})


# ---- both ----------------------------------------------------------------------------------------


def _made(project: Project, group: str, body: dict[str, Any], asking: Caller) -> Asking[RecordView]:
    """A new webhook with a new address, in the place of the one that there was."""
    for each in (yield from all_of(HOOK, project, asking)):
        if each.body.get("group") == group:
            yield from drop(each, asking)
    wanted = Record(kind=HOOK, id="", project=ProjectId(project.id), body=body)
    view: RecordView = yield PutRecord(key=asking.key, record=wanted, ticket=True)
    return view


def _of(project: Project, group: str, asking: Caller) -> Asking[Record]:
    for each in (yield from all_of(HOOK, project, asking)):
        if each.body.get("group") == group:
            record: Record = each
            return record
    raise NotFound("Webhook not found.")


def _changed(record: Record, request: Request, asking: Caller) -> Talk:
    fields = Fields(any_json(request))
    active = fields.flag("active")
    if active is None:
        raise fields.wrong("active", "Required")
    body = {**record.body, "active": active}
    view = yield PutRecord(key=asking.key, record=replace(record, body=body))
    return json_reply(200, {"webhook": _document(view.record)})


def _target(group: Group) -> dict[str, str]:
    """What is started: by its trigger, as nobody with a key will be there."""
    if group.suite is None:
        return {"group": group.id, "kind": "project", "trigger": group.project.trigger}
    return {"group": group.id, "kind": "suite", "trigger": group.suite.trigger}


def retarget(group: Group, asking: Caller) -> Asking[None]:
    """A group got a suite: its webhooks start that from now on."""
    for each in (yield from all_of(HOOK, group.project, asking)):
        targets: Any = each.body["targets"]
        after = [_target(group) if t["group"] == group.id else t for t in targets]
        if after != targets:
            body = {**each.body, "targets": after}
            yield PutRecord(key=asking.key, record=replace(each, body=body))


def forget(group: Group, asking: Caller) -> Asking[None]:
    """A group is gone: so is its webhook, and that of the project starts it no more."""
    for each in (yield from all_of(HOOK, group.project, asking)):
        targets: Any = each.body["targets"]
        after = [target for target in targets if target["group"] != group.id]
        if each.body.get("group") == group.id:
            yield from drop(each, asking)
        elif after != targets:
            body = {**each.body, "targets": after}
            yield PutRecord(key=asking.key, record=replace(each, body=body))


def _shown_once(view: RecordView, links: Links, path: str) -> dict[str, object]:
    """The only answer that holds the secret, and the address that ends in it.

    At the root of a host of its own, if the deployment has one: there are clients that ask the
    rest at the origin of this address.
    """
    url = f"{links.named.get('root', links.dialect)}/api/v1/{path}/{view.ticket}"
    return {"webhook": {**_document(view.record), "secret": view.ticket, "url": url}}


def _document(record: Record) -> dict[str, object]:
    targets: Any = record.body["targets"]
    return {
        "id": record.id,
        "projectId": project_uuid(record.project),
        "groupIds": [target["group"] for target in targets],
        "active": record.body["active"],
        "urlPattern": record.body.get("urlPattern"),
        "createdAt": iso(record.created_at),
    }


ROUTES = (
    Conversation(
        ("POST",), _OF_GROUP, known(_create_for_group), "Give a group a webhook of a new address."
    ),
    Conversation(("GET",), _OF_GROUP, known(_read_for_group), "Read a group's webhook."),
    Conversation(
        ("PATCH",), _OF_GROUP, known(_change_for_group), "Switch a group's webhook off or on."
    ),
    Conversation(("DELETE",), _OF_GROUP, known(_delete_for_group), "Delete a group's webhook."),
    Conversation(
        ("POST",),
        _OF_PROJECT,
        known(_create_for_project),
        "Give a project a webhook for deployments, of a new address.",
    ),
    Conversation(("GET",), _OF_PROJECT, known(_read_for_project), "Read a project's webhook."),
    Conversation(
        ("PATCH",), _OF_PROJECT, known(_change_for_project), "Switch a project's webhook off or on."
    ),
    Conversation(
        ("DELETE",), _OF_PROJECT, known(_delete_for_project), "Delete a project's webhook."
    ),
)
