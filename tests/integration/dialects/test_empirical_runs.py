"""Empirical's test runs through the front door: real use cases, tables and queue."""

from __future__ import annotations

import hashlib
import hmac
import json
from collections.abc import Iterator
from typing import Any

import pytest

from gonogo.domain.http import HttpRequest, HttpResponse
from gonogo.domain.webhook import key_in
from tests.api_door import Answer, ApiDoor, api_door
from tests.fakes import a_reply

RUNS = "/empirical/api/test-runs"
OK = [{"source": "response_status", "value": 200}]


def _test(name: str, path: str, *tags: str) -> dict[str, Any]:
    headers = {"X-Build": "{{BUILD_URL}}"} if name == "Build" else {}
    step = {"url": "{{base_url}}" + path, "headers": headers, "assertions": OK}
    return {"name": name, "tags": list(tags), "steps": [step]}


DOCUMENT: dict[str, Any] = {
    "project": "shop",
    "environments": [
        {"name": "production", "variables": {"base_url": "https://shop.example"}},
        {"name": "QA (west)", "variables": {"base_url": "https://qa.example"}},
    ],
    "tests": [
        _test("Health", "/health", "smoke"),
        _test("Basket", "/basket", "@slow"),
        _test("Pay", "/pay", "smoke", "money"),
    ],
}
ENDS = {"url": "https://hooks.example/e", "events": ["test_run.ended"]}
OTHER: dict[str, Any] = {
    "project": "Billing EU",
    "environments": [{"name": "production", "variables": {"base_url": "https://bill.example"}}],
    "tests": [_test("Bill", "/bill")],
}


class Shop:
    """What the tests ask; `down`: paths that answer 500."""

    def __init__(self) -> None:
        self.down: set[str] = set()
        self.requests: list[HttpRequest] = []

    def __call__(self, request: HttpRequest) -> HttpResponse:
        self.requests.append(request)
        failing = any(request.url.endswith(path) for path in self.down)
        return a_reply(status=500 if failing else 200)

    @property
    def urls(self) -> list[str]:
        """What was asked, sorted: tests run side by side."""
        return sorted(request.url for request in self.requests)


class Empirical:
    """A client with a key."""

    def __init__(self, door: ApiDoor, key: str, **headers: str) -> None:
        self.door = door
        self._headers = {name.replace("_", "-"): value for name, value in headers.items()}
        self._headers |= {"authorization": f"Bearer {key}", "content-type": "application/json"}

    def send(self, method: str, path: str, body: object = None, **headers: str) -> Answer:
        """One call below the vendor's base URL."""
        extra = {name.replace("_", "-"): value for name, value in headers.items()}
        return self.door.send(method, f"/empirical{path}", body, {**self._headers, **extra})

    def start(self, **body: object) -> int:
        """The id of a new test run."""
        answer = self.send("PUT", "/api/test-runs", {"environment": "production", **body})
        assert answer.status == 200, answer.json
        return int(answer.json["data"]["test_run"]["id"])

    def run(self, id: int) -> Any:
        """A test run."""
        answer = self.send("GET", f"/api/test-runs/{id}")
        assert answer.status == 200, answer.json
        return answer.json["data"]["test_run"]["testRun"]

    def listed(self, query: str = "") -> list[int]:
        """The ids of a list."""
        answer = self.send("GET", f"/api/test-runs?{query}")
        assert answer.status == 200, answer.json
        return [item["id"] for item in answer.json["data"]["test_runs"]["items"]]


@pytest.fixture
def shop() -> Shop:
    """A system that works."""
    return Shop()


@pytest.fixture
def door(shop: Shop) -> Iterator[ApiDoor]:
    """A project."""
    with api_door(shop) as door:
        door.push(DOCUMENT)
        yield door


@pytest.fixture
def client(door: ApiDoor) -> Empirical:
    """A client with the project's key."""
    return Empirical(door, door.new_key("write", "shop"))


def test_a_test_run_is_followed_from_queued_to_ended(
    door: ApiDoor, client: Empirical, shop: Shop
) -> None:
    """Contract 3: one of its tests fails, so it has ended and not passed."""
    shop.down = {"/pay"}
    id = client.start()
    assert client.run(id)["state"] == "queued"
    assert client.listed("state=queued") == [id]
    door.finish()
    run = client.run(id)
    counts = (run["total_count"], run["success_count"], run["failed_count"])
    assert (run["state"], counts) == ("ended", (3, 2, 1))
    assert client.listed("state=ended&result=failed") == [id]
    assert client.listed("result=passed") == []
    cases = client.send("GET", f"/api/v2/test-runs/{id}/cases?per_page=100").json["data"]
    assert {case["name"]: case["status"] for case in cases} == {
        "Basket": "passed",
        "Health": "passed",
        "Pay": "failed",
    }
    assert next(case["error"] for case in cases if case["name"] == "Pay")
    by_run_id = client.send("GET", f"/api/test-runs/{run['run_id']}/status").json["data"]
    assert by_run_id == run


def test_the_environment_of_a_slug_is_used(door: ApiDoor, client: Empirical, shop: Shop) -> None:
    """`QA (west)` is `qa-west`; an unknown one starts nothing."""
    id = client.start(environment="qa-west", tags=["money"])
    door.finish()
    assert shop.urls == ["https://qa.example/pay"]
    run = client.run(id)
    assert (run["environment_slug"], run["environment_name"]) == ("qa-west", "QA (west)")
    refused = client.send("PUT", "/api/test-runs", {"environment": "moon"})
    assert (refused.status, "production, qa-west" in refused.json["message"]) == (404, True)
    assert door.stack.messages() == []


def test_overrides_and_the_builds_url_reach_the_tests(
    door: ApiDoor, client: Empirical, shop: Shop
) -> None:
    """Contract 2: for this run only, and given back with it."""
    door.push({**DOCUMENT, "tests": [_test("Build", "/build")]})
    pairs = [{"name": "base_url", "value": "https://pr-7.example"}]
    build = {"build.url": "https://build.example", "build.commit": "3f78685", "build.branch": "f"}
    wanted = {"tags": None, "test_case_ids": ["Build"], "metadata": {"by": "alice", "n": 42}}
    id = client.start(build=build, environment_variables_overrides=pairs, **wanted)
    door.finish()
    (request,) = shop.requests
    assert request.url == "https://pr-7.example/build"
    assert ("X-Build", "https://build.example") in request.headers
    run = client.run(id)
    assert run["environment_variables_overrides"] == pairs
    assert (run["build_url"], run["commit"]) == ("https://build.example", "3f78685")
    assert run["metadata"] == {"by": "alice", "n": 42}
    assert client.listed("branch=f") == [id]
    assert client.listed("branch=g") == []


@pytest.mark.parametrize(
    ("tags", "paths"),
    [
        (["@smoke"], ["/health", "/pay"]),
        (["smoke"], ["/health", "/pay"]),
        (["slow", "@money"], ["/basket", "/pay"]),
    ],
)
def test_tags_choose_tests(
    door: ApiDoor, client: Empirical, shop: Shop, tags: list[str], paths: list[str]
) -> None:
    """Contract 2: with and without `@`, on either side."""
    client.start(tags=tags)
    door.finish()
    assert shop.urls == [f"https://shop.example{path}" for path in paths]


def test_a_tag_that_no_test_has_is_an_error_and_no_pass(client: Empirical) -> None:
    """Nothing run is nothing good."""
    run = client.run(client.start(tags=["@nope"]))
    assert (run["state"], run["error_code"]) == ("error", "report_not_generated")


def test_only_what_failed_runs_again(door: ApiDoor, client: Empirical, shop: Shop) -> None:
    """Contract 2 and 3, both ways; not while it runs, and not if all passed."""
    shop.down = {"/pay"}
    first = client.start()
    early = client.send("POST", f"/api/test-runs/{first}/re-run", {"only_failed": True})
    assert early.status == 409
    door.finish()
    shop.down, shop.requests = set(), []
    again = client.send("POST", f"/api/test-runs/{first}/re-run", {"only_failed": True})
    assert again.status == 200
    id = again.json["data"]["test_run"]["id"]
    door.finish()
    assert shop.urls == ["https://shop.example/pay"]
    run = client.run(id)
    assert (run["state"], run["failed_count"], run["rerun_source_id"]) == ("ended", 0, first)
    assert client.send("POST", f"/api/test-runs/{id}/re-run", {"only_failed": True}).status == 409
    whole = client.start(rerun_source_id=first)
    assert client.run(whole)["total_count"] == 3


def test_canceling_ends_what_is_open_and_only_that(
    door: ApiDoor, client: Empirical, shop: Shop
) -> None:
    """Contract 3: 200, then 412; nothing of it is asked any more."""
    id = client.start()
    done = client.send("POST", f"/api/test-runs/{id}/cancel", {"reason": "superseded"})
    assert done.status == 200
    assert client.run(id)["state"] == "cancelled"
    assert client.send("POST", f"/api/test-runs/{id}/cancel").status == 412
    door.finish()
    assert shop.requests == []


def test_a_key_of_two_projects_names_the_one_that_is_meant(door: ApiDoor, shop: Shop) -> None:
    """Contract 1: by number or slug; others' test runs are not there then."""
    door.push(OTHER)
    key = door.new_key("read", "shop", "Billing EU")
    both = Empirical(door, key)
    assert both.send("PUT", "/api/test-runs", {"environment": "production"}).status == 400
    billing = Empirical(door, key, x_project_slug="billing-eu")
    id = billing.start()
    door.finish()
    assert shop.urls == ["https://bill.example/bill"]
    number = billing.run(id)["project_id"]
    assert Empirical(door, key, x_project_id=str(number)).listed() == [id]
    orders = Empirical(door, key, x_project_slug="shop")
    assert orders.listed() == []
    assert orders.send("GET", f"/api/test-runs/{id}").status == 404
    assert both.run(id)["state"] == "ended"


def test_another_tenants_things_are_not_there(door: ApiDoor, client: Empirical) -> None:
    """No id of another project answers with anything but 404, and no list shows it."""
    door.push(OTHER)
    other = Empirical(door, door.new_key("write", "Billing EU"))
    theirs = client.start()
    made = client.send("POST", "/api/webhooks", {"url": "https://hooks.example/e"})
    hook = made.json["data"]["webhook"]["id"]
    for method, path in (
        ("GET", f"/api/test-runs/{theirs}"),
        ("GET", f"/api/test-runs/{theirs + 1}/status"),
        ("GET", f"/api/v2/test-runs/{theirs}/cases"),
        ("POST", f"/api/test-runs/{theirs}/cancel"),
        ("POST", f"/api/test-runs/{theirs}/re-run"),
        ("DELETE", f"/api/webhooks/{hook}"),
    ):
        assert other.send(method, path).status == 404, path
    assert other.listed() == []
    assert other.listed(f"id={theirs}") == []
    again = {"environment": "production", "rerun_source_id": theirs}
    assert other.send("PUT", "/api/test-runs", again).status == 404
    assert client.run(theirs)["state"] == "queued"


def test_roles_hold_here_too(door: ApiDoor, client: Empirical) -> None:
    """A key that only reads makes no webhook; a bad one sees nothing."""
    reader = Empirical(door, door.new_key("read", "shop"))
    assert reader.send("POST", "/api/webhooks", {"url": "https://hooks.example/e"}).status == 403
    assert Empirical(door, "${EMPIRICAL_API_KEY}").send("GET", "/api/test-runs").status == 401


def test_an_end_is_told_with_empiricals_signature(
    door: ApiDoor, client: Empirical, shop: Shop
) -> None:
    """Contract 5: over the raw body, with the bytes behind `whsec_`, and no time."""
    made = client.send("POST", "/api/webhooks", ENDS)
    secret = made.json["data"]["webhook"]["secret"]
    id = client.start(tags=["money"])
    door.finish()
    door.stack.report()
    (post,) = [request for request in shop.requests if request.url == "https://hooks.example/e"]
    headers = {name.lower(): value for name, value in post.headers}
    digest = hmac.new(key_in(secret), post.body or b"", hashlib.sha256).hexdigest()
    assert headers["x-webhook-signature"] == f"sha256={digest}"
    assert not [name for name in headers if "timestamp" in name]
    told = json.loads(post.body or b"")
    assert told["event"] == "test_run.ended"
    assert (told["data"]["test_run"]["id"], told["data"]["test_run"]["failed_count"]) == (id, 0)
    assert told["data"]["test_run"]["run_id"] == id + 1


def test_a_start_without_notifications_tells_nobody(
    door: ApiDoor, client: Empirical, shop: Shop
) -> None:
    """`send_notifications: false`, of a start and of a re-run."""
    client.send("POST", "/api/webhooks", ENDS)
    id = client.start(tags=["money"], send_notifications=False)
    door.finish()
    door.stack.report()
    assert shop.urls == ["https://shop.example/pay"]
    told = client.start(tags=["money"])
    door.finish()
    client.send("POST", f"/api/test-runs/{told}/re-run", {"send_notifications": False})
    client.send("POST", f"/api/test-runs/{id}/re-run", {"send_notifications": True})
    door.finish()
    door.stack.report()
    assert shop.urls.count("https://hooks.example/e") == 1


def test_webhooks_come_and_go(client: Empirical) -> None:
    """Contract 3: listed without the secret, deleted by their integer."""
    body = {"url": "https://hooks.example/e", "events": ["test_run.ended"]}
    made = client.send("POST", "/api/webhooks", body).json["data"]["webhook"]
    (shown,) = client.send("GET", "/api/webhooks").json["data"]["webhooks"]
    assert (shown["id"], shown["events"]) == (made["id"], ["test_run.ended"])
    assert client.send("DELETE", f"/api/webhooks/{made['id']}").status == 200
    assert client.send("GET", "/api/webhooks").json["data"]["webhooks"] == []


def test_a_start_that_is_sent_twice_with_one_key_is_done_once(
    door: ApiDoor, client: Empirical
) -> None:
    """`Idempotency-Key` works on PUT as on POST."""
    body = {"environment": "production"}
    answers = [client.send("PUT", "/api/test-runs", body, idempotency_key="k") for _ in range(2)]
    assert answers[0].json == answers[1].json
    assert len(door.stack.messages()) == 3


def test_a_list_is_paged_over_many(door: ApiDoor, client: Empirical) -> None:
    """Newest first; a page has what the page before had not."""
    ids = []
    for _ in range(5):
        ids.append(client.start(tags=["money"]))
        door.advance(1)
    assert client.listed("per_page=2") == ids[:2:-1]
    assert client.listed("per_page=2&page=3") == ids[:1]
    assert client.listed("limit=2&offset=1") == ids[3:1:-1]
    told = client.send("GET", "/api/test-runs?per_page=2").json["pagination"]
    assert told == {"page": 1, "per_page": 2, "total": 5, "total_pages": 3}
    door.advance(3 * 86_400)
    late = client.start(tags=["money"])
    assert client.listed("interval_in_days=1") == [late]


def test_duplicate_messages_count_once(door: ApiDoor, client: Empirical) -> None:
    """However often the queue delivers."""
    id = client.start(tags=["money"])
    door.stack.execute(times=3)
    run = client.run(id)
    assert (run["state"], run["success_count"], run["failed_count"]) == ("ended", 1, 0)
