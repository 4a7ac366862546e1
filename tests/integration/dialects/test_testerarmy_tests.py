"""TesterArmy's tests and their steps, through the front door."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.aws_stack import aws_stack
from tests.fakes import FakeClock, FakeHttp, a_reply
from tests.integration.dialects.testerarmy_door import NOBODY, URL, Army, http_step

ID = "7d0d2a52-6c7e-4d0a-9f37-8a3a4b7f2d11"
STEPS: list[dict[str, Any]] = [
    {"type": "act", "title": "Click the button"},
    {"type": "assert", "title": "A basket is shown"},
    {"type": "login", "title": "As Ann", "credentialId": ID},
    {"type": "login", "title": "As anybody", "temporaryEmail": True},
    {"type": "files", "title": "Upload these", "fileIds": [ID]},
    {"type": "screenshot"},
    {"type": "screenshot", "title": "The end"},
    {"type": "javascript", "code": "return {success: true}"},
]


@pytest.fixture
def army() -> Iterator[Army]:
    """A project, and a key for it."""
    http = FakeHttp()
    with aws_stack(FakeClock(), http) as stack:
        yield Army(stack, http)


def create(army: Army, **fields: Any) -> tuple[int, Any]:
    """A call that makes a test."""
    body = {"title": "Buy", "projectId": army.project, "steps": STEPS, **fields}
    return army.call("POST", "/tests", body)


def test_every_type_of_step_is_kept_as_it_was_written(army: Army) -> None:
    """Whether or not anybody here can do what it says."""
    status, made = create(army, description="By card.", platform="mobile", enabled=False)
    test = made["test"]
    assert status == 201
    assert test["steps"] == STEPS
    assert (test["title"], test["description"]) == ("Buy", "By card.")
    assert (test["platform"], test["enabled"]) == ("mobile", False)
    assert (test["projectId"], test["projectUrl"], test["projectName"]) == (
        army.project,
        URL,
        "shop",
    )
    read = army.ok("GET", f"/tests/{test['id']}")
    assert {**test, "groups": read["groups"]} == read
    assert read["groups"] == [{"id": army.default, "name": "All Tests", "isDefault": True}]


def test_a_step_with_a_request_is_given_back_with_it(army: Army) -> None:
    """In gonogo's words, whatever type of the vendor's it is written as."""
    steps = [
        http_step("One"),
        {**http_step("Two"), "type": "act"},
        {**http_step(), "type": "login"},
    ]
    shown = create(army, steps=steps)[1]["test"]["steps"]
    assert [(step["type"], step["title"]) for step in shown] == [
        ("assert", "One"),
        ("act", "Two"),
        ("login", "The shop is up"),
    ]
    request = shown[0]["request"]
    assert (request["type"], request["url"]) == ("request", f"{URL}/health")
    assert army.ok("PATCH", f"/tests/{army.test()}", {"steps": shown})["test"]["steps"] == shown


def test_a_test_that_was_pushed_is_shown_with_requests(army: Army) -> None:
    """Its steps are asserts if they assert something."""
    steps = [{"url": f"{URL}/a"}, {"url": f"{URL}/b", "note": "B", "assertions": [_status()]}]
    document = {"project": army.short, "tests": [{"name": "Pushed", "steps": steps}]}
    event = {"rawPath": "/v1/definitions"}
    assert army.call("POST", "", document, key=army.admin, **event)[0] == 200
    (test,) = army.ok("GET", f"/tests?projectId={army.project}")["tests"]
    shown = [(step["type"], step["title"], step["request"]["url"]) for step in test["steps"]]
    assert shown == [("act", f"GET {URL}/a", f"{URL}/a"), ("assert", "B", f"{URL}/b")]


def _status() -> dict[str, Any]:
    return {"source": "response_status", "value": 200}


def test_a_test_is_changed_in_what_is_given_and_its_steps_as_a_whole(army: Army) -> None:
    """Unknown members are passed over."""
    id = create(army, description="By card.")[1]["test"]["id"]
    path = f"/tests/{id}"
    changed = army.ok("PATCH", path, {"title": "Sell", "colour": "red"})["test"]
    assert (changed["title"], changed["description"], len(changed["steps"])) == (
        "Sell",
        "By card.",
        len(STEPS),
    )
    changed = army.ok("PATCH", path, {"steps": STEPS[:1], "enabled": False})["test"]
    assert (changed["steps"], changed["enabled"], changed["title"]) == (STEPS[:1], False, "Sell")
    assert army.ok("PATCH", path, {"description": None})["test"]["description"] is None
    assert army.refused("PATCH", path, {"steps": []})[0] == 400


def test_a_title_may_be_what_no_name_of_ours_can_be(army: Army) -> None:
    """Of 500 characters, in two lines."""
    title = "Buy\n" + "x" * 496
    id = create(army, title=title)[1]["test"]["id"]
    assert army.ok("GET", f"/tests/{id}")["title"] == title


def test_tests_are_listed_in_pages_in_the_order_of_their_making(army: Army) -> None:
    """The last page has no cursor."""
    for title in ("b", "a", "c"):
        army.test(title)
        army.clock.advance(1)
    path = f"/tests?projectId={army.short}&limit=2"
    first = army.ok("GET", path)
    assert (first["projectName"], first["projectUrl"]) == ("shop", URL)
    assert [test["title"] for test in first["tests"]] == ["b", "a"]
    second = army.ok("GET", f"{path}&cursor={first['nextCursor']}")
    assert [test["title"] for test in second["tests"]] == ["c"]
    assert second["nextCursor"] is None


def test_tests_of_a_group_are_listed(army: Army) -> None:
    """The default group has all."""
    one, two = army.test("one"), army.test("two")
    group = army.group("smoke", two)
    path = f"/tests?projectId={army.project}&groupId="
    assert [each["id"] for each in army.ok("GET", path + group)["tests"]] == [two]
    assert {each["id"] for each in army.ok("GET", path + army.default)["tests"]} == {one, two}
    assert army.refused("GET", path + NOBODY)[0] == 404


def test_a_deleted_test_is_gone_from_its_groups(army: Army) -> None:
    """And not found again."""
    test = army.test()
    group = army.group("smoke", test)
    assert army.ok("DELETE", f"/tests/{test}") == {"deleted": True, "id": test}
    assert army.refused("GET", f"/tests/{test}")[0] == 404
    assert army.refused("DELETE", f"/tests/{test}")[0] == 404
    groups = army.ok("GET", f"/groups?projectId={army.project}")["groups"]
    assert {each["id"]: each["testCount"] for each in groups} == {army.default: 0, group: 0}


def test_the_step_of_the_guide_is_performed_and_judged() -> None:
    """As it stands there."""
    page = Path(__file__).resolve().parents[3] / "docs/guide/testerarmy.md"
    (block,) = re.findall(r"```json\n(.*?)```", page.read_text(encoding="utf-8"), re.DOTALL)
    http = FakeHttp(a_reply({"items": []}), a_reply({"items": [1]}))
    with aws_stack(FakeClock(), http) as stack:
        army = Army(stack, http)
        test = army.test("Basket", json.loads(block))
        runs = [army.ok("POST", f"/tests/{test}/runs", {})["runId"] for _ in range(2)]
        stack.execute()
        results = {army.ok("GET", f"/runs/{run}")["output"]["result"] for run in runs}
    assert results == {"PASS", "FAILED"}
    assert {request.url for request in http.requests} == {f"{URL}/basket"}
