"""Bug0's endpoint through the front door: real use cases, tables and queue on AWS in memory."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from gonogo.domain.http import HttpRequest, HttpResponse
from tests.api_door import Answer, ApiDoor, api_door
from tests.fakes import a_reply

PATH = "/bug0/api/run-tests"
OK = [{"source": "response_status", "value": 200}]


def _test(name: str, path: str, **fields: Any) -> dict[str, Any]:
    step = {"url": f"https://shop.example{path}", "assertions": OK, **fields}
    return {"name": name, "steps": [step]}


TOKEN = [{"name": "token", "source": "response_json", "property": "token"}]
DOCUMENT: dict[str, Any] = {
    "project": "shop",
    "tests": [
        _test("Sign in", "/login", variables=TOKEN),
        _test("Basket", "/basket"),
        _test("Alone", "/alone"),
        _test("Tidy up", "/tidy"),
    ],
    "suites": [
        {"name": "Checkout", "tests": ["Basket"]},
        {"name": "Cleanup", "tests": ["Tidy up"]},
        {"name": "Login", "tests": ["Sign in"]},
    ],
}
PLAIN = {"project": "plain", "tests": [_test("One", "/one"), _test("Two", "/two")]}


class Shop:
    """What the tests ask; `down`: paths that answer 500."""

    def __init__(self) -> None:
        self.down: set[str] = set()
        self.asked: list[str] = []
        self.tokens: list[str] = []

    def __call__(self, request: HttpRequest) -> HttpResponse:
        self.asked.append(request.url)
        self.tokens += [value for name, value in request.headers if name == "X-Token"]
        failing = any(request.url.endswith(path) for path in self.down)
        return a_reply({"token": "t-1"}, status=500 if failing else 200)


@pytest.fixture
def shop() -> Shop:
    """A system that works."""
    return Shop()


@pytest.fixture
def door(shop: Shop) -> Iterator[ApiDoor]:
    """Two projects."""
    with api_door(shop) as door:
        door.push(DOCUMENT)
        door.push(PLAIN)
        yield door


def start(door: ApiDoor, key: str, body: object = None, **headers: str) -> Answer:
    """A start of the shop, or what a body says."""
    wanted = {"projectId": "shop"} if body is None else body
    return door.send("POST", PATH, wanted, {"x-api-key": key, **headers})


def status(door: ApiDoor, key: str, started: Answer) -> Any:
    """How an execution stands."""
    path = f"{PATH}/{started.json['executionId']}"
    return door.send("GET", path, None, {"x-api-key": key}).json


def test_login_is_first_and_cleanup_is_last(door: ApiDoor, shop: Shop) -> None:
    """Contract 3; the status follows from queued to passed."""
    key = door.new_key("read", "shop")
    started = start(door, key)
    assert started.status == 200, started.json
    assert status(door, key, started)["status"] == "queued"
    door.finish()
    paths = [url.removeprefix("https://shop.example") for url in shop.asked]
    assert paths == ["/login", "/basket", "/alone", "/tidy"]
    found = status(door, key, started)
    assert (found["status"], found["counts"]["passed"]) == ("passed", 4)
    assert found["finishedAt"] >= found["startedAt"]


def test_what_a_login_leaves_is_handed_on(door: ApiDoor, shop: Shop) -> None:
    """Contract 3: its state is reused."""
    using = _test("Basket", "/basket", headers={"X-Token": "{{token}}"})
    door.push({**DOCUMENT, "tests": [*DOCUMENT["tests"][:1], using, *DOCUMENT["tests"][2:]]})
    key = door.new_key("read", "shop")
    started = start(door, key)
    door.finish()
    assert shop.tokens == ["t-1"]
    assert status(door, key, started)["status"] == "passed"


def test_a_failed_login_fails_the_execution_and_cleanup_still_runs(
    door: ApiDoor, shop: Shop
) -> None:
    """What it kept from running is canceled; that is no `cancelled` execution."""
    key = door.new_key("read", "shop")
    shop.down = {"/login"}
    started = start(door, key)
    door.finish()
    paths = [url.removeprefix("https://shop.example") for url in shop.asked]
    assert paths == ["/login", "/tidy"]
    found = status(door, key, started)
    assert (found["status"], found["counts"]["failed"]) == ("failed", 1)


def test_the_url_replaces_the_projects_in_this_run_alone(door: ApiDoor, shop: Shop) -> None:
    """Contract 3: the project's settings stay."""
    relative = [{"name": "Home", "steps": [{"url": "{{base_url}}/home", "assertions": OK}]}]
    door.push({"project": "site", "tests": relative})
    key = door.new_key("read", "site")
    body = {"projectId": "site", "url": "https://pr-7.example"}
    with_url = start(door, key, body)
    without = start(door, key, {"projectId": "site"})
    door.finish()
    assert shop.asked == ["https://pr-7.example/home"]
    assert status(door, key, with_url)["status"] == "passed"
    assert status(door, key, without)["status"] == "failed"


def test_a_project_goes_by_its_id_too(door: ApiDoor) -> None:
    """Clients keep an id."""
    pushed = door.push(PLAIN)
    started = start(door, door.admin, {"projectId": pushed["project"]["id"]})
    assert started.status == 200
    door.finish()
    assert status(door, door.admin, started)["counts"]["total"] == 2


def test_ten_starts_a_minute_and_no_more(door: ApiDoor) -> None:
    """Contract 2: of one project, whatever the key; 429 says when to come back."""
    first, second = (door.new_key("read", "plain") for _ in range(2))
    body = {"projectId": "plain"}
    assert [start(door, first, body).status for _ in range(10)] == [200] * 10
    refused = start(door, second, body)
    assert refused.status == 429
    assert refused.json == {"success": False, "error": "Rate limit exceeded. Try again later."}
    assert 1 <= int(refused.headers["Retry-After"]) <= 61
    assert start(door, door.admin).status == 200, "another project has limits of its own"
    door.advance(61)
    assert start(door, second, body).status == 200


def test_a_hundred_starts_an_hour_and_no_more(door: ApiDoor) -> None:
    """Contract 2: 99 were before, ten minutes ago."""
    project = door.push(PLAIN)["project"]["id"]
    for _ in range(99):
        door.stack.parts.limiter.take(f"project#{project}#bug0-hour", limit=100, window=3600)
    door.advance(600)
    key, body = door.new_key("read", "plain"), {"projectId": "plain"}
    assert [start(door, key, body).status for _ in range(2)] == [200, 429]
    refused = start(door, key, body)
    assert 2_900 < int(refused.headers["Retry-After"]) <= 3_600
    door.advance(3_001)
    assert start(door, key, body).status == 200


def test_only_starts_that_were_authenticated_are_counted(door: ApiDoor) -> None:
    """Contract 5: neither 400 nor 401."""
    key = door.new_key("read", "plain")
    for _ in range(11):
        assert start(door, key, {"projectId": "plain", "url": "x"}).status == 400
        assert start(door, "wrong", {"projectId": "plain"}).status == 401
    assert start(door, key, {"projectId": "plain"}).status == 200


def test_reading_is_not_limited(door: ApiDoor) -> None:
    """Recipes 7, 30: some clients poll with no pause."""
    key = door.new_key("read", "plain")
    started = start(door, key, {"projectId": "plain"})
    assert {status(door, key, started)["success"] for _ in range(40)} == {True}


def test_another_tenants_project_and_execution_are_not_there(door: ApiDoor) -> None:
    """In the words of those that never were."""
    theirs = start(door, door.admin)
    key = door.new_key("write", "plain")
    for project in ("shop", "nope"):
        refused = start(door, key, {"projectId": project})
        assert (refused.status, refused.json["error"]) == (404, "Project not found")
    assert status(door, key, theirs)["error"] == "Execution not found"


def test_a_key_that_may_not_read_is_refused(door: ApiDoor) -> None:
    """A start reads the project's suites: 403 in Bug0's words, and nothing runs."""
    refused = start(door, door.new_key("trigger", "shop"))
    assert refused.status == 403
    assert refused.json["error"] == "API key does not have access to this project"
    assert door.stack.messages() == []


def test_git_data_are_facts_of_the_batch_and_read_natively(door: ApiDoor) -> None:
    """One number is one batch in every vocabulary."""
    body = {"projectId": "plain", "gitCommitSha": "abc", "prNumber": 42}
    started = start(door, door.admin, body)
    number = int(started.json["executionId"].removeprefix("exec_"), 36)
    headers = {"authorization": f"Bearer {door.admin}"}
    assert door.send("GET", f"/v1/batches/{number}", None, headers).json["number"] == number
    from gonogo.domain.ids import BatchId, uuid_of

    stored = door.stack.parts.runs.batch(BatchId(uuid_of("batch", number)))
    assert stored is not None
    assert dict(stored.terms.facts) == {"commit": "abc", "pull_request": "42"}


def test_however_much_git_data_are_sent_a_start_is_stored(door: ApiDoor) -> None:
    """An item of a table has 400 KB at most; what is too long is no fact."""
    body = {"projectId": "plain", "gitBranch": "b" * 500_000, "gitCommitSha": "abc"}
    assert start(door, door.admin, body).status == 200


def test_a_start_that_is_sent_twice_with_one_key_is_done_once(door: ApiDoor) -> None:
    """`Idempotency-Key`: the same body, the same answer."""
    body = {"projectId": "plain"}
    answers = [start(door, door.admin, body, **{"idempotency-key": "k-1"}) for _ in range(2)]
    assert answers[0].json == answers[1].json
    assert len(door.stack.messages()) == 2
    other = {"projectId": "plain", "gitBranch": "x"}
    assert start(door, door.admin, other, **{"idempotency-key": "k-1"}).status == 422
