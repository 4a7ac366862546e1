"""Starting tests, groups and pull requests with a key."""

from __future__ import annotations

from typing import Any

from gonogo.dialects._contract import Conversation, Links, Request, Talk, any_json, json_reply
from gonogo.dialects.testerarmy._asking import VENDOR, Asking, Caller, known, project_uuid
from gonogo.dialects.testerarmy._environments import chosen
from gonogo.dialects.testerarmy._fields import Fields
from gonogo.dialects.testerarmy._membership import Group, group_found
from gonogo.dialects.testerarmy._mobile import APP
from gonogo.dialects.testerarmy._tests import found as test_found
from gonogo.dialects.testerarmy._wanted import (
    Wanted,
    group_run,
    ids_document,
    metadata,
    pull_request_run,
    test_run,
)
from gonogo.domain.commands import Start, Started, VariableSet
from gonogo.domain.commands.records import ReadRecord
from gonogo.domain.commands.webhooks import ListWebhooks
from gonogo.domain.project import Project, TargetKind


def _group(request: Request, links: Links, asking: Caller) -> Talk:
    group: Group = yield from group_found(request.params["group"], asking)
    wanted = group_run(Fields(any_json(request)))
    suite = group.suite
    started = yield from _started(
        group.project, asking, wanted, "suite" if suite else "project", suite.id if suite else None
    )
    document = {**ids_document(started), "groupId": group.id}
    about = yield from _metadata(wanted, group.project, asking)
    return json_reply(202, document | about)


def _test(request: Request, links: Links, asking: Caller) -> Talk:
    view = yield from test_found(request.params["test"], asking)
    wanted = test_run(Fields(any_json(request)))
    id = view.test.head.id
    started = yield from _started(view.project, asking, wanted, "test", id)
    return json_reply(202, {"status": "queued", "runId": started.runs[0].id, "testId": id})


def _pull_request(request: Request, links: Links, asking: Caller) -> Talk:
    project = asking.project(request.params["project"])
    wanted = pull_request_run(Fields(any_json(request)))
    started = yield from _started(project, asking, wanted, "project", None)
    document = {
        "status": "queued",
        "runId": started.batch.id,
        "projectId": project_uuid(project.id),
        "platform": wanted.kept["platform"],
    }
    about = yield from _metadata(wanted, project, asking)
    return json_reply(202, document | about)


def _started(
    project: Project, asking: Caller, wanted: Wanted, kind: TargetKind, target: str | None
) -> Asking[Started]:
    """Start it in the environment, with the app, that are asked for; both must be there."""
    environment, url = yield from chosen(project, asking, wanted.environment)
    if "appId" in wanted.mobile:
        yield ReadRecord(key=asking.key, kind=APP, id=wanted.mobile["appId"], project=project.id)
    started: Started = yield Start(
        key=asking.key,
        project=project.id,
        kind=kind,
        target=target,
        sets=(VariableSet(environment=environment),),
        terms=wanted.terms(url),
        dialect=VENDOR,
    )
    return started


def _metadata(wanted: Wanted, project: Project, asking: Caller) -> Asking[dict[str, Any]]:
    """The answer's member about commit and app, if anything was said of them."""
    tells = False
    if wanted.facts.get("commit"):
        listed = yield ListWebhooks(key=asking.key, project=project.id)
        tells = any(each.kind == "github" and each.enabled for each in listed.webhooks)
    about = metadata(wanted, tells_commits=tells)
    return {"metadata": about} if about else {}


ROUTES = (
    Conversation(("POST",), "/groups/<group>/runs", known(_group), "Start a group's tests."),
    Conversation(("POST",), "/tests/<test>/runs", known(_test), "Start a test."),
    Conversation(
        ("POST",),
        "/projects/<project>/pull-request-runs",
        known(_pull_request),
        "Start a project's tests for a pull request, as one run.",
    ),
)
