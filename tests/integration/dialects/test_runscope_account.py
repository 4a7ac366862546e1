"""Runscope's account, team, roles and what it does not do, through the front door."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from tests.runscope_client import Runscope, runscope_client


@pytest.fixture
def api() -> Iterator[Runscope]:
    """A bucket and a token for it."""
    with runscope_client() as client:
        yield client


def team_of(api: Runscope) -> str:
    """The path of the account's team."""
    return f"/teams/{api.get('/account')['teams'][0]['id']}"


def test_the_root_says_where_to_go_on(api: Runscope) -> None:
    """At the API's own base."""
    base = "https://gonogo.example/runscope"
    expected = {"bucket_list_url": f"{base}/buckets", "current_account_url": f"{base}/account"}
    assert api.get("/") == expected
    assert api.get("") == expected


def test_an_account_is_the_token_and_has_an_owner_only_if_asked(api: Runscope) -> None:
    """`include_owner=true` adds `teams[].owner`."""
    account = api.get("/account")
    assert account["id"] == account["uuid"]
    assert "owner" not in account["teams"][0]
    owned = api.get("/account", include_owner="true")
    assert {"uuid", "name", "email"} == set(owned["teams"][0]["owner"])


def test_a_team_counts_its_buckets_and_its_time_is_a_text(api: Runscope) -> None:
    """The one time that is a string in the contract."""
    team = api.get(team_of(api))
    assert team["buckets"] == [{"key": api.bucket, "name": "shop", "default": False}]
    assert team["bucket_count"] == 1
    assert isinstance(team["created_at"], str)
    assert team["flags"] == []


def test_a_team_that_nobody_named_is_not_there(api: Runscope) -> None:
    """Nor are its parts."""
    for path in ("", "/people", "/roles", "/agents", "/integrations"):
        assert api.refused("GET", f"/teams/6f2d7a56{path}")["status"] == 404


def test_people_and_agents_are_lists_of_what_there_is(api: Runscope) -> None:
    """One person stands for all; a deployment has no agents yet."""
    [person] = api.get(f"{team_of(api)}/people")
    assert {"id", "uuid", "name", "email", "created_at", "last_login_at", "group_name"} == set(
        person
    )
    assert isinstance(person["created_at"], float)
    assert api.get(f"{team_of(api)}/agents") == []


def test_integrations_are_the_webhooks_of_the_buckets(api: Runscope) -> None:
    """By kind, with what they were called."""
    assert api.get(f"{team_of(api)}/integrations") == []
    from gonogo.domain.commands.webhooks import CreateWebhook

    made: Any = api.stack.ask(
        CreateWebhook(
            key=api.key,
            project=api.bucket,
            name="deploys",
            settings={"url": "https://hooks.example/x"},
        )
    )
    [hook] = api.get(f"{team_of(api)}/integrations")
    id = made.webhook.id
    assert hook == {"id": id, "uuid": id, "type": "webhook", "description": "deploys"}


def test_regions_are_those_where_tests_run(api: Runscope) -> None:
    """A client chooses from them; a run elsewhere would be counted as failed."""
    [region] = api.get("/regions")["regions"]
    assert region["region_code"] == "us1"
    assert region["location"] == "US East - Northern Virginia"


def test_roles_begin_with_administrators_and_are_kept(api: Runscope) -> None:
    """Made, read, changed and deleted; the first is always there."""
    roles = f"{team_of(api)}/roles"
    role = api.post(roles, {"name": "Auditors", "permissions": ["team:people:view"], "x": 1})
    assert role["x"] == 1
    assert [each["name"] for each in api.get(roles)] == ["Administrators", "Auditors"]
    path = f"{roles}/{role['uuid']}"
    assert api.get(path) == role
    changed = api.put(path, {"name": "Readers"})
    assert changed == {**role, "name": "Readers"}
    api.delete(path)
    assert api.refused("GET", path)["status"] == 404


def test_administrators_cannot_be_changed(api: Runscope) -> None:
    """They can be read like any other role."""
    roles = f"{team_of(api)}/roles"
    [first] = api.get(roles)
    path = f"{roles}/{first['uuid']}"
    assert api.get(path) == first
    assert api.refused("DELETE", path)["status"] == 409
    assert api.refused("PUT", path, {"name": "x"})["status"] == 409


def test_a_role_is_seen_by_who_opens_its_bucket_only(api: Runscope) -> None:
    """The team is the deployment; what is in it belongs to buckets."""
    roles = f"{team_of(api)}/roles"
    role = api.post(roles, {"name": "Auditors"})
    other = api.post("/buckets?name=other", key=api.admin)["key"]
    stranger = api.token("write", other)
    assert [each["name"] for each in api.get(roles, key=stranger)] == ["Administrators"]
    path = f"{roles}/{role['uuid']}"
    assert api.refused("GET", path, key=stranger)["status"] == 404
    assert api.refused("DELETE", path, key=stranger)["status"] == 404


@pytest.mark.parametrize(
    ("method", "path"),
    [("GET", "messages"), ("POST", "messages"), ("DELETE", "messages"),
     ("GET", "messages/1"), ("GET", "errors")],
)  # fmt: skip
def test_captured_traffic_is_not_supported_and_says_so(
    api: Runscope, method: str, path: str
) -> None:
    """No empty list that would look like silence."""
    error = api.refused(method, f"/buckets/{api.bucket}/{path}")
    assert error["status"] == 501
    assert "not supported" in error["message"]


@pytest.mark.parametrize("key", ["", "00000000-0000-4000-8000-000000000000", "x"])
@pytest.mark.parametrize("path", ["/", "/account", "/buckets", "/regions"])
def test_a_missing_or_bad_token_is_403_and_says_what_is_wanted(
    api: Runscope, path: str, key: str
) -> None:
    """Clients know no 401."""
    error = api.refused("GET", path, key=key)
    assert error["status"] == 403
    assert "valid Authorization header must be supplied" in error["message"]
