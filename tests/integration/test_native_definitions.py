"""Definitions over the native API: documents as files have them, tags, pages and merges."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest

from gonogo import wiring
from tests.aws_stack import aws_stack
from tests.fakes import FakeClock
from tests.integration.test_definitions import Desk

STEP = {
    "url": "http://api.example/health",
    "assertions": [{"source": "response_status", "value": 200}],
}
TEST = {"name": "Health", "tags": ["quick"], "steps": [STEP]}


class Api:
    """Calls of the first tenant's key."""

    def __init__(self, desk: Desk) -> None:
        self.desk = desk
        self.answer = wiring.api(desk.stack.parts)

    def call(
        self, method: str, path: str, body: object = None, key: str | None = None, **headers: str
    ) -> tuple[int, Any, dict[str, str]]:
        """Status, the body read, headers in lower case."""
        target, _, query = path.partition("?")
        event = {
            "rawPath": target,
            "rawQueryString": query,
            "headers": {
                "authorization": f"Bearer {key or self.desk.key}",
                "content-type": "application/json",
                **{name.replace("_", "-"): value for name, value in headers.items()},
            },
            "requestContext": {"http": {"method": method}, "requestId": "r-1"},
            "body": None if body is None else json.dumps(body),
        }
        reply = self.answer(event)
        told = {name.lower(): value for name, value in reply["headers"].items()}
        return reply["statusCode"], json.loads(reply["body"] or "null"), told

    def made(self, path: str, body: object, key: str | None = None) -> Any:
        """What was created."""
        status, document, headers = self.call("POST", path, body, key)
        assert status == 201, document
        assert headers["location"].endswith(f"/{document['id']}")
        return document


ALL = "/v1/projects/orders"


@pytest.fixture
def api() -> Iterator[Api]:
    """A deployment with two projects and a key for each."""
    with aws_stack(FakeClock()) as stack:
        yield Api(Desk(stack))


def test_the_guides_call_makes_a_test(api: Api) -> None:
    """As it stands in `docs/guide/api.md`."""
    guide = (Path(__file__).parents[2] / "docs/guide/api.md").read_text(encoding="utf-8")
    shown = re.search(r"-d '(\{.*?\})'\n", guide, re.DOTALL)
    assert shown
    api.made(f"{ALL}/environments", {"name": "staging"})
    made = api.made(f"{ALL}/tests", json.loads(shown[1]))
    assert (made["name"], made["environment"], made["step_count"]) == ("Health", "staging", 1)


# ---- one thing -----------------------------------------------------------------------------------


def things(api: Api) -> dict[str, tuple[str, Any]]:
    """One of every kind, by its address."""
    base = api.made(f"{ALL}/environments", {"name": "base", "variables": {"a": "1"}})
    child = api.made(
        f"{ALL}/environments",
        {
            "name": "child",
            "parent": "base",
            "headers": {"X-A": "b"},
            "webhooks": ["https://a.example/"],
        },
    )
    test = api.made(
        f"{ALL}/tests",
        {**TEST, "environment": "own", "environments": [{"name": "own", "parent": "child"}]},
    )
    suite = api.made(
        f"{ALL}/suites",
        {"name": "smoke", "tests": ["Health"], "setup": [test["id"]], "environment": "base"},
    )
    one = f"{ALL}/tests/{test['id']}"
    own = api.call("GET", f"{one}/environments")[1]["environments"][0]
    project = api.call("GET", ALL)[1]
    return {
        ALL: ("project", project),
        f"{ALL}/environments/{base['id']}": ("base", base),
        f"{ALL}/environments/{child['id']}": ("child", child),
        one: ("test", test),
        f"{one}/environments/{own['id']}": ("own", own),
        f"{ALL}/suites/{suite['id']}": ("suite", suite),
    }


def test_what_is_read_can_be_put_back_and_changes_nothing(api: Api) -> None:
    """Of every kind: GET gives what PUT takes, and the entity tag stays."""
    for path, (kind, made) in things(api).items():
        status, read, headers = api.call("GET", path)
        assert (status, read) == (200, made), kind
        status, again, after = api.call("PUT", path, read, if_match=headers["etag"])
        assert (status, again, after["etag"]) == (200, read, headers["etag"]), kind


def test_what_was_seen_before_is_not_sent_again(api: Api) -> None:
    """304 with the tag and no body; a change has another tag."""
    for path, (kind, _) in things(api).items():
        tag = api.call("GET", path)[2]["etag"]
        assert tag.startswith('"')
        status, body, headers = api.call("GET", path, if_none_match=f'W/"x", {tag}')
        assert (status, body, headers["etag"]) == (304, None, tag), kind
        name = "orders" if kind == "project" else f"renamed {kind}"
        change = {"name": name, **({"url": "https://a.example"} if kind == "project" else {})}
        assert api.call("PATCH", path, change)[2]["etag"] != tag, kind
        assert api.call("GET", path, if_none_match=tag)[0] == 200, kind


def test_a_change_of_what_was_not_seen_is_refused(api: Api) -> None:
    """412, and nothing changes: for PUT, PATCH and DELETE; the right tag goes through."""
    for path, (kind, made) in reversed(things(api).items()):
        for method, body in (("PUT", made), ("PATCH", {"name": "x"}), ("DELETE", None)):
            status, told, _ = api.call(method, path, body, if_match='"1-old"')
            assert (status, told["code"]) == (412, "precondition_failed"), kind
        tag = api.call("GET", path)[2]["etag"]
        assert api.call("GET", path)[1] == made
        assert api.call("PATCH", path, {}, if_match=f'"other", {tag}')[0] == 200
        assert api.call("PATCH", path, {}, if_match="*")[0] == 200


def test_members_that_gonogo_gives_cannot_be_changed(api: Api) -> None:
    """They may stand in a body as they are; another version is a conflict."""
    path, made = next((p, m) for p, (kind, m) in things(api).items() if kind == "test")
    status, told, _ = api.call("PATCH", path, {"trigger": "mine"})
    assert (status, told["field"]) == (400, "trigger")
    status, told, _ = api.call("PUT", path, {**made, "version": 7})
    assert status == 409
    status, told, _ = api.call("POST", f"{ALL}/tests", {**TEST, "name": "b", "id": made["id"]})
    assert (status, told["field"]) == (400, "id")


def test_a_merge_changes_what_it_says(api: Api) -> None:
    """Null takes away, objects are merged, lists are replaced."""
    made = api.made(
        f"{ALL}/environments", {"name": "a", "variables": {"x": "1", "y": "2"}, "script": "1"}
    )
    path = f"{ALL}/environments/{made['id']}"
    change = {"variables": {"x": None, "z": "3"}, "script": None}
    status, after, _ = api.call("PATCH", path, change)
    assert (status, after["variables"], "script" in after) == (200, {"y": "2", "z": "3"}, False)
    test = api.made(f"{ALL}/tests", TEST)
    after = api.call("PATCH", f"{ALL}/tests/{test['id']}", {"tags": ["slow"], "enabled": False})[1]
    assert (after["tags"], after["enabled"], after["version"]) == (["slow"], False, 2)
    assert after["steps"] == test["steps"]


def test_every_kind_is_deleted_once(api: Api) -> None:
    """204, then 404; the project last."""
    for path, (kind, _) in reversed(things(api).items()):
        if kind == "own":
            assert api.call("DELETE", path)[0] == 409, "the test runs in it"
            continue
        assert api.call("DELETE", path)[0] == 204, kind
        assert api.call("DELETE", path)[0] == 404, kind
        assert api.call("GET", path, key=api.desk.admin)[0] == 404, kind


def test_a_suite_whose_tests_are_gone_can_still_be_put(api: Api) -> None:
    """What is read of it is taken back; one that never named any is refused."""
    test = api.made(f"{ALL}/tests", TEST)
    suite = api.made(f"{ALL}/suites", {"name": "smoke", "tests": ["Health"]})
    assert api.call("DELETE", f"{ALL}/tests/{test['id']}")[0] == 204
    path = f"{ALL}/suites/{suite['id']}"
    emptied = api.call("GET", path)[1]
    assert emptied["tests"] == []
    assert api.call("PUT", path, emptied)[:2] == (200, emptied)
    assert api.call("PATCH", path, {"name": "empty"})[1]["name"] == "empty"
    assert api.call("POST", f"{ALL}/suites", {"name": "nothing"})[0] == 400


def test_a_test_without_steps_can_be_changed_and_not_made(api: Api) -> None:
    """Vendors' clients make such; it is put as it is read, and a test is not emptied."""
    bare = api.desk.test("bare", steps=())
    path = f"{ALL}/tests/{bare.head.id}"
    read = api.call("GET", path)[1]
    assert api.call("PUT", path, read)[:2] == (200, read)
    after = api.call("PATCH", path, {"steps": [STEP]})[1]
    assert after["step_count"] == 1
    assert api.call("PATCH", path, {"steps": []})[0] == 400


def test_a_tests_own_environments_are_made_beside_it(api: Api) -> None:
    """At the test's address, by id or name."""
    test = api.made(f"{ALL}/tests", TEST)
    below = f"{ALL}/tests/{test['id']}/environments"
    api.made(f"{ALL}/environments", {"name": "mine"})
    made = api.made(below, {"name": "mine", "parent": "mine", "variables": {"n": 1}})
    assert (made["test"], made["variables"], made["parent"]) == (test["id"], {"n": "1"}, "mine")
    assert api.call("GET", f"{below}/mine")[1] == made
    assert api.call("DELETE", f"{below}/mine")[0] == 204
    assert [e["name"] for e in api.call("GET", below)[1]["environments"]] == ["Test Settings"]


# ---- what cannot be taken ------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("path", "body", "told"),
    [
        ("/v1/projects", {"name": "a/b"}, "name"),
        ("/v1/projects", {"nam": "a"}, "name"),
        ("/v1/projects", {"name": "a", "url": "ftp://x"}, "url"),
        (f"{ALL}/tests", {"name": "x"}, "test: steps: is missing"),
        (f"{ALL}/tests", {**TEST, "steps": []}, "test: steps"),
        (f"{ALL}/tests", {**TEST, "stepps": 1}, "test: stepps"),
        (f"{ALL}/tests", {**TEST, "enabled": "yes"}, "enabled"),
        (f"{ALL}/tests", {**TEST, "environment": "nowhere"}, "test: environment"),
        (
            f"{ALL}/tests",
            {**TEST, "steps": [{"url": "x", "assertions": [{}]}]},
            "steps[0].assertions[0]",
        ),
        (f"{ALL}/tests", [TEST], "body"),
        (f"{ALL}/environments", {"variables": {}}, "environment: name: is missing"),
        (f"{ALL}/environments", {"name": "a", "variables": [1]}, "environment: variables"),
        (f"{ALL}/environments", {"name": "a", "parent": "nowhere"}, "environment: parent"),
        (f"{ALL}/environments", {"name": "a", "id": "b"}, "id"),
        (f"{ALL}/suites", {"name": "a", "tests": ["nothing"]}, "suite: tests[0]"),
        (f"{ALL}/suites", {"name": "a", "tests": ["Health"], "setup": ["no"]}, "setup[0]"),
        (f"{ALL}/suites", {"name": "a", "tests": ["Health"], "setup": "Health"}, "setup"),
        (f"{ALL}/suites", {"name": "a", "tests": ["Health"], "sequential": 1}, "sequential"),
    ],
)
def test_a_body_that_cannot_be_taken_is_told_with_its_field(
    api: Api, path: str, body: object, told: str
) -> None:
    """400 with where and why; nothing is made."""
    api.made(f"{ALL}/tests", TEST)
    before = api.call("GET", path, key=api.desk.admin)[1]
    status, problem, _ = api.call("POST", path, body, key=api.desk.admin)
    assert status == 400
    assert told in f"{problem.get('field')} {problem['detail']} {problem.get('accepted')}"
    assert api.call("GET", path, key=api.desk.admin)[1] == before


def test_names_are_not_doubled_here(api: Api) -> None:
    """409, for making and renaming; a vendor's doubled ones can still be changed."""
    for path, body in ((f"{ALL}/tests", TEST), (f"{ALL}/environments", {"name": "Health"})):
        api.made(path, body)
        status, told, _ = api.call("POST", path, body)
        assert (status, told["code"]) == (409, "already_there")
    first, second = api.desk.test("twin"), api.desk.test("twin")
    for test in (first, second):
        path = f"{ALL}/tests/{test.head.id}"
        assert api.call("PATCH", path, {"description": "changed"})[0] == 200
    assert api.call("PATCH", f"{ALL}/tests/{first.head.id}", {"name": "Health"})[0] == 409


# ---- lists and who asks --------------------------------------------------------------------------


def listed(api: Api, path: str, member: str, limit: int) -> list[str]:
    """All names, page by page."""
    names: list[str] = []
    cursor = ""
    for _ in range(20):
        _, page, _ = api.call("GET", f"{path}?limit={limit}{cursor}")
        assert len(page[member]) <= limit
        names += [each["name"] for each in page[member]]
        if page["next"] is None:
            return names
        cursor = f"&cursor={quote(page['next'])}"
    raise AssertionError("pages without an end")


@pytest.mark.parametrize("limit", [1, 2, 3, 100])
def test_lists_come_in_pages_without_gaps(api: Api, limit: int) -> None:
    """Whatever the size of a page; doubled names too."""
    wanted = ["a", "b", "b", "c", "ü"]
    for name in reversed(wanted):
        api.desk.test(name)
    tests = api.desk.stack.parts.catalog.test_heads(api.desk.project.id)
    for name in ("z", "y", "x"):
        api.desk.environment(name)
        api.desk.suite(tests[0].id, name=name)
    assert listed(api, f"{ALL}/tests", "tests", limit) == wanted
    assert listed(api, f"{ALL}/environments", "environments", limit) == ["z", "y", "x"]
    assert listed(api, f"{ALL}/suites", "suites", limit) == ["x", "y", "z"]
    assert listed(api, "/v1/projects", "projects", limit) == ["orders"]


@pytest.mark.parametrize(
    "query", ["limit=0", "limit=101", "limit=x", "cursor=x", "cursor=WzFd=", "a=1"]
)
def test_a_page_that_cannot_be_is_refused(api: Api, query: str) -> None:
    """With the name of the parameter."""
    status, told, _ = api.call("GET", f"{ALL}/tests?{query}")
    assert (status, told["field"]) == (400, query.partition("=")[0])


def test_who_asks_is_told_what_the_key_opens(api: Api) -> None:
    """Whatever its role; never the key."""
    key = api.desk.issue("trigger", api.desk.project.id)
    status, told, _ = api.call("GET", "/v1/me", key=key)
    assert (status, told["role"], told["all_projects"]) == (200, "trigger", False)
    assert told["projects"] == [{"id": api.desk.project.id, "name": "orders"}]
    assert key not in json.dumps(told)
    assert api.call("GET", "/v1/me", key="nobody")[0] == 401


def test_only_an_admin_makes_a_project(api: Api) -> None:
    """403 says so; the project is at the address that is given."""
    assert api.call("POST", "/v1/projects", {"name": "third"})[0] == 403
    made = api.made("/v1/projects", {"name": "third"}, key=api.desk.admin)
    assert api.call("GET", f"/v1/projects/{made['id']}", key=api.desk.admin)[1] == made
