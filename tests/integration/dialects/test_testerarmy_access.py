"""Who may ask TesterArmy's API for what, and the spellings of its addresses."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from gonogo.dialects import dialects
from tests.aws_stack import aws_stack
from tests.fakes import FakeClock, FakeHttp
from tests.integration.dialects.testerarmy_door import NOBODY, URL, Army

ROUTES = [
    (method, route.path)
    for route in dialects["testerarmy"].routes
    for method in route.methods
    if "<secret>" not in route.path
]
BODIES: dict[str, Any] = {
    "/tests": {"title": "x", "projectId": "{project}", "steps": [{"type": "act", "title": "x"}]},
    "/groups": {"name": "x", "projectId": "{project}"},
    "/groups/<group>/tests": {"testId": "{test}"},
    "/groups/<group>/webhook": {"active": True},
    "/projects/<project>/webhook": {"active": True},
    "/projects/<project>/environments": {"name": "x", "url": URL},
    "/projects/<project>/credentials": {"kind": "inbox", "label": "x"},
    "/projects/<project>/memories": {
        "category": "test_insights",
        "title": "x",
        "content": "x",
        "importance": "low",
    },
    "/projects/<project>/pull-request-runs": {
        "targetUrl": URL,
        "pullRequest": {"number": 1, "title": "x", "commitSha": "x"},
    },
    "/projects/<project>/mobile/upload": {"filename": "a.apk", "fileSize": 1},
    "/projects/<project>/files/upload": {"filename": "a", "fileSize": 1},
}
OWN = {("GET", "/projects"), ("POST", "/projects"), ("GET", "/runs"), ("POST", "/runs")}
OWN |= {("POST", "/ci/test")}
"""Calls that name nothing of anybody's: they are about the key's own projects."""


@pytest.fixture(scope="module")
def army() -> Iterator[Army]:
    """A project with one of everything; nothing that is asked here changes it."""
    http = FakeHttp()
    with aws_stack(FakeClock(), http) as stack:
        found = Army(stack, http)
        project = f"/projects/{found.project}"
        test = found.test()
        started = found.ok("POST", f"/groups/{found.group('smoke', test)}/runs", {})
        memory = found.ok("POST", f"{project}/memories", BODIES["/projects/<project>/memories"])
        begun = found.ok("POST", f"{project}/mobile/upload", {"filename": "a.apk", "fileSize": 1})
        stack.parts.files.put(begun["storageKey"], b"1", "application/octet-stream")
        app = found.ok("POST", f"{project}/mobile/upload/confirm", begun)
        found.known = {
            "project": found.project,
            "test": test,
            "group": started["groupId"],
            "run": started["runIds"][0],
            "batch": started["batchId"],
            "memory": memory["memory"]["id"],
            "app": app["app"]["id"],
            "file": NOBODY,
            "environment": NOBODY,
        }
        yield found


def filled(army: Army, path: str) -> tuple[str, Any]:
    """A route's path below the version with real ids, and a body that it takes."""
    below = path.removeprefix("/v1")
    body = army.filled(BODIES.get(below, {}))
    return army.filled(below.replace("<", "{").replace(">", "}")), body


@pytest.mark.parametrize(("method", "path"), ROUTES)
def test_without_a_good_key_nothing_is_said(army: Army, method: str, path: str) -> None:
    """401 before the body is looked at."""
    below, _ = filled(army, path)
    status, message = army.refused(method, below, "{", key="sk_000000000000_0000000000000000")
    assert (status, "Authorization: Bearer" in message) == (401, True)


@pytest.mark.parametrize("key", [None, "${API_KEY}", "$KEY", "null", "sk_", "gonogo_" + "0" * 36])
def test_every_bad_key_is_answered_alike(army: Army, key: str | None) -> None:
    """Missing, unset and mistyped ones."""
    refused = army.refused("GET", "/projects", key=key)
    assert refused == army.refused("GET", "/projects", key="sk_000000000000_0000000000000000")


@pytest.mark.parametrize(
    ("method", "path"), [r for r in ROUTES if (r[0], r[1].removeprefix("/v1")) not in OWN]
)
def test_anothers_things_are_not_there(army: Army, method: str, path: str) -> None:
    """404 for every operation with the ids of another project, and nothing of theirs is told."""
    stranger = army.key_for("write", _other(army))
    below, body = filled(army, path)
    if "<project>" in path:
        body = body or {"name": "x"}
    query = (
        f"?projectId={army.project}" if method == "GET" and below in ("/tests", "/groups") else ""
    )
    status, message = army.refused(method, below + query, body, key=stranger)
    assert status == 404, message


def _other(army: Army) -> str:
    found = army.ok("GET", "/projects", key=army.admin)["projects"]
    others = [each["shortId"] for each in found if each["shortId"] != army.short]
    if others:
        return str(others[0])
    made = army.ok("POST", "/projects", {"name": "other", "url": URL}, key=army.admin)
    return str(made["project"]["shortId"])


def test_a_stranger_lists_nothing_of_anothers(army: Army) -> None:
    """By their test's id neither."""
    stranger = army.key_for("write", _other(army))
    assert army.ok("GET", "/runs", key=stranger)["runs"] == []
    assert army.refused("GET", f"/runs?projectId={army.project}", key=stranger)[0] == 404
    assert army.refused("GET", f"/runs?testId={army.known['test']}", key=stranger)[0] == 404


@pytest.mark.parametrize(
    ("role", "call", "status"),
    [
        ("read", "GET /projects/{project}", 200),
        ("read", "GET /runs/{run}", 200),
        ("read", "POST /groups/{group}/runs", 202),
        ("read", "POST /tests/{test}/runs", 202),
        ("read", "PATCH /tests/{test}", 403),
        ("read", "DELETE /groups/{group}", 403),
        ("read", "DELETE /projects/{project}", 403),
        ("trigger", "GET /projects", 200),
        ("trigger", "GET /runs/{run}", 403),
        ("trigger", "POST /groups/{group}/runs", 403),
        ("write", "PATCH /tests/{test}", 200),
    ],
)
def test_a_role_may_do_what_is_written_of_it(army: Army, role: Any, call: str, status: int) -> None:
    """To start a group or test one must be able to read it: its project is looked for."""
    method, path = army.filled(call).split(" ")
    key = army.key_for(role, army.short)
    assert army.call(method, path, {}, key=key)[0] == status


SPELLINGS = [
    ("gonogo.example", "/testerarmy/v1"),
    ("gonogo.example", "/testerarmy/api/v1"),
    ("testerarmy.gonogo.example", "/v1"),
    ("testerarmy.gonogo.example", "/api/v1"),
    ("TesterArmy.gonogo.example:443", "/api/v1"),
    ("testerarmy.gonogo.example", "//api//v1"),
]


@pytest.mark.parametrize(("host", "prefix"), SPELLINGS)
@pytest.mark.parametrize("end", ["", "/"])
def test_every_spelling_of_an_address_is_answered_alike(
    army: Army, host: str, prefix: str, end: str
) -> None:
    """Clients that know only the origin of a webhook ask at the root of a host of its own."""
    run = army.known["run"]
    event: dict[str, Any] = {
        "rawPath": f"{prefix}/runs/{run}{end}",
        "headers": {"host": host, "Authorization": f"bearer   {army.key} "},
    }
    assert army.call("GET", "", **event) == (200, army.ok("GET", f"/runs/{run}"))
    project = {**event, "rawPath": f"{prefix}/projects/{army.project}/mobile/{NOBODY}{end}"}
    assert army.call("DELETE", "", **project)[0] == 404


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        (None, None),
        ("", "application/json"),
        ("", "application/x-www-form-urlencoded"),
        ("null", "application/json"),
        ("\n {} \n", "application/json; charset=UTF-8"),
        ("\ufeff{}", "Application/JSON"),
        ("{}", "application/x-www-form-urlencoded"),
        ("{}", None),
        ("{}", "text/plain"),
    ],
)
def test_a_body_is_read_as_json_whatever_it_is_called(
    army: Army, body: str | None, kind: str | None
) -> None:
    """And none counts as an empty object."""
    headers = {"host": "gonogo.example", "AUTHORIZATION": f"Bearer {army.key}"}
    if kind is not None:
        headers["Content-Type"] = kind
    path = f"/groups/{army.known['group']}/runs"
    assert army.call("POST", path, body, headers=headers)[0] == 202
    army.clock.advance(11)


def test_a_key_for_these_clients_looks_as_theirs_do(army: Army) -> None:
    """They check its form."""
    head, short, long = army.key.split("_")
    assert (head, len(short), len(long)) == ("sk", 12, 16)
