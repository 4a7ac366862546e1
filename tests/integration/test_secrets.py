"""A secret's whole way: through the API's handler into KMS, into a run, and out of every answer."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest

from gonogo.domain.http import HttpRequest, HttpResponse
from tests.aws_stack import aws_stack
from tests.fakes import FakeClock, FakeHttp, a_reply
from tests.integration.test_front_door import Door

VALUE = "s3cret/of the#shop?"
PLACE = "/v1/projects/orders/secrets"
STEP = {
    "method": "POST",
    "url": "{{base_url}}/?k={{url_encode({{get_secret(api key)}})}}",
    "headers": {"X-Key": "{{get_secret(api key)}}"},
    "json": {"key": "{{get_secret(api key)}}"},
    "assertions": [{"source": "response_json", "property": "body", "value": "no"}],
}
DOCUMENT: dict[str, Any] = {"project": "orders", "tests": [{"name": "Signs in", "steps": [STEP]}]}


def _echo(request: HttpRequest) -> HttpResponse:
    return a_reply({"url": request.url, "body": (request.body or b"").decode()})


@pytest.fixture
def http() -> FakeHttp:
    """A server that sends back what it got."""
    return FakeHttp(_echo)


@pytest.fixture
def door(http: FakeHttp) -> Iterator[Door]:
    """A fresh stack behind its API."""
    with aws_stack(FakeClock(), http) as stack:
        yield Door(stack)


def test_a_secret_is_stored_listed_and_deleted(door: Door) -> None:
    """And no answer holds its value."""
    key = door.key("write", "orders")
    status, stored = door.call("PUT", f"{PLACE}/api%20key", {"value": VALUE}, key=key)
    assert status == 200
    assert set(stored["secret"]) == {"name", "created_at", "changed_at"}
    door.stack.clock.advance(60)  # type: ignore[attr-defined]
    door.call("PUT", f"{PLACE}/api%20key", {"value": "another-one"}, key=key)
    status, listed = door.call("GET", PLACE, key=key)
    (head,) = listed["secrets"]
    assert (status, head["name"]) == (200, "api key")
    assert head["created_at"] == stored["secret"]["created_at"] < head["changed_at"]
    assert door.call("DELETE", f"{PLACE}/api%20key", key=key)[0] == 204
    assert door.call("DELETE", f"{PLACE}/api%20key", key=key)[0] == 404
    assert door.call("GET", PLACE, key=key) == (200, {"secrets": []})


@pytest.mark.parametrize(
    ("name", "body", "field"),
    [
        ("a", {"value": "tiny"}, "value"),
        ("a", {"value": "x" * 4097}, "value"),
        ("a", {"value": 12345678}, "value"),
        ("a", {}, "value"),
        ("a", {"value": "long-enough", "more": 1}, "more"),
        ("a%2Cb", {"value": "long-enough"}, "name"),
        ("x" * 101, {"value": "long-enough"}, "name"),
    ],
)
def test_what_cannot_be_a_secret_is_refused(door: Door, name: str, body: Any, field: str) -> None:
    """The field is named, and the value is not repeated."""
    status, problem = door.call("PUT", f"{PLACE}/{name}", body, key=door.admin)
    assert (status, problem["field"]) == (400, field)
    assert problem["accepted"]
    assert str(body.get("value", "?")) not in json.dumps(problem)


@pytest.mark.parametrize("method", ["PUT", "GET", "DELETE"])
def test_secrets_are_for_those_who_may_write(door: Door, method: str) -> None:
    """In their own project; a stranger cannot tell that it is there."""
    path = PLACE if method == "GET" else f"{PLACE}/a"
    body = {"value": "long-enough"} if method == "PUT" else None
    document = {**DOCUMENT, "project": "other"}
    door.call("POST", "/v1/definitions", document, key=door.admin)
    assert door.call(method, path, body)[0] == 401
    assert door.call(method, path, body, key=door.key("read", "orders"))[0] == 403
    assert door.call(method, path, body, key=door.key("write", "other"))[0] == 404


def test_a_project_has_room_for_a_hundred(door: Door) -> None:
    """One more is refused; changing one is not."""
    for number in range(100):
        door.call("PUT", f"{PLACE}/s{number}", {"value": "long-enough"}, key=door.admin)
    assert door.call("PUT", f"{PLACE}/more", {"value": "long-enough"}, key=door.admin)[0] == 409
    assert door.call("PUT", f"{PLACE}/s7", {"value": "long-enough"}, key=door.admin)[0] == 200


def test_a_run_uses_a_secret_that_no_answer_shows(door: Door, http: FakeHttp) -> None:
    """Run, batch with reasons, JUnit, both dialects, the webhook, the page, the table."""
    door.call("PUT", f"{PLACE}/api%20key", {"value": VALUE}, key=door.admin)
    door.call("POST", "/v1/definitions", DOCUMENT, key=door.admin)
    start = {"webhooks": ["http://hook.example/"], "variables": {"base_url": "http://a"}}
    path = "/v1/projects/orders/tests/Signs%20in/start"
    _, started = door.call("POST", path, start, key=door.admin)
    door.stack.execute()
    assert ("X-Key", VALUE) in http.requests[0].headers
    door.stack.report()
    (run,) = started["runs"]
    seen = [
        door.call("GET", f"/v1/runs/{run['id']}", key=door.admin)[1],
        door.call("GET", f"/v1/batches/{started['batch']['id']}", key=door.admin)[1],
        (http.requests[-1].body or b"").decode(),
        *door.stack.stored("runs"),
    ]
    assert seen[0]["status"] == "failed"
    text = "".join(json.dumps(each, default=repr) for each in seen)
    assert "***" in text
    assert "s3cret" not in text
    assert "of%20the%23shop" not in text


def test_a_secret_that_was_deleted_errs_the_run(door: Door, http: FakeHttp) -> None:
    """The reason names it and the place that used it."""
    door.call("POST", "/v1/definitions", DOCUMENT, key=door.admin)
    path = "/v1/projects/orders/tests/Signs%20in/start"
    _, started = door.call("POST", path, {"variables": {"base_url": "http://a"}}, key=door.admin)
    door.stack.execute()
    _, batch = door.call("GET", f"/v1/batches/{started['batch']['id']}", key=door.admin)
    (reason,) = batch["reasons"]
    assert reason["message"] == (
        "Step 1, header X-Key uses {{get_secret(api key)}}, and there is no secret of that name."
    )
