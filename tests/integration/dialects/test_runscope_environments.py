"""Runscope's environments through the front door: shared, a test's own, and inherited."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from tests.runscope_client import STEP, Runscope, runscope_client

WHOLE: dict[str, Any] = {
    "name": "Staging",
    "initial_variables": {"host": "http://api.example", "n": "1"},
    "script": "variables.set('x', 1);",
    "script_library": ["lib-1"],
    "preserve_cookies": True,
    "stop_on_failure": True,
    "retry_on_failure": True,
    "verify_ssl": False,
    "regions": ["us1", "eu1"],
    "remote_agents": [{"name": "inside", "uuid": "6f2d7a56-4f6c-4d8b-9d21-6a1ad7d1c7f3"}],
    "webhooks": ["https://hooks.example/run"],
    "integrations": [{"id": "i-1", "integration_type": "slack", "description": "team"}],
    "emails": {
        "notify_all": False,
        "notify_on": "failures",
        "notify_threshold": 3,
        "recipients": [{"id": "p-1", "name": "Ann", "email": "ann@example.com"}],
    },
    "headers": {"X-One": ["1", "2"]},
    "auth": {"auth_type": "basic", "username": "u", "password": "p"},
    "http_version_support": "http/2",
    "force_h2c": True,
    "pre_request_scripts": ["log(1);"],
    "post_response_scripts": ["log(2);"],
    "their_own": {"a": [1, 2.5, None]},
}


@pytest.fixture
def api() -> Iterator[Runscope]:
    """A bucket and a token for it."""
    with runscope_client() as client:
        yield client


@pytest.fixture(params=["shared", "of a test"])
def place(api: Runscope, request: pytest.FixtureRequest) -> str:
    """The path of environments of either kind."""
    if request.param == "shared":
        return f"/buckets/{api.bucket}/environments"
    return f"{api.tests}/{api.make_test()['id']}/environments"


def test_an_environment_is_read_as_it_was_sent(api: Runscope, place: str) -> None:
    """Every field, those that mean nothing here too; the server adds its own."""
    shown = api.post(place, WHOLE)
    assert {key: shown[key] for key in WHOLE} == WHOLE
    path = f"{place}/{shown['id']}"
    assert api.get(path) == shown
    assert api.put(path, shown) == shown
    assert shown in api.get(place)


def test_a_bare_environment_has_every_key_that_strict_clients_read(
    api: Runscope, place: str
) -> None:
    """Defaults of the vendor; lists are never null; `client_certificate` is always there."""
    shown = api.post(place, {"name": "Bare"})
    flags = ("preserve_cookies", "stop_on_failure", "retry_on_failure", "force_h2c")
    assert [shown[flag] for flag in flags] == [False] * 4
    assert shown["verify_ssl"] is True
    assert (shown["regions"], shown["remote_agents"]) == (["us1"], [])
    assert shown["http_version_support"] == "http/1.1"
    assert isinstance(shown["exported_at"], int)
    assert "client_certificate" in shown
    lists = ("script_library", "integrations", "pre_request_scripts", "post_response_scripts")
    assert all(shown[name] == [] for name in lists)


def test_test_id_is_a_text_for_a_test_and_null_for_all(api: Runscope) -> None:
    """A strict client needs the text."""
    test = api.make_test()
    assert test["environments"][0]["test_id"] == test["id"]
    shared = api.post(f"/buckets/{api.bucket}/environments", {"name": "All"})
    assert shared["test_id"] is None
    assert shared["parent_environment_id"] is None


def test_an_environment_that_names_itself_is_replaced(api: Runscope, place: str) -> None:
    """What it does not say is as in a new one; the id stays."""
    shown = api.post(place, WHOLE)
    changed = api.put(f"{place}/{shown['id']}", {"name": "Staging", "regions": []})
    bare = api.post(place, {"name": "Staging", "regions": []})
    assert changed == {**bare, "id": shown["id"]}


def test_an_environment_without_its_name_changes_what_it_says(api: Runscope, place: str) -> None:
    """Scripts in the field send single settings."""
    shown = api.post(place, WHOLE)
    said = {"initial_variables": {"host": "http://other.example"}, "script": None}
    changed = api.put(f"{place}/{shown['id']}", said)
    assert changed == {**shown, "initial_variables": said["initial_variables"]}


def test_a_test_s_environments_are_its_own_only(api: Runscope) -> None:
    """Those of the bucket are listed apart."""
    test = api.make_test()
    own = f"{api.tests}/{test['id']}/environments"
    shared = f"/buckets/{api.bucket}/environments"
    first, second = api.post(own, {"name": "One"}), api.post(shared, {"name": "Two"})
    assert [each["name"] for each in api.get(own)] == ["One", "Test Settings"]
    assert api.get(shared) == [second]
    assert api.refused("GET", f"{own}/{second['id']}")["status"] == 404
    assert api.get(f"{own}/{first['id']}") == first


def test_a_test_s_environment_answers_at_the_address_of_shared_ones(api: Runscope) -> None:
    """A client deletes it there."""
    test = api.make_test()
    own = f"{api.tests}/{test['id']}/environments"
    made = api.post(own, {"name": "One"})
    path = f"/buckets/{api.bucket}/environments/{made['id']}"
    assert api.get(path) == made
    assert api.put(path, {**made, "script": "log(1);"})["test_id"] == test["id"]
    api.delete(path)
    assert [each["name"] for each in api.get(own)] == ["Test Settings"]


def test_a_test_s_environment_inherits_from_a_shared_one(api: Runscope) -> None:
    """Variables of the test win, headers and webhooks of both go out."""
    shared = api.post(
        f"/buckets/{api.bucket}/environments",
        {"name": "Base", "initial_variables": {"a": "1", "b": "1"}, "headers": {"X-A": "1"}},
    )
    test = api.make_test("Login", STEP)
    [settings] = test["environments"]
    path = f"{api.tests}/{test['id']}/environments/{settings['id']}"
    said = {"initial_variables": {"b": "2"}, "parent_environment_id": shared["id"]}
    child = api.put(path, {**settings, **said})
    assert child["parent_environment_id"] == shared["id"]
    assert child["initial_variables"] == {"b": "2"}
    run = api.run(test)
    assert run["variables"] == {"a": "1", "b": "2"}
    result = f"{api.tests}/{test['id']}/results/{run['test_run_id']}"
    step = api.get(f"{result}/steps/{test['steps'][0]['id']}")
    assert step["request"]["headers"]["X-A"] == ["1"]


def test_an_environment_in_use_cannot_be_deleted(api: Runscope) -> None:
    """The message names what needs it."""
    test = api.make_test()
    path = f"{api.tests}/{test['id']}/environments/{test['default_environment_id']}"
    error = api.refused("DELETE", path)
    assert error["status"] == 409
    assert "Health" in error["message"]


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({}, "name"),
        ({"name": ""}, "name"),
        ({"name": "x" * 101}, "name"),
        ({"name": "x", "initial_variables": []}, "initial_variables"),
        ({"name": "x", "headers": "A: b"}, "headers"),
        ({"name": "x", "regions": "us1"}, "regions"),
        ({"name": "x", "webhooks": ["not a url"]}, "webhooks"),
        ({"name": "x", "parent_environment_id": "nowhere"}, "parent"),
    ],
)
def test_what_cannot_be_taken_is_refused_by_its_name(
    api: Runscope, place: str, body: dict[str, Any], field: str
) -> None:
    """And nothing is made."""
    before = api.get(place)
    error = api.refused("POST", place, body)
    assert error["status"] == 400
    assert field in error["message"]
    assert api.get(place) == before


@pytest.mark.parametrize("method", ["GET", "PUT", "DELETE"])
def test_another_bucket_s_environment_is_not_there(api: Runscope, place: str, method: str) -> None:
    """Whoever asks for it by its id."""
    other = api.post("/buckets?name=other", key=api.admin)["key"]
    theirs = api.post(f"/buckets/{other}/environments", {"name": "x"}, key=api.admin)["id"]
    assert api.refused(method, f"{place}/{theirs}", {"name": "x"})["status"] == 404
    path = f"/buckets/{other}/environments/{theirs}"
    assert api.refused(method, path, {"name": "x"})["status"] == 404
