"""What TesterArmy's clients are refused: status, word and message, and nothing is changed by it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from tests.aws_stack import aws_stack
from tests.fakes import FakeClock, FakeHttp
from tests.integration.dialects.testerarmy_door import NOBODY, URL, Army, http_step

ACT = {"type": "act", "title": "x"}
LOGIN = {"kind": "login", "label": "Ann", "username": "ann", "password": "secret"}
MEMORY = {"category": "test_insights", "title": "Slow", "content": "Wait.", "importance": "low"}
APP = {"filename": "a.apk", "fileSize": 5}
PULL = {"number": 42, "title": "Faster", "commitSha": "0a1b2c3"}


@pytest.fixture(scope="module")
def army() -> Iterator[Army]:
    """A project with a test and a group: what is refused leaves all as it was."""
    http = FakeHttp()
    with aws_stack(FakeClock(), http) as stack:
        found = Army(stack, http)
        found.known = {
            "project": found.project,
            "short": found.short,
            "test": found.test(),
            "group": found.group(),
            "default": found.default,
            "nobody": NOBODY,
        }
        yield found


Case = tuple[str, Any, str]
PROJECTS: list[Case] = [
    ("POST /projects", {"url": URL}, "name: Required"),
    ("POST /projects", {"name": "", "url": URL}, "name: String must contain at least 1"),
    ("POST /projects", {"name": "x" * 256, "url": URL}, "name: String must contain at most 255"),
    ("POST /projects", {"name": 7, "url": URL}, "name: Expected string, received number"),
    ("POST /projects", {"name": None, "url": URL}, "name: Expected a value, received null"),
    ("POST /projects", {"name": "x"}, "url: Required"),
    ("POST /projects", {"name": "x", "url": "shop"}, "url: Invalid url: begin with https://"),
    ("POST /projects", {"name": "x", "url": f"{URL}/{'x' * 500}"}, "url: String must contain at"),
    ("POST /projects", {"name": "x", "url": URL, "projectType": "tv"}, "projectType: Invalid enum"),
    ("POST /projects", {"name": "x", "url": URL, "description": "x" * 2001}, "description: String"),
    ("POST /projects", [], "body: Expected object, received array"),
    ("PATCH /projects/{short}", {"url": "no"}, "url: Invalid url"),
    ("POST /projects/{short}/environments", {"name": "QA", "url": "http://qa.example"}, "url: "),
    ("POST /projects/{short}/environments", {"name": "QA"}, "url: Required"),
    ("POST /projects/{short}/environments", {"url": URL}, "name: Required"),
    ("POST /projects/{short}/environments", {"name": "x" * 101, "url": URL}, "name: String must"),
    (
        "POST /projects/{short}/environments",
        {"name": "QA", "url": URL, "slug": "qa"},
        "body: Unrecognized key(s) in object: 'slug'",
    ),
]
CREDENTIALS: list[Case] = [
    ("POST /projects/{project}/credentials", body, message)
    for body, message in (
        ({}, "kind: Required"),
        ({**LOGIN, "kind": "token"}, "kind: Invalid enum value"),
        ({**LOGIN, "label": "x" * 51}, "label: String must contain at most 50"),
        ({**LOGIN, "username": "x" * 256}, "username: String must contain at most 255"),
        ({**LOGIN, "password": ""}, "password: String must contain at least 1"),
        ({**LOGIN, "authMethod": "custom"}, "authInstructions: Required"),
        ({**LOGIN, "extra": 1}, "body: Unrecognized key(s) in object: 'extra'"),
        ({"kind": "inbox", "label": "Mail", "username": "a"}, "body: Unrecognized key(s)"),
        (
            {"kind": "login", "authMethod": "custom", "label": "x", "authInstructions": "x" * 4001},
            "authInstructions: String must contain at most 4000",
        ),
    )
]
MEMORIES: list[Case] = [
    ("POST /projects/{project}/memories", {**MEMORY, **change}, f"{next(iter(change))}: ")
    for change in (
        {"category": "gossip"},
        {"importance": "none"},
        {"title": ""},
        {"title": "x" * 201},
        {"content": ""},
    )
]
UPLOADS: list[Case] = [
    ("POST /projects/{project}/mobile/upload", {"fileSize": 5}, "filename: Required"),
    ("POST /projects/{project}/mobile/upload", {**APP, "filename": ""}, "filename: String must"),
    ("POST /projects/{project}/mobile/upload", {**APP, "fileSize": 0}, "fileSize: Number must be"),
    ("POST /projects/{project}/mobile/upload", {**APP, "fileSize": "5"}, "fileSize: Expected"),
    ("POST /projects/{project}/mobile/upload", {**APP, "removeAfter": 59}, "removeAfter: Number"),
    ("POST /projects/{project}/mobile/upload", {**APP, "removeAfter": 604_801}, "removeAfter: "),
    ("POST /projects/{project}/mobile/upload/confirm", APP, "storageKey: Required"),
    ("POST /projects/{project}/mobile/upload/confirm", {**APP, "storageKey": "x/y"}, "storageKey:"),
    ("POST /projects/{project}/mobile", APP, "Expected multipart/form-data, received application"),
]
TESTS: list[Case] = [
    ("POST /tests", {"title": "Buy", "steps": [ACT], **fields}, message)
    for fields, message in (
        ({"title": None}, "title: Expected a value, received null"),
        ({"title": "x" * 501}, "title: String must contain at most 500 character(s)"),
        ({"projectId": None}, "projectId: Expected a value, received null"),
        ({"steps": []}, "steps: Array must contain 1 to 50 element(s)"),
        ({"steps": [ACT] * 51}, "steps: Array must contain 1 to 50"),
        ({"steps": None}, "steps: Expected a value, received null"),
        ({"steps": ["click"]}, "steps.0: Expected object, received string"),
        ({"steps": [{"title": "x"}]}, "steps.0.type: Required"),
        ({"steps": [{"type": "dance", "title": "x"}]}, "steps.0.type: Invalid enum value."),
        ({"steps": [ACT, {"type": "act"}]}, "steps.1.title: Required"),
        ({"steps": [{"type": "files", "title": "x"}]}, "steps.0.fileIds: Required"),
        ({"steps": [{"type": "files", "title": "x", "fileIds": ["a"]}]}, "steps.0.fileIds.0: "),
        ({"steps": [{"type": "javascript"}]}, "steps.0.code: Required"),
        ({"steps": [{**ACT, "type": "login", "credentialId": "a"}]}, "steps.0.credentialId: "),
        ({"steps": [{**ACT, "request": "GET /"}]}, "steps.0.request: Expected object"),
        ({"groupId": "smoke"}, "groupId: Invalid uuid"),
        ({"platform": "tv"}, "platform: Invalid enum value."),
        ({"enabled": "yes"}, "enabled: Expected boolean, received string"),
    )
]
LISTS: list[Case] = [
    ("GET /tests", None, "projectId: Required"),
    ("GET /tests?projectId={project}&limit=0", None, "limit: Expected a whole number from 1 to"),
    ("GET /tests?projectId={project}&limit=101", None, "limit: "),
    ("GET /tests?projectId={project}&limit=x", None, "limit: "),
    ("GET /tests?projectId={project}&cursor=x", None, "cursor: "),
    ("GET /runs?limit=101", None, "limit: "),
    ("GET /runs?cursor=-1", None, "cursor: "),
    ("GET /runs?status=passed", None, "status: Invalid enum value"),
    ("GET /runs?testId=Health", None, "testId: Invalid uuid"),
    ("GET /groups", None, "projectId: Required"),
]
GROUPS: list[Case] = [
    ("POST /groups", {"name": "x"}, "projectId: Required"),
    ("POST /groups", {"projectId": "{project}"}, "name: Required"),
    ("POST /groups", {"projectId": "{project}", "name": ""}, "name: String must contain at least"),
    ("POST /groups", {"projectId": "{project}", "name": " "}, "name: String must contain at least"),
    ("POST /groups", {"projectId": "{project}", "name": "x" * 256}, "name: String must contain at"),
    ("POST /groups", {"projectId": "{project}", "name": "x", "runMode": "all"}, "runMode: "),
    ("POST /groups", {"projectId": "{project}", "name": "x", "prepTestId": "x"}, "prepTestId: "),
    ("PATCH /groups/{group}", {"runMode": None}, "runMode: Expected a value, received null"),
    ("POST /groups/{group}/tests", {}, "testId: Required"),
    ("DELETE /groups/{default}", None, "The default group cannot be deleted"),
]
STARTS: list[Case] = [
    ("POST /tests/{test}/runs", {"mode": "slow"}, "mode: Invalid enum value"),
    ("POST /tests/{test}/runs", {"platform": "tv"}, "platform: "),
    ("POST /tests/{test}/runs", {"deviceModel": "watch"}, "deviceModel: "),
    ("POST /tests/{test}/runs", {"appId": "x"}, "appId: Invalid uuid"),
    ("POST /groups/{group}/runs", {"platform": None}, "platform: Expected a value, received null"),
    ("POST /groups/{group}/runs", {"targetUrl": "preview"}, "targetUrl: Invalid url"),
    ("POST /groups/{group}/runs", {"environment": "qa"}, "environment: Invalid enum value"),
    ("POST /groups/{group}/runs", {"projectEnvironmentId": "qa"}, "projectEnvironmentId: Invalid"),
    ("POST /groups/{group}/runs", {"commitSha": ""}, "commitSha: String must contain at least 1"),
    ("POST /groups/{group}/runs", {"prNumber": 0}, "prNumber: Number must be from 1"),
    ("POST /groups/{group}/runs", {"prNumber": "42"}, "prNumber: Expected integer"),
    ("POST /groups/{group}/runs", {"mobile": {"app": "x"}}, "mobile: Unrecognized key(s)"),
    ("POST /groups/{group}/runs", {"mobile": {"bundleId": ""}}, "mobile.bundleId: String must"),
    (
        "POST /groups/{group}/runs",
        {"mobile": {"bundleId": "a.b", "artifactUrl": "https://x.example/a.apk"}},
        "mobile: Give only one of appId, bundleId, artifactUrl",
    ),
    ("POST /groups/{group}/runs", "{", "The body is not JSON"),
    ("POST /groups/{group}/runs", "[1]", "body: Expected object, received array"),
]
PULLS: list[Case] = [
    ("POST /projects/{project}/pull-request-runs", body, message)
    for body, message in (
        ({"pullRequest": PULL}, "targetUrl: Required"),
        ({"targetUrl": URL}, "pullRequest: Required"),
        ({"targetUrl": URL, "pullRequest": PULL, "changedFiles": []}, "body: Unrecognized key(s)"),
        ({"targetUrl": URL, "pullRequest": {**PULL, "x": 1}}, "pullRequest: Unrecognized key(s)"),
        ({"targetUrl": URL, "pullRequest": {**PULL, "number": 0}}, "pullRequest.number: "),
        ({"targetUrl": URL, "pullRequest": {**PULL, "title": ""}}, "pullRequest.title: "),
        ({"targetUrl": URL, "pullRequest": {**PULL, "title": "x" * 501}}, "pullRequest.title: "),
        (
            {"targetUrl": URL, "pullRequest": {**PULL, "description": "x" * 5001}},
            "pullRequest.desc",
        ),
        ({"targetUrl": URL, "pullRequest": {**PULL, "headBranch": "x" * 256}}, "pullRequest.headB"),
        ({"targetUrl": URL, "pullRequest": {**PULL, "commitSha": "x" * 101}}, "pullRequest.commit"),
        ({"targetUrl": URL, "pullRequest": {**PULL, "provider": "gitlab"}}, "pullRequest.provider"),
        ({"platform": "ios", "pullRequest": PULL, "targetUrl": URL}, "body: Unrecognized key(s)"),
        ({"platform": "ios", "pullRequest": PULL, "simulatorRegion": "mars"}, "simulatorRegion: "),
    )
]
LEGACY: list[Case] = [
    ("POST /runs", {}, "prompt: Required"),
    ("POST /runs", {"prompt": "x", "webhookUrl": "x"}, "webhookUrl: Invalid url"),
    ("POST /ci/test", {"context": {"title": "x"}}, "url: Required"),
    ("POST /ci/test", {"url": URL}, "context: Required"),
    ("POST /ci/test", {"url": URL, "context": {}}, "context.title: Required"),
    ("POST /ci/test", {"url": URL, "context": {"title": "x"}, "credentials": {}}, "credentials.em"),
]
INVALID = [
    *PROJECTS,
    *CREDENTIALS,
    *MEMORIES,
    *UPLOADS,
    *TESTS,
    *LISTS,
    *GROUPS,
    *STARTS,
    *PULLS,
    *LEGACY,
]


@pytest.mark.parametrize(("call", "body", "message"), INVALID, ids=lambda each: str(each)[:60])
def test_what_cannot_be_taken_is_refused_with_the_field(
    army: Army, call: str, body: Any, message: str
) -> None:
    """400 in the vendor's words: limits, types, and strictness where it is said of a body."""
    method, path = army.filled(call).split(" ")
    if isinstance(body, dict) and path == "/tests":
        body = {"projectId": army.project, **body}
    key = army.admin if path == "/projects" else army.key
    status, said = army.refused(method, path, army.filled(body), key=key)
    assert (status, said[: len(message)]) == (400, message)


UNKNOWN: list[tuple[str, Any]] = [
    *((f"GET /projects/{id}{rest}", None)
      for id in ("{nobody}", "null", "nothing")
      for rest in ("", "/environments", "/credentials", "/memories", "/files", "/mobile")),
    ("GET /projects/{short}/mobile", None),
    ("PATCH /projects/{nobody}", {}),
    ("DELETE /projects/{nobody}", None),
    ("POST /projects/{nobody}/environments", {"name": "QA", "url": URL}),
    ("DELETE /projects/{project}/environments/{nobody}", None),
    ("POST /projects/{nobody}/credentials", LOGIN),
    ("POST /projects/{nobody}/memories", MEMORY),
    ("DELETE /projects/{project}/memories/{nobody}", None),
    ("DELETE /projects/{project}/mobile/{nobody}", None),
    ("POST /projects/{nobody}/mobile/upload", APP),
    ("POST /projects/{nobody}/pull-request-runs", {"targetUrl": URL, "pullRequest": PULL}),
    ("GET /tests?projectId={nobody}", None),
    ("GET /tests?projectId={project}&groupId={nobody}", None),
    ("POST /tests", {"title": "x", "steps": [ACT], "projectId": "{nobody}"}),
    ("POST /tests", {"title": "x", "steps": [ACT], "projectId": "{short}", "groupId": "{nobody}"}),
    *((f"{method} /tests/{id}", {})
      for id in ("{nobody}", "null", "Health") for method in ("GET", "PATCH", "DELETE")),
    ("POST /tests/{nobody}/runs", {}),
    ("POST /tests/{test}/runs", {"appId": "{nobody}"}),
    ("POST /tests/{test}/runs", {"projectEnvironmentId": "{nobody}"}),
    ("GET /groups?projectId={nobody}", None),
    ("POST /groups", {"projectId": "{nobody}", "name": "x"}),
    ("POST /groups", {"projectId": "{project}", "name": "x", "prepTestId": "{nobody}"}),
    *((f"{method} /groups/{id}", {})
      for id in ("{nobody}", "null", "smoke") for method in ("GET", "PATCH", "DELETE")),
    ("POST /groups/{nobody}/tests", {"testId": "{test}"}),
    ("POST /groups/{group}/tests", {"testId": "{nobody}"}),
    ("DELETE /groups/{nobody}/tests/{test}", None),
    ("POST /groups/{nobody}/runs", {}),
    ("POST /groups/{group}/runs", {"mobile": {"appId": "{nobody}"}}),
    ("GET /groups/{group}/webhook", None),
    ("PATCH /projects/{project}/webhook", {"active": False}),
    *((f"GET /runs/{id}", None) for id in ("{nobody}", "null", "{test}", "1")),
    ("POST /runs/{nobody}/cancel", None),
    ("POST /batches/{nobody}/cancel", None),
    ("POST /batches/null/cancel", None),
    ("POST /batches/{nobody}/rerun", None),
    ("GET /nothing", None),
]  # fmt: skip


@pytest.mark.parametrize(("call", "body"), UNKNOWN, ids=lambda each: str(each)[:60])
def test_what_is_not_there_is_not_found(army: Army, call: str, body: Any) -> None:
    """Also where the vendor's page does not say so; an id that is none is as good as unknown."""
    method, path = army.filled(call).split(" ")
    assert army.refused(method, path, army.filled(body))[0] == 404


def test_a_request_that_cannot_be_is_refused_with_what_is_wrong(army: Army) -> None:
    """In the words of a push."""
    body = {"title": "x", "projectId": army.project, "steps": [http_step(colour="red")]}
    status, message = army.refused("POST", "/tests", body)
    assert status == 400
    assert "colour" in message


def test_a_file_that_is_no_app_is_refused_with_a_word_of_its_own(army: Army) -> None:
    """By its name: nobody looks into it."""
    body = {"filename": "a.txt", "fileSize": 5}
    status, document = army.call("POST", f"/projects/{army.project}/mobile/upload", body)
    assert (status, document["error"]) == (400, "InvalidMobileApp")


def test_a_body_that_is_too_large_says_so(army: Army) -> None:
    """As pull-request runs document."""
    path = f"/projects/{army.project}/pull-request-runs"
    assert army.refused("POST", path, {"x": "x" * 2_000_000})[0] == 413


def test_what_was_refused_changed_nothing(army: Army) -> None:
    """Neither a project, a test, a group nor a run came of it."""
    assert len(army.ok("GET", "/projects", key=army.admin)["projects"]) == 1
    assert len(army.ok("GET", f"/tests?projectId={army.project}")["tests"]) == 1
    assert len(army.ok("GET", f"/groups?projectId={army.project}")["groups"]) == 2
    for kept in ("credentials", "memories", "files"):
        assert army.ok("GET", f"/projects/{army.project}/{kept}")[kept] == []
    assert army.ok("GET", "/runs")["runs"] == []
