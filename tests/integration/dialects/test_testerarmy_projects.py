"""TesterArmy's projects and environments, through the front door."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.aws_stack import aws_stack
from tests.fakes import FakeClock, FakeHttp
from tests.integration.dialects.testerarmy_door import URL, Army


@pytest.fixture
def army() -> Iterator[Army]:
    """A project, and a key for it."""
    http = FakeHttp()
    with aws_stack(FakeClock(), http) as stack:
        yield Army(stack, http)


def test_a_project_is_read_by_its_uuid_and_by_its_short_id(army: Army) -> None:
    """The answer to both is the bare project with all that the vendor's has."""
    by_uuid = army.ok("GET", f"/projects/{army.project}")
    assert by_uuid == army.ok("GET", f"/projects/{army.short}")
    assert by_uuid == army.ok("GET", f"/projects/{army.project.upper()}")
    assert {**by_uuid, "environments": []} == {
        "id": army.project,
        "shortId": army.short,
        "name": "shop",
        "url": URL,
        "projectType": "web",
        "description": None,
        "environments": [],
        "createdAt": "2026-11-18T11:06:40.000Z",
    }


def test_a_key_lists_its_own_projects(army: Army) -> None:
    """And no others."""
    army.stranger()
    (listed,) = army.ok("GET", "/projects")["projects"]
    assert listed["id"] == army.project
    everything = army.ok("GET", "/projects", key=army.admin)["projects"]
    assert [each["name"] for each in everything] == ["other", "shop"]


def test_a_new_project_answers_201_and_keeps_what_it_was_told(army: Army) -> None:
    """Two may have the same name, as the vendor's may."""
    body = {"name": "a/b", "url": URL, "projectType": "mobile", "description": "Sells."}
    for _ in range(2):
        status, made = army.call("POST", "/projects", body, key=army.admin)
        assert status == 201
        project = made["project"]
        assert (project["name"], project["projectType"]) == ("a/b", "mobile")
        assert project["description"] == "Sells."
        again = army.ok("GET", f"/projects/{project['id']}", key=army.admin)
        assert again == project


def test_a_key_that_is_bound_to_its_projects_makes_no_further_one(army: Army) -> None:
    """The vendor's refusal for a limit says how many there are."""
    status, refused = army.call("POST", "/projects", {"name": "x", "url": URL})
    assert (status, refused["error"]) == (403, "Forbidden")
    assert (refused["currentCount"], refused["limit"]) == (1, 1)


def test_a_project_is_changed_in_what_is_given(army: Army) -> None:
    """Null takes the description away; what the body does not name stays."""
    path = f"/projects/{army.short}"
    army.ok("PATCH", path, {"description": "Sells.", "name": "The shop"})
    changed = army.ok("PATCH", path, {"url": "https://new.example"})["project"]
    assert (changed["name"], changed["url"]) == ("The shop", "https://new.example")
    assert changed["description"] == "Sells."
    assert army.ok("PATCH", path, {"description": None})["project"]["description"] is None
    assert army.refused("PATCH", path, {"url": "no"})[0] == 400


def test_a_project_is_renamed_for_everybody(army: Army) -> None:
    """Under a name that is free; and a name that it is given elsewhere is the one it has."""
    army.stranger()
    path = f"/projects/{army.project}"
    assert army.ok("PATCH", path, {"name": "other"})["project"]["name"] == "other"
    names = {each.id: each.name for each in army.stack.parts.catalog.projects()}
    assert names[army.short] == "other (2)"  # type: ignore[index]
    event = {"rawPath": f"/v1/projects/{army.short}"}
    assert army.call("PATCH", "", {"name": "shop again"}, key=army.admin, **event)[0] == 200
    assert army.ok("GET", path)["name"] == "shop again"


def test_a_deleted_project_takes_all_it_owns_with_it(army: Army) -> None:
    """Its tests, groups and runs are not found any more."""
    test = army.test()
    group = army.group("smoke", test)
    run = army.ok("POST", f"/tests/{test}/runs", {})["runId"]
    assert army.ok("DELETE", f"/projects/{army.project}") == {"deleted": True, "id": army.project}
    for path in (f"/tests/{test}", f"/groups/{group}", f"/runs/{run}"):
        assert army.call("GET", path)[0] == 404, path
    assert army.call("GET", f"/projects/{army.project}", key=army.admin)[0] == 404


def test_an_environment_is_one_of_three_kinds(army: Army) -> None:
    """Two are built in, made ones are static and get a slug."""
    status, made = army.call(
        "POST", f"/projects/{army.project}/environments", {"name": "QA 2", "url": URL}
    )
    assert status == 201
    listed = army.ok("GET", f"/projects/{army.short}/environments")["environments"]
    shown = [(each["slug"], each["kind"], each["url"]) for each in listed]
    assert shown == [
        ("production", "production", URL),
        ("pr-preview", "pr_preview", None),
        ("qa-2", "static", URL),
    ]
    assert listed[2] == made["environment"]
    assert army.ok("GET", f"/projects/{army.project}")["environments"] == listed


def test_a_static_environment_can_be_deleted_and_a_built_in_one_cannot(army: Army) -> None:
    """An unknown one is not found."""
    path = f"/projects/{army.project}/environments"
    made = army.ok("POST", path, {"name": "QA", "url": URL})["environment"]
    assert army.ok("DELETE", f"{path}/{made['id']}") == {"deleted": True, "id": made["id"]}
    assert army.refused("DELETE", f"{path}/{made['id']}")[0] == 404
    production = army.ok("GET", path)["environments"][0]["id"]
    assert army.refused("DELETE", f"{path}/{production}")[0] == 400
