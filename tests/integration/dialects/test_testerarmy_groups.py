"""TesterArmy's groups, through the front door."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from tests.aws_stack import aws_stack
from tests.fakes import FakeClock, FakeHttp
from tests.integration.dialects.testerarmy_door import Army


@pytest.fixture
def army() -> Iterator[Army]:
    """A project, and a key for it."""
    http = FakeHttp()
    with aws_stack(FakeClock(), http) as stack:
        yield Army(stack, http)


def listed(army: Army) -> dict[str, dict[str, Any]]:
    """The groups by name."""
    found = army.ok("GET", f"/groups?projectId={army.project}")["groups"]
    return {group["name"]: group for group in found}


def test_a_project_has_a_group_of_all_its_tests_from_the_beginning(army: Army) -> None:
    """New tests are in it, and it is there by its id."""
    assert listed(army)["All Tests"] == {
        "id": army.default,
        "name": "All Tests",
        "isDefault": True,
        "testCount": 0,
        "prepTestId": None,
    }
    army.test()
    assert listed(army)["All Tests"]["testCount"] == 1
    assert army.ok("GET", f"/groups/{army.default}") == {
        "id": army.default,
        "name": "All Tests",
        "isDefault": True,
        "runMode": "concurrent",
        "prepTestId": None,
        "projectId": army.project,
        "createdAt": "2026-11-18T11:06:40.000Z",
    }


def test_a_group_is_made_read_changed_and_deleted(army: Army) -> None:
    """Its tests stay when it goes."""
    test = army.test()
    body = {"projectId": army.short, "name": "smoke", "runMode": "sequential", "prepTestId": test}
    status, made = army.call("POST", "/groups", body)
    group = made["group"]
    assert status == 201
    assert {**group, "id": ""} == {
        "id": "",
        "name": "smoke",
        "isDefault": False,
        "runMode": "sequential",
        "prepTestId": test,
        "projectId": army.project,
    }
    path = f"/groups/{group['id']}"
    read = army.ok("GET", path)
    assert read == {**group, "createdAt": read["createdAt"]}
    changed = army.ok("PATCH", path, {"name": "night", "runMode": "concurrent"})["group"]
    assert (changed["name"], changed["runMode"], changed["prepTestId"]) == (
        "night",
        "concurrent",
        test,
    )
    assert army.ok("PATCH", path, {"prepTestId": None})["group"]["prepTestId"] is None
    assert army.ok("DELETE", path) == {"deleted": True, "id": group["id"]}
    assert army.refused("GET", path)[0] == 404
    assert army.ok("GET", f"/tests/{test}")["id"] == test


def test_a_project_has_20_groups_at_most(army: Army) -> None:
    """The one of all tests included."""
    for number in range(19):
        army.group(f"g{number}")
    status, message = army.refused("POST", "/groups", {"projectId": army.project, "name": "x"})
    assert (status, message) == (400, "The project has 20 groups, at most 20 are possible")


def test_a_test_is_put_into_a_group_once(army: Army) -> None:
    """201 when it was not there, 200 when it was."""
    test, group = army.test(), army.group()
    answers = [army.call("POST", f"/groups/{group}/tests", {"testId": test}) for _ in range(2)]
    assert answers == [
        (201, {"groupId": group, "testId": test, "added": True}),
        (200, {"groupId": group, "testId": test, "added": False}),
    ]
    assert listed(army)["smoke"]["testCount"] == 1
    status, answer = army.call("POST", f"/groups/{army.default}/tests", {"testId": test})
    assert (status, answer["added"]) == (200, False)
    named = [each["name"] for each in army.ok("GET", f"/tests/{test}")["groups"]]
    assert named == ["All Tests", "smoke"]


def test_a_test_is_taken_out_of_a_group_once(army: Army) -> None:
    """Whether or not it was in it, the answer is 200; from the default group none goes."""
    test = army.test()
    group = army.group("smoke", test)
    answers = [army.ok("DELETE", f"/groups/{group}/tests/{test}") for _ in range(2)]
    assert [answer["removed"] for answer in answers] == [True, False]
    assert army.ok("DELETE", f"/groups/{army.default}/tests/{test}")["removed"] is False
    assert listed(army)["All Tests"]["testCount"] == 1


def test_taking_out_the_prepared_test_clears_it(army: Army) -> None:
    """It is one test of the group, however often it is named."""
    test, other = army.test("prep"), army.test("other")
    group = army.group("smoke", test, other, prepTestId=test)
    assert listed(army)["smoke"]["testCount"] == 2
    assert army.ok("DELETE", f"/groups/{group}/tests/{test}")["removed"] is True
    assert army.ok("GET", f"/groups/{group}")["prepTestId"] is None
    assert listed(army)["smoke"]["testCount"] == 1


def test_a_member_that_was_prepared_is_a_member_again(army: Army) -> None:
    """One that was none is not."""
    member, guest = army.test("member"), army.test("guest")
    path = f"/groups/{army.group('smoke', member)}"
    for prep in (member, guest, None):
        army.ok("PATCH", path, {"prepTestId": prep})
    assert listed(army)["smoke"]["testCount"] == 1
    assert army.ok("GET", f"/tests/{member}")["groups"][1]["name"] == "smoke"


def test_the_default_group_has_settings_and_cannot_be_deleted(army: Army) -> None:
    """Its id stays, and it goes on having all tests."""
    first = army.test("first")
    path = f"/groups/{army.default}"
    assert army.refused("DELETE", path)[0] == 400
    changed = army.ok("PATCH", path, {"runMode": "sequential", "prepTestId": first})["group"]
    assert (changed["id"], changed["isDefault"]) == (army.default, True)
    assert (changed["runMode"], changed["prepTestId"]) == ("sequential", first)
    army.test("second")
    assert listed(army)["All Tests"] == {
        "id": army.default,
        "name": "All Tests",
        "isDefault": True,
        "testCount": 2,
        "prepTestId": first,
    }
    assert army.refused("DELETE", path)[0] == 400
    started = army.ok("POST", f"{path}/runs", {})
    assert (started["groupId"], started["count"]) == (army.default, 2)
