"""Runscope's steps one by one: what is sent is what is read, whatever becomes of it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from tests.runscope_client import STEP, Runscope, runscope_client

PAUSE = {"step_type": "pause", "duration": 1}


@pytest.fixture
def api() -> Iterator[Runscope]:
    """A bucket and a token for it."""
    with runscope_client() as client:
        yield client


def steps_of(api: Runscope, *steps: dict[str, Any]) -> str:
    """The path of a new test's steps."""
    return f"{api.tests}/{api.make_test('Steps', *steps)['id']}/steps"


SENT: dict[str, dict[str, Any]] = {
    "request": {
        "step_type": "request", "method": "post", "url": "http://api.example/a b",
        "args": {"q": ["1"]}, "headers": {"Accept": ["*/*"]}, "body": "x", "fragment": "top",
        "note": "n", "auth": {"auth_type": "basic", "username": "u", "password": "p"},
        "assertions": [
            {"source": "response_status", "comparison": "equal_number", "value": 200},
            {"source": "response_json", "property": "a[0].b", "comparison": "equal", "value": "1"},
            {"source": "response_text", "comparison": "empty", "value": ""},
        ],
        "variables": [{"name": "id", "source": "response_json", "property": "id"}],
        "scripts": ["log(1);"], "before_scripts": [], "retries": 3,
    },
    "older body": {"step_type": "request", "url": "http://api.example/", "data": "old"},
    "oauth 1": {"step_type": "request", "url": "http://api.example/", "auth": {
        "auth_type": "oauth_1", "consumer_key": "k", "consumer_secret": "s",
        "access_token": "t", "token_secret": "u", "signature_type": "auth_header"}},
    "oauth 2": {"step_type": "request", "url": "http://api.example/", "auth": {
        "auth_type": "oauth_2", "grant_type": "authorization_code", "client_id": "c"}},
    "certificate": {"step_type": "request", "url": "http://api.example/",
                    "auth": {"auth_type": "client_certificate"}},
    "files": {"step_type": "request", "url": "http://api.example/", "method": "PUT",
              "multipart_form": [{"name": "f", "file_uuid": "1"}], "binary_body": ["2"]},
    "pause": {"step_type": "pause", "duration": 5, "skipped": True},
    "condition": {"step_type": "condition", "left_value": "{{a}}", "comparison": "not_equal",
                  "right_value": "", "steps": []},
    "ghost inspector": {"step_type": "ghost-inspector", "test_name": "x", "steps": [{"a": 1}]},
    "unknown": {"step_type": "holo-deck", "size": 3, "odd": None},
    "inbound": {"step_type": "inbound", "assertions": [], "variables": [], "scripts": []},
    "subtest elsewhere": {"step_type": "subtest", "test_uuid": "far", "bucket_key": "away",
                          "environment_uuid": "", "params": [{"name": "a", "value": "1"}]},
}  # fmt: skip


@pytest.mark.parametrize("kind", SENT)
def test_a_step_is_read_as_it_was_sent(api: Runscope, kind: str) -> None:
    """Every field, its JSON type, and fields that mean nothing here; the server adds its own."""
    path = steps_of(api)
    sent = SENT[kind]
    [shown] = api.post(path, sent)
    assert {key: shown[key] for key in sent} == sent
    assert isinstance(shown["skipped"], bool)
    assert api.get(f"{path}/{shown['id']}") == shown
    assert api.put(f"{path}/{shown['id']}", shown) == shown
    assert api.get(path) == [shown]


def test_headers_and_forms_are_answered_as_lists(api: Runscope) -> None:
    """Whichever way they were sent; unset ones are objects, never null."""
    path = steps_of(api)
    sent = {**STEP, "headers": {"A": "b"}, "form": {"c": "d", "e": ["f", "g"]}, "auth": None}
    [first] = api.post(path, sent)
    assert first["headers"] == {"A": ["b"]}
    assert first["form"] == {"c": ["d"], "e": ["f", "g"]}
    assert first["auth"] == {}
    bare = api.post(path, {"step_type": "request", "url": "http://api.example/", "form": None})[-1]
    assert (bare["headers"], bare["form"], bare["auth"], bare["body"]) == ({}, {}, {}, "")


def test_a_new_step_is_the_last_of_all_that_are_answered(api: Runscope) -> None:
    """201 with the whole list; ids are UUIDs and never the same."""
    path = steps_of(api, STEP)
    for number in range(2, 5):
        shown = api.post(path, {**PAUSE, "duration": number})
        assert shown[-1]["duration"] == number
    assert len({step["id"] for step in shown}) == 4
    assert all(len(step["id"]) == 36 for step in shown)


def test_an_id_stays_through_every_change(api: Runscope) -> None:
    """Deleting one and adding another gives no id a second time."""
    path = steps_of(api, STEP, PAUSE)
    first, second = api.get(path)
    api.delete(f"{path}/{first['id']}")
    shown = api.post(path, STEP)
    assert shown[0] == second
    assert shown[1]["id"] not in (first["id"], second["id"])


@pytest.mark.parametrize("spelled", ["condition", "conditional"])
def test_a_condition_is_a_condition_however_it_is_spelled(api: Runscope, spelled: str) -> None:
    """Newer clients have another name."""
    [shown] = api.post(steps_of(api), {**SENT["condition"], "step_type": spelled})
    assert shown["step_type"] == "condition"


def test_steps_inside_a_condition_are_steps_of_their_own(api: Runscope) -> None:
    """Read, changed and removed by their ids; an empty condition stays."""
    condition = {**SENT["condition"], "steps": [STEP, PAUSE]}
    path = steps_of(api, condition)
    [shown] = api.get(path)
    first, second = shown["steps"]
    assert api.get(f"{path}/{second['id']}") == second
    changed = api.put(f"{path}/{second['id']}", {**PAUSE, "duration": 9})
    assert (changed["id"], changed["duration"]) == (second["id"], 9)
    api.delete(f"{path}/{first['id']}")
    api.delete(f"{path}/{second['id']}")
    assert api.get(path) == [{**shown, "steps": []}]


def test_a_step_without_its_type_changes_only_what_it_names(api: Runscope) -> None:
    """A whole one replaces what was there."""
    path = steps_of(api, {**STEP, "note": "n", "headers": {"A": "b"}})
    [step] = api.get(path)
    address = f"{path}/{step['id']}"
    assert api.put(address, {"skipped": True}) == {**step, "skipped": True}
    assert api.put(address, STEP)["headers"] == {}


def test_steps_are_put_in_another_order(api: Runscope) -> None:
    """By a list of all ids; a condition may tell the order of those inside it."""
    condition = {**SENT["condition"], "steps": [STEP, PAUSE]}
    path = steps_of(api, STEP, PAUSE, condition)
    first, second, third = api.get(path)
    inner = [step["id"] for step in reversed(third["steps"])]
    order = [{"id": third["id"], "steps": inner}, second["id"], first["id"]]
    shown = api.put(path, order)
    assert [step["id"] for step in shown] == [third["id"], second["id"], first["id"]]
    assert [step["id"] for step in shown[0]["steps"]] == inner
    assert api.get(path) == shown


@pytest.mark.parametrize("order", [[], ["x"], "x", [{}]])
def test_an_order_names_every_step_once(api: Runscope, order: Any) -> None:
    """Nothing is lost by a list that is too short."""
    path = steps_of(api, STEP)
    assert api.refused("PUT", path, order)["status"] == 400
    assert len(api.get(path)) == 1


def test_a_subtest_runs_the_test_that_it_names(api: Runscope) -> None:
    """By id, so that a new name of the other test changes nothing."""
    other = api.make_test("Login", STEP)
    step = {"step_type": "subtest", "test_uuid": other["id"], "environment_uuid": ""}
    test = api.make_test("Shop", step)
    api.put(f"{api.tests}/{other['id']}", {"name": "Sign in"})
    run = api.run(test)
    result = api.get(f"{api.tests}/{test['id']}/results/{run['test_run_id']}")
    assert result["result"] == "pass"
    assert result["requests"][1]["step_type"] == "subtest"
    [shown] = api.get(f"{api.tests}/{test['id']}/steps")
    assert (shown["test_uuid"], shown["environment_uuid"]) == (other["id"], "")


def test_what_a_push_changed_is_shown_as_it_is_now(api: Runscope) -> None:
    """What was sent before is no longer true; fields that mean nothing here stay."""
    test = api.make_test("Login", {**STEP, "method": "get", "odd": 1})
    [step] = test["steps"]
    from gonogo.domain.commands import Push

    pushed = {"id": step["id"], "method": "POST", "url": "http://api.example/new"}
    document = {"project": "shop", "tests": [{"name": "Login", "steps": [pushed]}]}
    api.stack.ask(Push(key=api.key, document=document))
    [shown] = api.get(f"{api.tests}/{test['id']}/steps")
    assert (shown["method"], shown["url"]) == ("POST", "http://api.example/new")
    assert shown["assertions"] == []


@pytest.mark.parametrize("method", ["GET", "PUT", "DELETE"])
def test_a_step_that_is_not_there(api: Runscope, method: str) -> None:
    """Of this test: another test's step is as unknown as none."""
    path = steps_of(api, STEP)
    [step] = api.make_test("Other", STEP)["steps"]
    assert api.refused(method, f"{path}/{step['id']}", STEP)["status"] == 404


def test_a_step_that_cannot_be_is_refused_and_changes_nothing(api: Runscope) -> None:
    """The field is named."""
    path = steps_of(api, STEP)
    error = api.refused("POST", path, {"step_type": "pause", "duration": 0})
    assert error["status"] == 400
    assert "duration" in error["message"]
    assert api.refused("POST", path)["status"] == 400
    assert len(api.get(path)) == 1
