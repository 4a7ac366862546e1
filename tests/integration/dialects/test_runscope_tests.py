"""Runscope's tests through the front door: lists, imports, exports, partial changes."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from tests.runscope_client import STEP, Runscope, runscope_client


@pytest.fixture
def api() -> Iterator[Runscope]:
    """A bucket and a token for it."""
    with runscope_client() as client:
        yield client


def test_a_new_test_has_no_steps_and_one_environment(api: Runscope) -> None:
    """Called `Test Settings`, and its default."""
    test = api.post(api.tests, {"name": "Login", "description": None})
    [environment] = test["environments"]
    assert environment["name"] == "Test Settings"
    assert test["default_environment_id"] == environment["id"]
    assert environment["test_id"] == test["id"]
    assert (test["steps"], test["schedules"], test["last_run"]) == ([], [], None)
    assert api.get(f"{api.tests}/{test['id']}") == test


def test_the_environment_is_its_own_though_the_bucket_has_shared_ones(api: Runscope) -> None:
    """A client reads `Test Settings` of every new test."""
    api.post(f"/buckets/{api.bucket}/environments", {"name": "Staging"})
    test = api.make_test()
    assert [each["name"] for each in test["environments"]] == ["Test Settings"]


def test_null_is_as_good_as_nothing(api: Runscope) -> None:
    """A client always sends `environments`, `steps` and `last_run`, mostly null."""
    nothing = {"environments": None, "steps": None, "last_run": None}
    test = api.make_test("Login", STEP)
    made = api.post(api.tests, {"name": "Other", **nothing})
    assert made["steps"] == []
    changed = api.put(f"{api.tests}/{test['id']}", {"name": "Log in", **nothing})
    assert changed == {**test, "name": "Log in"}


def test_times_of_a_test_are_integers(api: Runscope) -> None:
    """A decoder reads them as int64."""
    test = api.make_test()
    places = (test, test["environments"][0])
    assert all(isinstance(each["exported_at"], int) for each in places)
    assert isinstance(test["created_at"], int)
    assert isinstance(api.get(api.tests)[0]["created_at"], int)
    assert {"id", "name", "email"} <= set(test["created_by"])


def test_tests_are_listed_newest_first_in_pages(api: Runscope) -> None:
    """Ten unless the client says how many, which may be far too many."""
    names = [f"Test {number}" for number in range(12)]
    for name in names:
        api.make_test(name)
    newest = list(reversed(names))
    assert [each["name"] for each in api.get(api.tests)] == newest[:10]
    assert [each["name"] for each in api.get(api.tests, count=9999999)] == newest
    assert [each["name"] for each in api.get(api.tests, count=2, offset=11)] == newest[11:]
    assert api.get(api.tests, offset=12) == []


@pytest.mark.parametrize("query", ["count=x", "offset=-1", "count=1.5"])
def test_a_count_that_is_none_is_refused_by_name(api: Runscope, query: str) -> None:
    """Rather than guessed."""
    error = api.refused("GET", f"{api.tests}?{query}")
    assert error["status"] == 400
    assert query.partition("=")[0] in error["message"]


def test_an_export_is_imported_as_it_was(api: Runscope) -> None:
    """But for ids, addresses and times, which the server gives."""
    exported = api.make_test(
        "Shop",
        {**STEP, "note": "n", "headers": {"A": "b"}, "odd": {"x": [1, None]}},
        {"step_type": "pause", "duration": 2, "skipped": True},
        {"step_type": "ghost-inspector", "test_name": "x", "id_of_theirs": 7},
        description="what it does",
        environments=[{"name": "Live", "initial_variables": {"a": "1"}, "id": "e-1"}],
        default_environment_id="e-1",
        labels=["a"],
    )
    again = api.post(api.tests, exported)
    assert again["id"] != exported["id"]
    assert again["trigger_url"] != exported["trigger_url"]
    assert _lasting(again) == _lasting(exported)
    assert again["default_environment_id"] == again["environments"][0]["id"]
    assert again["labels"] == ["a"]


def _lasting(value: Any) -> Any:
    """What does not name the thing itself."""
    named = ("id", "test_id", "trigger_url", "created_at", "exported_at", "default_environment_id")
    if isinstance(value, dict):
        return {key: _lasting(each) for key, each in value.items() if key not in named}
    return [_lasting(each) for each in value] if isinstance(value, list) else value


def test_several_tests_come_in_an_array_and_may_run_each_other(api: Runscope) -> None:
    """A subtest names another by the id that it had where it came from."""
    login = {"id": "11111111-1111-4111-8111-111111111111", "name": "Login", "steps": [STEP]}
    subtest = {"step_type": "subtest", "test_uuid": login["id"], "environment_uuid": ""}
    first, second = api.post(api.tests, [login, {"name": "Shop", "steps": [subtest]}])
    assert second["steps"][0]["test_uuid"] == first["id"]
    run = api.run(second)
    result = api.get(f"{api.tests}/{second['id']}/results/{run['test_run_id']}")
    assert result["result"] == "pass"


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"name": "Renamed"}, "name"),
        ({"description": "why"}, "description"),
        ({"description": ""}, "description"),
        ({"steps": [{"step_type": "pause", "duration": 3}]}, "steps"),
        ({"steps": []}, "steps"),
        ({"mine": {"a": 1}}, "mine"),
    ],
)
def test_a_change_touches_only_what_it_names(
    api: Runscope, change: dict[str, Any], field: str
) -> None:
    """PUT is partial."""
    test = api.make_test("Login", STEP, description="what", mine=0)
    changed = api.put(f"{api.tests}/{test['id']}", change)
    rest = {key for key in test if key not in (field, "step_count")}
    assert {key: changed[key] for key in rest} == {key: test[key] for key in rest}
    assert changed[field] != test[field]
    assert api.get(f"{api.tests}/{test['id']}") == changed


def test_a_whole_test_read_and_written_back_is_the_same(api: Runscope) -> None:
    """Clients modify what they read; read-only keys in it are passed over."""
    test = api.make_test("Login", STEP, {"step_type": "condition", "left_value": "a",
        "comparison": "equal", "right_value": "a", "steps": [STEP]})  # fmt: skip
    path = f"{api.tests}/{test['id']}"
    api.run(test)
    before = api.get(path)
    changed = {**before, "id": "x", "trigger_url": "x", "created_at": 1, "version": "7"}
    assert api.put(path, changed) == before


def test_the_default_environment_can_be_another(api: Runscope) -> None:
    """One of its own or a shared one, and no other."""
    test = api.make_test()
    path = f"{api.tests}/{test['id']}"
    shared = api.post(f"/buckets/{api.bucket}/environments", {"name": "Staging"})
    changed = api.put(path, {"default_environment_id": shared["id"]})
    assert changed["default_environment_id"] == shared["id"]
    assert api.run(changed)["environment_name"] == "Staging"
    error = api.refused("PUT", path, {"default_environment_id": "nowhere"})
    assert error["status"] == 400


def test_a_test_that_ran_tells_its_last_run(api: Runscope) -> None:
    """In lists too: a client prints `last_run.status`, another reads `environment_name`."""
    test = api.make_test("Login", STEP)
    run = api.run(test)
    [item] = api.get(api.tests)
    last = item["last_run"]
    assert last["id"] == last["uuid"] == run["test_run_id"]
    assert (last["status"], last["source"]) == ("completed", "trigger_url")
    assert last["environment_name"] == "Test Settings"
    assert (last["message_count"], last["message_success"]) == (1, 1)
    assert len(last["template_uuids"]) == 2
    assert api.get(f"{api.tests}/{test['id']}")["last_run"] == last


def test_a_deleted_test_is_gone(api: Runscope) -> None:
    """The text says 404, which is what terraform-style clients look for."""
    test = api.make_test()
    path = f"{api.tests}/{test['id']}"
    api.delete(path)
    for method in ("GET", "PUT", "DELETE"):
        assert api.refused(method, path, {"name": "x"})["status"] == 404
    assert api.get(api.tests) == []


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({}, "name"),
        ({"name": 7}, "name"),
        ({"name": "x", "steps": {}}, "steps"),
        ({"name": "x", "steps": [7]}, "steps[0]"),
        ({"name": "x", "environments": {}}, "environments"),
        ({"name": "x", "steps": [{"step_type": "request", "url": "no-scheme"}]}, "url"),
        ({"name": "x", "steps": [{"step_type": "pause", "duration": 999}]}, "duration"),
        ([], "1 to"),
        ([7], "[0]"),
        ("text", "body"),
    ],
)
def test_what_cannot_be_taken_is_refused_by_its_name(api: Runscope, body: Any, field: str) -> None:
    """And nothing is made."""
    error = api.refused("POST", api.tests, body)
    assert error["status"] == 400
    assert field in error["message"]
    assert api.get(api.tests) == []


def test_an_export_has_every_key_that_converters_read(api: Runscope) -> None:
    """They require a name and a trigger URL, then read these of each step."""
    raw = {**STEP, "method": "POST", "body": '{"a": 1}', "headers": {"A": "b"}, "note": "n"}
    form = {**STEP, "method": "POST", "form": {"a": "1", "b": ["2", "3"]}}
    test = api.make_test("Login", raw, form)
    exported = api.get(f"{api.tests}/{test['id']}")
    assert {"name", "trigger_url", "version", "exported_at"} <= set(exported)
    first, second = exported["steps"]
    keys = {"url", "method", "note", "headers", "auth", "body", "form", "assertions", "scripts"}
    assert keys | {"before_scripts", "id", "step_type", "skipped"} <= set(first) & set(second)
    assert (first["body"], first["form"], first["headers"]) == ('{"a": 1}', {}, {"A": ["b"]})
    assert second["form"]["a"][0] == "1"


def test_a_test_of_another_bucket_is_not_there(api: Runscope) -> None:
    """Neither through its own bucket nor through one that the token opens."""
    other = api.post("/buckets?name=other", key=api.admin)["key"]
    theirs = api.post(f"/buckets/{other}/tests", {"name": "Secret"}, key=api.admin)["id"]
    for path in (f"{api.tests}/{theirs}", f"/buckets/{other}/tests/{theirs}"):
        for method in ("GET", "PUT", "DELETE"):
            assert api.refused(method, path, {"name": "x"})["status"] == 404
    assert api.refused("GET", f"/buckets/{other}/tests")["status"] == 404
