"""The API's own handler over the real adapters: who may do what, and what it costs."""

from __future__ import annotations

import base64
import json
from collections.abc import Callable, Iterator
from typing import Any
from urllib.parse import urlencode

import pytest

from gonogo import wiring
from gonogo.domain.commands import CreateKey
from gonogo.domain.key import Role
from gonogo.services.keys import issue
from tests.aws_stack import AwsStack, aws_stack
from tests.fakes import FakeClock, FakeHttp
from tests.faults import Faults

DOCUMENT: dict[str, Any] = {
    "project": "orders",
    "environments": [
        {"name": "staging", "variables": {"base_url": "http://api.example"}},
        {"name": "production", "variables": {"base_url": "http://live.example"}},
    ],
    "tests": [
        {
            "name": "Health",
            "environment": "staging",
            "steps": [
                {
                    "method": "GET",
                    "url": "{{base_url}}/health",
                    "assertions": [{"source": "response_status", "value": 200}],
                }
            ],
        }
    ],
    "suites": [{"name": "smoke", "tests": ["Health"], "environment": "production"}],
}


class Door:
    """A stack, its API, an admin key, and the sample pushed."""

    def __init__(self, stack: AwsStack) -> None:
        self.stack = stack
        self.admin = issue(stack.parts.keys, stack.clock, name="first", role="admin").secret
        self.answer: Callable[..., dict[str, Any]] = stack.api()
        pushed = self.call("POST", "/v1/definitions", DOCUMENT, key=self.admin)[1]
        self.project: str = pushed["project"]["id"]
        self.triggers = {c["kind"]: c.get("trigger") for c in pushed["changes"]}

    def key(self, role: Role, *projects: str) -> str:
        """A fresh key of a role."""
        command = CreateKey(key=self.admin, name=role, role=role, projects=projects)
        created = self.stack.ask(command)
        return created.secret  # type: ignore[union-attr]

    def call(
        self,
        method: str,
        path: str,
        body: object = None,
        *,
        key: str | None = None,
        form: dict[str, str] | None = None,
    ) -> tuple[int, Any]:
        """One call as API Gateway would hand it over; the reply's JSON is read."""
        headers = {"host": "gonogo.example"}
        if key:
            headers["authorization"] = f"Bearer {key}"
        raw = b""
        if form is not None:
            headers["content-type"] = "application/x-www-form-urlencoded"
            raw = urlencode(form).encode()
        elif body is not None:
            headers["content-type"] = "application/json"
            raw = json.dumps(body).encode()
        target, _, query = path.partition("?")
        reply = self.answer(
            {
                "version": "2.0",
                "rawPath": target,
                "rawQueryString": query,
                "headers": headers,
                "requestContext": {"http": {"method": method, "path": target}, "requestId": "r"},
                "body": base64.b64encode(raw).decode(),
                "isBase64Encoded": True,
            }
        )
        text = reply.get("body") or "null"
        return reply["statusCode"], json.loads(text)


@pytest.fixture
def door() -> Iterator[Door]:
    """A fresh stack behind its API."""
    with aws_stack(FakeClock(), FakeHttp()) as stack:
        yield Door(stack)


def test_a_run_is_readable_the_moment_the_answer_is_given(door: Door) -> None:
    """Nothing has executed it yet."""
    status, started = door.call("GET", f"/runscope/radar/{door.triggers['test']}/trigger")
    (run,) = started["data"]["runs"]
    place = run["api_test_run_url"].removeprefix("https://gonogo.example")
    assert status == 201
    status, result = door.call("GET", place, key=door.admin)
    assert (status, result["data"]["result"]) == (200, "working")


def test_a_suite_started_by_name_runs_in_its_environment(door: Door) -> None:
    """And its verdict is there when its run ended."""
    path = "/v1/projects/orders/suites/smoke/start"
    status, started = door.call("POST", path, {"variables": {"a": "b"}}, key=door.admin)
    assert status == 201
    (run,) = started["runs"]
    assert run["environment"]["name"] == "production"
    assert run["variables"] == {"base_url": "http://live.example", "a": "b"}
    door.stack.execute()
    _, batch = door.call("GET", f"/v1/batches/{started['batch']['id']}", key=door.admin)
    assert batch["verdict"] == "go"


def test_a_second_push_changes_nothing(door: Door) -> None:
    """Everything is reported as unchanged, with the same ids."""
    status, again = door.call("POST", "/v1/definitions", DOCUMENT, key=door.admin)
    assert status == 200
    assert {change["action"] for change in again["changes"]} == {"unchanged"}
    assert {c["kind"]: c.get("trigger") for c in again["changes"]} == door.triggers


@pytest.mark.parametrize(
    ("role", "method", "path", "expected"),
    [
        ("trigger", "POST", "/v1/projects/orders/start", 201),
        ("trigger", "POST", "/v1/definitions", 403),
        ("trigger", "GET", "/v1/keys", 403),
        ("read", "POST", "/v1/definitions", 403),
        ("read", "POST", "/v1/projects/orders/start", 201),
        ("write", "POST", "/v1/definitions", 200),
        ("write", "POST", "/v1/keys", 403),
        ("admin", "GET", "/v1/keys", 200),
    ],
)
def test_a_role_may_do_what_is_written_of_it(
    door: Door, role: Role, method: str, path: str, expected: int
) -> None:
    """Each role includes those below it."""
    key = door.key(role, *(() if role == "admin" else ("orders",)))
    body: object = None
    if method == "POST":
        body = {"name": "k", "role": "admin"} if path.endswith("keys") else DOCUMENT
        body = {} if path.endswith("start") else body
    assert door.call(method, path, body, key=key)[0] == expected


@pytest.mark.parametrize("key", [None, "nonsense", "gonogo_" + "0" * 36])
def test_without_a_good_key_there_is_one_answer(door: Door, key: str | None) -> None:
    """Missing, malformed and unknown look the same."""
    refused = door.call("GET", "/v1/keys", key=key)
    assert refused[0] == 401
    assert refused == door.call("GET", "/v1/keys", key=None)


def test_another_projects_run_looks_like_one_that_is_not_there(door: Door) -> None:
    """Byte for byte, but for the id that was asked for."""
    other = {**DOCUMENT, "project": "other"}
    door.call("POST", "/v1/definitions", other, key=door.admin)
    stranger = door.key("write", "other")
    _, started = door.call("POST", "/v1/projects/orders/start", {}, key=door.admin)
    run = started["runs"][0]["id"]
    status, theirs = door.call("GET", f"/v1/runs/{run}", key=stranger)
    _, nobodys = door.call("GET", "/v1/runs/123456", key=stranger)
    assert status == 404
    assert theirs == nobodys


def test_a_revoked_key_opens_nothing(door: Door) -> None:
    """From the next call on."""
    key = door.key("read", "orders")
    _, listed = door.call("GET", "/v1/keys", key=door.admin)
    (id,) = (one["id"] for one in listed["keys"] if one["name"] == "read")
    assert door.call("DELETE", f"/v1/keys/{id}", key=door.admin)[0] in (200, 204)
    assert door.call("GET", "/v1/projects/orders/start", key=key)[0] in (401, 405)
    assert door.call("POST", "/v1/projects/orders/start", {}, key=key)[0] == 401


def test_a_warm_trigger_of_one_run_costs_four_aws_calls(door: Door) -> None:
    """Limit, definitions, one transaction, one message."""
    path = f"/runscope/radar/{door.triggers['test']}/trigger"
    door.call("GET", path)
    with Faults().beside(door.stack.clients) as none:
        assert door.call("GET", path)[0] == 201
    assert sorted(none.calls) == [
        "dynamodb.BatchGetItem",
        "dynamodb.TransactWriteItems",
        "dynamodb.UpdateItem",
        "sqs.SendMessageBatch",
    ]


def test_a_batch_that_the_queue_did_not_take_is_accepted_all_the_same(
    door: Door, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its runs are stored; the janitor sends them."""
    from gonogo.errors import Unavailable

    def refuse(messages: object) -> None:
        raise Unavailable("The queue is away.")

    with monkeypatch.context() as patch:
        patch.setattr(door.stack.parts.queue, "send", refuse)
        answer = wiring.api(door.stack.parts)
        door.answer = answer
        status, started = door.call("POST", "/v1/projects/orders/start", {}, key=door.admin)
    assert status == 201
    door.stack.clock.advance(61)  # type: ignore[attr-defined]
    door.stack.sweep()
    assert door.stack.messages() == [started["runs"][0]["id"]]


@pytest.mark.parametrize(
    "body", ['{"a": {"b": 1}}', "{}", '{"u":"x?a=1&runscope_environment=f","o":{}}']
)
def test_json_that_is_sent_as_a_form_is_no_form(door: Door, body: str) -> None:
    """`curl -d` says so of whatever it sends: an event in it sets nothing."""
    reply = door.answer(
        {
            "version": "2.0",
            "rawPath": f"/runscope/radar/{door.triggers['test']}/trigger",
            "headers": {"content-type": "application/x-www-form-urlencoded"},
            "requestContext": {"http": {"method": "POST"}, "requestId": "r"},
            "body": body,
        }
    )
    assert reply["statusCode"] == 201
    (run,) = json.loads(reply["body"])["data"]["runs"]
    assert run["variables"] == {"base_url": "http://api.example"}


def test_a_name_with_a_slash_is_started_by_the_body(door: Door) -> None:
    """In a path the gateway would take it for the path's own."""
    document = {"project": "orders", "tests": [{"name": "GET /x", "steps": [{"url": "http://x/"}]}]}
    door.call("POST", "/v1/definitions", document, key=door.admin)
    status, started = door.call(
        "POST", "/v1/projects/orders/start", {"test": "GET /x"}, key=door.admin
    )
    assert status == 201
    assert [run["test"]["name"] for run in started["runs"]] == ["GET /x"]
    both = {"test": "GET /x", "suite": "smoke"}
    assert door.call("POST", "/v1/projects/orders/start", both, key=door.admin)[0] == 400


def test_an_admin_key_is_bound_to_no_project(door: Door) -> None:
    """It could make itself a key of all of them."""
    wanted = {"name": "k", "role": "admin", "projects": ["orders"]}
    status, problem = door.call("POST", "/v1/keys", wanted, key=door.admin)
    assert (status, problem["field"]) == (400, "projects")


@pytest.mark.parametrize(
    "key",
    [
        {"expires_at": "9999-12-31T23:59:59-14:00"},
        {"name": "two\nlines"},
        {"name": "\u202e turned round"},
    ],
)
def test_a_key_that_could_not_be_listed_is_not_made(door: Door, key: dict[str, str]) -> None:
    """The list is the only way to revoke one."""
    wanted = {"name": "k", "role": "read", "projects": ["orders"], **key}
    assert door.call("POST", "/v1/keys", wanted, key=door.admin)[0] == 400
    assert door.call("GET", "/v1/keys", key=door.admin)[0] == 200


def test_variables_that_do_not_fit_are_refused_with_the_limit(door: Door) -> None:
    """Before anything is stored."""
    wanted = {"variables": {"a": "x" * 200_000}}
    status, problem = door.call("POST", "/v1/projects/orders/start", wanted, key=door.admin)
    assert (status, problem["field"]) == (400, "variables")
    assert "131072" in problem["accepted"]


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("POST", "/v1/projects/{project}/start"),
        ("POST", "/v1/projects/{project}/suites/smoke/start"),
        ("PUT", "/v1/projects/{project}/definitions"),
    ],
)
@pytest.mark.parametrize("by", ["id", "name"])
def test_a_key_of_another_project_neither_starts_nor_pushes(
    door: Door, method: str, path: str, by: str
) -> None:
    """The answer is that for a project which is not there."""
    door.call("POST", "/v1/definitions", {**DOCUMENT, "project": "other"}, key=door.admin)
    stranger = door.key("write", "other")
    body = {} if path.endswith("start") else {"tests": DOCUMENT["tests"]}
    name = door.project if by == "id" else "orders"
    status, problem = door.call(method, path.format(project=name), body, key=stranger)
    _, nobodys = door.call(method, path.format(project="nobody"), body, key=stranger)
    assert status == 404
    assert problem["detail"].replace(name, "nobody") == nobodys["detail"]
    assert door.stack.messages() == []
