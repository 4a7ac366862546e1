"""That a batch begins is told once, to whoever asked for it, in the words that it asked for."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest

from gonogo.domain.http import HttpRequest
from tests.api_door import ApiDoor, api_door

HOOK = "https://hooks.example/e"
SHA = "3f786850e387550fdab836ed7e6dc881de23001b"
STEP = {"url": "https://shop.example/"}
DOCUMENT = {
    "project": "shop",
    "tests": [{"name": name, "steps": [STEP]} for name in ("One", "Two")],
}


@pytest.fixture
def door() -> Iterator[ApiDoor]:
    """A project with two tests."""
    with api_door() as door:
        door.push(DOCUMENT)
        yield door


def ask(door: ApiDoor, method: str, path: str, body: object = None) -> Any:
    """A call with the admin's key that goes well."""
    headers = {"authorization": f"Bearer {door.admin}", "content-type": "application/json"}
    answer = door.send(method, path, body, headers)
    assert answer.status < 300, answer.json
    return answer.json


def hook(door: ApiDoor, **fields: Any) -> Any:
    """A webhook of the project."""
    wanted = {"settings": {"url": HOOK}, "events": ["batch.started"], **fields}
    return ask(door, "POST", "/v1/projects/shop/webhooks", wanted)["webhook"]


def start(door: ApiDoor, **body: Any) -> Any:
    """Start the project."""
    return ask(door, "POST", "/v1/projects/shop/start", body)["batch"]


def told(door: ApiDoor) -> list[HttpRequest]:
    """What receivers got; the tests' own requests are left out."""
    door.stack.report()
    return [each for each in door.http.requests if each.url != STEP["url"]]


def test_a_start_is_told_before_the_end(door: ApiDoor) -> None:
    """Once for the batch, when its first run begins; then its end."""
    hook(door, events=["batch.started", "batch.finished"])
    batch = start(door)
    assert told(door) == []
    door.finish()
    bodies = [json.loads(each.body or b"") for each in told(door)]
    assert [each["event"] for each in bodies] == ["batch.started", "batch.finished"]
    first = bodies[0]["batch"]
    assert (first["id"], first["finished"], first["verdict"]) == (batch["id"], False, None)
    assert (first["passed"], len(first["runs"])) == (0, 2)


def test_it_is_told_once_however_often_messages_come(door: ApiDoor) -> None:
    """A duplicate of the first run's message, and of the outcome."""
    hook(door)
    start(door)
    door.stack.execute(times=3)
    door.stack.report(times=2)
    assert len(told(door)) == 1


@pytest.mark.parametrize(
    "fields", [{"when": "no-go"}, {"when": "change"}, {"events": ["run.finished"]}]
)
def test_who_did_not_ask_is_not_told(door: ApiDoor, fields: dict[str, Any]) -> None:
    """A start is neither a no-go nor a change."""
    hook(door, **fields)
    start(door)
    door.finish()
    events = [json.loads(each.body or b"")["event"] for each in told(door)]
    assert "batch.started" not in events


def test_a_start_stands_in_the_log_of_deliveries(door: ApiDoor) -> None:
    """And can be told again long after."""
    hook(door)
    batch = start(door)
    door.finish()
    door.stack.report()
    (delivery,) = ask(door, "GET", f"/v1/batches/{batch['id']}/deliveries")["deliveries"]
    assert (delivery["event"], delivery["state"]) == ("batch.started", "delivered")
    ask(door, "POST", f"/v1/deliveries/{delivery['id']}/redeliver")
    again = [json.loads(each.body or b"") for each in told(door)]
    assert again[0] == again[1] | {"batch": again[0]["batch"]}
    assert again[1]["event"] == "batch.started"


def test_empirical_is_told_that_a_test_run_started(door: ApiDoor) -> None:
    """Contract 5; whoever asks for starts alone hears of no end."""
    headers = {"authorization": f"Bearer {door.admin}"}
    body = {"url": HOOK, "events": ["test_run.queued", "test_run.started"]}
    assert door.send("POST", "/empirical/api/webhooks", body, headers).status == 200
    batch = start(door)
    door.finish()
    (post,) = told(door)
    document = json.loads(post.body or b"")
    assert document["event"] == "test_run.started"
    run = document["data"]["test_run"]
    assert (run["id"], run["state"], run["run_id"]) == (
        batch["number"],
        "started",
        batch["number"] + 1,
    )


def test_a_commit_is_pending_until_the_verdict(door: ApiDoor) -> None:
    """On GitHub: `pending`, then `success`; the commit is a fact of the build."""
    settings = {"repository": "acme/shop", "token": "ghp_0123456789abcdef"}
    hook(door, kind="github", settings=settings, events=["batch.started", "batch.finished"])
    body = {"projectId": "shop", "gitCommitSha": SHA}
    assert door.send("POST", "/bug0/api/run-tests", body, {"x-api-key": door.admin}).status == 200
    door.finish()
    posts = told(door)
    assert {each.url for each in posts} == {
        f"https://api.github.com/repos/acme/shop/statuses/{SHA}"
    }
    states = [json.loads(each.body or b"")["state"] for each in posts]
    assert states == ["pending", "success"]


def test_a_dialect_without_words_for_a_start_is_refused(door: ApiDoor) -> None:
    """When the webhook is made, not when it should be told."""
    headers = {"authorization": f"Bearer {door.admin}", "content-type": "application/json"}
    body = {"settings": {"url": HOOK}, "events": ["batch.started"], "format": "runscope"}
    refused = door.send("POST", "/v1/projects/shop/webhooks", body, headers)
    assert (refused.status, refused.json["field"]) == (400, "events")


def test_nobody_is_told_of_a_start_that_is_to_be_silent(door: ApiDoor) -> None:
    """`notify` of the start's terms."""
    hook(door)
    headers = {"authorization": f"Bearer {door.admin}"}
    body = {"platform": "web", "send_notifications": False}
    assert door.send("POST", "/empirical/v1/trigger", body, headers).status == 200
    door.finish()
    assert told(door) == []
