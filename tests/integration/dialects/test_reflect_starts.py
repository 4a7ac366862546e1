"""What may stand in the body of a start, how it arrives, and what becomes of it (contract 3, 4)."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest

from gonogo.domain.terms import StartCookie
from tests.fakes import FakeHttp
from tests.reflect_door import AT, ReflectDoor, reflect_door

FORM = "application/x-www-form-urlencoded"
JSON = "application/json"
STARTS = "/reflect/v1/suites/smoke-tests/executions"
DEPLOYED: dict[str, Any] = {
    "deployment_status": {"state": "success"},
    "deployment": {"sha": "0d1a26e67d8f5eaf1f6ba5c57fc3c7d91ac0fd1c"},
    "repository": {"name": "shop", "owner": {"login": "acme"}},
}


@pytest.fixture(scope="module")
def door() -> Iterator[ReflectDoor]:
    """A project with suites; its key may start a hundred times in ten seconds."""
    with reflect_door() as door:
        yield door


def _send(door: ReflectDoor, raw: bytes, query: str = "", **headers: str) -> tuple[int, Any]:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    reply = door.send("POST", STARTS + query, raw, named)
    return reply["statusCode"], json.loads(reply["body"])


def _batch(door: ReflectDoor, body: object) -> Any:
    """The stored batch of a start."""
    number = door.start(body=body)
    door.stack.messages()
    from gonogo.domain.ids import BatchId, uuid_of

    return door.stack.parts.runs.batch(BatchId(uuid_of("batch", number)))


@pytest.mark.parametrize(
    ("raw", "kind"),
    [
        (b"{}", FORM),
        (b'{"gitHub": {}}', FORM),
        (b"", None),
        (b"", FORM),
        (b"", JSON),
        (b'\n{"overrides": {}}', JSON),
        (b"{}\n", JSON),
        (b"\xef\xbb\xbf{}", JSON),
        (b"{}", None),
        (b"{}", "Application/JSON; charset=UTF-8"),
        (b"{}", "text/plain"),
    ],
)
@pytest.mark.parametrize("header", ["x-api-key", "X-API-KEY", "X-Api-Key"])
def test_every_form_in_which_a_body_arrives_starts_a_run(
    door: ReflectDoor, raw: bytes, kind: str | None, header: str
) -> None:
    """Exactly 200, and the three members that clients read."""
    door.stack.clock.advance(1)  # type: ignore[attr-defined]
    headers = {"content-type": kind} if kind else {}
    reply = door.send("POST", STARTS, raw, {header: f" {door.key} ", **headers})
    answer = json.loads(reply["body"])
    assert (reply["statusCode"], set(answer)) == (200, {"suiteId", "executionId", "url"})
    assert answer["suiteId"] == "smoke-tests"
    assert answer["url"].endswith(f"/suites/smoke-tests/executions/{answer['executionId']}")
    assert len(door.stack.messages()) == 2


@pytest.mark.parametrize("path", [f"{STARTS}/", f"{STARTS}?", "//reflect//v1/" + STARTS[12:]])
def test_slashes_too_many_are_the_same_address(door: ReflectDoor, path: str) -> None:
    """Most of these clients follow no redirect."""
    assert door.send("POST", path, b"", {"x-api-key": door.key})["statusCode"] == 200
    assert len(door.stack.messages()) == 2


@pytest.mark.parametrize("raw", [b"[]", b'"x"', b"7", b"{", b"a=1&b=2", b"<event/>", b"\xff"])
def test_a_body_that_is_no_object_starts_nothing(door: ReflectDoor, raw: bytes) -> None:
    """400 with a message."""
    status, answer = _send(door, raw, x_api_key=door.key, content_type=JSON)
    assert (status, answer["errorId"], bool(answer["message"])) == (400, "r-1", True)
    assert door.stack.messages() == []


def test_everything_that_is_replaced_reaches_the_runs(door: ReflectDoor) -> None:
    """Decoded once; ports and precedence are the engine's."""
    batch = _batch(
        door,
        {
            "overrides": {
                "hostnames": [
                    {"original": "Shop.example.com:8080", "replacement": "pr.example.com"},
                    {"original": "api.example", "replacement": "https://pr-7.example.com/x?y"},
                ],
                "parameters": [{"key": "a", "value": "1"}, {"name": "b", "value": 2}],
                "headers": [{"name": "X-Preview", "value": "7"}],
                "cookies": [{"name": "c", "value": "1"}],
            },
        },
    )
    overrides = batch.terms.overrides
    assert overrides.hosts == (
        ("shop.example.com:8080", "pr.example.com"),
        ("api.example", "pr-7.example.com"),
    )
    assert overrides.parameters == (("a", "1"), ("b", "2"))
    assert overrides.headers == (("X-Preview", "7"),)
    assert overrides.cookies == (StartCookie(name="c", value="1"),)


def test_a_replaced_host_is_what_the_run_really_asks(door: ReflectDoor) -> None:
    """With the variables of the start, and the header."""
    http = door.stack.parts.http
    assert isinstance(http, FakeHttp)
    http.requests.clear()
    door.start(
        body={
            "overrides": {
                "hostnames": [{"original": "api.example", "replacement": "pr.example:8443"}],
                "headers": [{"name": "X-Preview", "value": "7"}],
                "parameters": [{"key": "flag", "value": "on"}],
            }
        }
    )
    door.stack.execute()
    assert {request.url for request in http.requests} == {
        "http://pr.example:8443/health?flag=on",
    }
    assert all(("X-Preview", "7") in request.headers for request in http.requests)


@pytest.mark.parametrize(
    ("cookie", "expires_at"),
    [
        ({}, None),
        ({"expires": 1_795_000_600_000}, 1_795_000_600.0),
        ({"expires": 1_795_000_600_000, "maxAge": 60_000}, AT + 60),
        ({"expires": 1_795_000_600_000, "maxAge": 0}, AT),
        ({"expires": "", "maxAge": None}, None),
    ],
)
def test_of_a_cookies_two_ends_the_age_counts(
    door: ReflectDoor, cookie: dict[str, object], expires_at: float | None
) -> None:
    """None of them: for the session. Ages and moments are in milliseconds."""
    given = {"name": "c", "value": "", "domain": "Shop.example", "secure": True, **cookie}
    batch = _batch(door, {"overrides": {"cookies": [given]}})
    (found,) = batch.terms.overrides.cookies
    assert (found.expires_at, found.domain, found.secure) == (expires_at, "shop.example", True)


def test_what_was_sent_is_given_back_and_unknown_keys_are_no_mistake(door: ReflectDoor) -> None:
    """By the GET, as it was sent."""
    sent = {
        "overrides": {"headers": [{"name": "a", "value": "b"}], "userAgent": "x", "new": 1},
        "variables": {"user": "alice", "n": 3},
        "gitHub": {"owner": "acme", "repo": "shop", "sha": "0d1a26e"},
    }
    number = door.start(body={**sent, "somethingNew": [1]})
    document = door.suite(number)
    assert {name: document[name] for name in sent} == sent
    bare = door.suite(door.start())
    assert (bare["overrides"], bare["gitHub"], "variables" in bare) == ({}, {}, False)
    door.stack.messages()


def test_variables_are_those_of_every_run(door: ReflectDoor) -> None:
    """As texts; null is none."""
    number = door.start(body={"variables": {"a": "x", "n": 3, "t": True, "none": None}})
    door.stack.execute()
    for item in door.suite(number)["tests"]["data"]:
        assert item["runs"][0]["variables"] == {"a": "x", "n": "3", "t": "true"}


@pytest.mark.parametrize(
    ("git", "facts"),
    [
        (
            {"owner": "acme", "repo": "shop", "sha": "0d1"},
            {"commit": "0d1", "repository": "acme/shop"},
        ),
        ({"repo": "shop", "sha": ""}, {"repository": "shop"}),
        ({"owner": "acme", "repo": "shop", "sha": None}, {"repository": "acme/shop"}),
        ({}, {}),
        (None, {}),
    ],
)
def test_a_build_that_is_half_told_starts_all_the_same(
    door: ReflectDoor, git: object, facts: dict[str, str]
) -> None:
    """Without a commit there is no commit status, and no refusal."""
    assert _batch(door, {"gitHub": git}).terms.facts == facts


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"overrides": {"hostnames": [{"original": "a", "replacement": ""}]}}, "replacement"),
        ({"overrides": {"hostnames": [{"original": "a:x", "replacement": "b"}]}}, "original"),
        ({"overrides": {"hostnames": [{"original": "a b", "replacement": "b"}]}}, "original"),
        ({"overrides": {"hostnames": {"a": "b"}}}, "overrides.hostnames"),
        ({"overrides": {"hostnames": ["a"]}}, "overrides.hostnames[0]"),
        ({"overrides": {"cookies": [{"name": "a"}]}}, "overrides.cookies[0].value"),
        ({"overrides": {"cookies": [{"value": "a"}]}}, "overrides.cookies[0].name"),
        ({"overrides": {"cookies": [{"name": "a", "value": "b", "maxAge": "1"}]}}, "maxAge"),
        ({"overrides": {"headers": [{"value": "a"}]}}, "overrides.headers[0]"),
        ({"overrides": []}, "overrides"),
        ({"variables": {"a": {"b": 1}}}, "variables.a"),
        ({"variables": ["a"]}, "variables"),
        ({"gitHub": "sha"}, "gitHub"),
    ],
)
def test_what_cannot_be_meant_is_refused_by_name(
    door: ReflectDoor, body: dict[str, object], field: str
) -> None:
    """Better no run than one of the wrong host."""
    status, answer = door.call("POST", "/v1/suites/smoke-tests/executions", body)
    assert (status, field in answer["message"]) == (400, True)
    assert door.stack.messages() == []


def test_what_has_no_effect_here_is_told_in_a_header(door: ReflectDoor) -> None:
    """The body stays as the contract has it."""
    body = {
        "overrides": {
            "localStorage": [{"key": "a", "value": "b"}],
            "sessionStorage": [],
            "agent": {"name": "office"},
        },
        "mobileAppOverrides": {"app": "id"},
        "parallelism": 4,
    }
    raw = json.dumps(body).encode()
    reply = door.send("POST", STARTS, raw, {"x-api-key": door.key})
    told = "overrides.localStorage, overrides.agent, mobileAppOverrides, parallelism"
    assert reply["headers"]["X-Gonogo-Ignored"] == told
    assert set(json.loads(reply["body"])) == {"suiteId", "executionId", "url"}
    assert (
        "X-Gonogo-Ignored" not in door.send("POST", STARTS, b"", {"x-api-key": door.key})["headers"]
    )
    door.stack.messages()


def test_the_key_wins_over_a_token_and_either_opens(door: ReflectDoor) -> None:
    """The newest client sends a token; some service connections add one that means nothing."""
    token = f"Bearer {door.key}"
    assert _send(door, b"", authorization=token)[0] == 200
    assert _send(door, b"", authorization="Basic dTpw", x_api_key=door.key)[0] == 200
    assert _send(door, b"", authorization="Bearer nope", x_api_key=door.key)[0] == 200
    assert _send(door, b"", authorization=token, x_api_key="nope")[0] == 403
    assert _send(door, b"", authorization="Basic dTpw")[0] == 403
    door.stack.messages()


def test_a_repositorys_webhook_starts_when_a_deployment_succeeded(door: ReflectDoor) -> None:
    """With its key in the address, which no other call takes; as JSON or as a form."""
    event = {"x_github_event": "deployment_status", "content_type": JSON}
    query = f"?apiKey={door.key}"
    status, answer = _send(door, json.dumps(DEPLOYED).encode(), query, **event)
    assert status == 200
    assert door.suite(answer["executionId"])["gitHub"] == {
        "owner": "acme",
        "repo": "shop",
        "sha": DEPLOYED["deployment"]["sha"],
    }
    door.stack.messages()
    assert door.call("GET", f"/v1/suites{query}", key="")[0] == 403


@pytest.mark.parametrize(
    ("name", "event", "answer"),
    [
        ("ping", {"zen": "x"}, "pong"),
        ("push", DEPLOYED, "ignored"),
        ("deployment_status", {**DEPLOYED, "deployment_status": {"state": "failure"}}, "ignored"),
        ("deployment_status", {}, "ignored"),
    ],
)
def test_other_events_of_a_repository_are_answered_and_start_nothing(
    door: ReflectDoor, name: str, event: dict[str, Any], answer: str
) -> None:
    """And a bad key is told at the first ping."""
    headers = {"x_github_event": name, "content_type": JSON}
    raw = json.dumps(event).encode()
    assert _send(door, raw, f"?apiKey={door.key}", **headers) == (200, {"message": answer})
    assert _send(door, raw, "?apiKey=nope", **headers)[0] == 403
    assert door.stack.messages() == []


def test_a_start_with_an_idempotency_key_is_done_once(door: ReflectDoor) -> None:
    """The same answer for the same body; another body is a mistake with a message."""
    headers = {"x_api_key": door.key, "idempotency_key": "deploy-7"}
    first = _send(door, b'{"gitHub": {}}', **headers)
    assert _send(door, b'{"gitHub": {}}', **headers) == first
    assert len(door.stack.messages()) == 2
    status, answer = _send(door, b"{}", **headers)
    assert (status, bool(answer["message"])) == (422, True)


def test_a_delivery_of_a_repository_starts_once(door: ReflectDoor) -> None:
    """It is named in a header: a redelivery, or a replay, gets the first answer for three days."""
    event = {"x_github_event": "deployment_status", "content_type": JSON}
    raw, query = json.dumps(DEPLOYED).encode(), f"?apiKey={door.key}"
    first = _send(door, raw, query, **event, x_github_delivery="72d3162e-cc78-11e3")
    door.stack.clock.advance(3 * 86_400 - 1)  # type: ignore[attr-defined]
    assert _send(door, raw, query, **event, x_github_delivery="72d3162e-cc78-11e3") == first
    assert len(door.stack.messages()) == 2
    door.stack.clock.advance(1)  # type: ignore[attr-defined]
    late = _send(door, raw, query, **event, x_github_delivery="72d3162e-cc78-11e3")
    assert late[1]["executionId"] != first[1]["executionId"]
    other = _send(door, raw, query, **event, x_github_delivery="99d3162e-cc78-11e3")
    assert other[1]["executionId"] not in (first[1]["executionId"], late[1]["executionId"])
    assert len(door.stack.messages()) == 4


def test_the_commit_of_a_start_gets_its_status(door: ReflectDoor) -> None:
    """By the project's webhook for it; without a commit none is set, and the start is as good."""
    settings = {"repository": "acme/shop", "token": "github-token"}
    made = door.call(
        "POST",
        "/v1/projects/shop/webhooks",
        {"kind": "github", "settings": settings},
        key=door.key,
        mount="",
    )
    assert made[0] == 201
    http = door.stack.parts.http
    assert isinstance(http, FakeHttp)
    for sha, posts in ((DEPLOYED["deployment"]["sha"], 1), ("", 0)):
        http.requests.clear()
        door.start(body={"gitHub": {"owner": "acme", "repo": "shop", "sha": sha}})
        door.stack.execute()
        door.stack.report()
        told = [request.url for request in http.requests if "github" in request.url]
        assert told == [f"https://api.github.com/repos/acme/shop/statuses/{sha}"] * posts
