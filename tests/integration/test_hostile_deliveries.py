"""W1, W2: what others deliver to us: unreadable, forged, or meant to make us fetch something."""

from __future__ import annotations

import json
import socket
from collections.abc import Iterator
from itertools import product
from typing import Any
from urllib.parse import quote_plus

import pytest

from tests.api_door import ApiDoor
from tests.builders import PROJECT, a_head, a_project
from tests.fakes import FakeClock, FakeHttp
from tests.gate_world import GateWorld, gate_world
from tests.quick_stack import quick_stack
from tests.reflect_door import ReflectDoor

STARTS = "/reflect/v1/suites/smoke-tests/executions"
GOOD: dict[str, Any] = {
    "deployment_status": {"state": "success"},
    "deployment": {"sha": "0d1a26e67d8f5eaf1f6ba5c57fc3c7d91ac0fd1c"},
    "repository": {"name": "shop", "owner": {"login": "acme"}},
}


def _with(**fields: Any) -> bytes:
    return json.dumps({**GOOD, **fields}).encode()


UNREADABLE = (
    *(b"{", b"[]", b'"x"', b"1", b"NaN", b"\x00", b"\xff\xfe{}", b"{}{}", b"{'a': 1}", b"\xc0\xaf"),
    b'{"a": 1, "a": 2}',
    b'{"a": "\\ud800"}',
    b'{"a": 1e400}',
    b'{"a": ' + b"9" * 5_000 + b"}",
    b"[" * 100_000,
    b'{"a":' * 70 + b"1" + b"}" * 70,
    b'{"a": "' + b"x" * 1_100_000 + b'"}',
    _with(deployment_status="success"),
    _with(deployment_status=["success"]),
    _with(deployment=5),
    _with(deployment={"sha": {"a": 1}}),
    _with(repository=[]),
    _with(repository={"name": "shop", "owner": "acme"}),
    _with(repository={"name": ["shop"], "owner": {"login": "acme"}}),
)
"""Bodies of a repository's delivery; as JSON and as GitHub's form."""
KINDS = ("application/json", "application/x-www-form-urlencoded")


@pytest.fixture
def door() -> Iterator[ReflectDoor]:
    """A project with suites."""
    with quick_stack(FakeClock(), FakeHttp()) as stack:
        yield ReflectDoor(stack)


def test_an_unreadable_delivery_starts_nothing_and_breaks_nothing(door: ReflectDoor) -> None:
    """Each is told what is wrong with it, by a status of four hundred and something."""
    cases = list(product(UNREADABLE, KINDS))
    assert len(cases) >= 40
    said: dict[int, int] = {}
    for number, (body, kind) in enumerate(cases):
        raw = body if kind == KINDS[0] else b"payload=" + quote_plus(body).encode()
        headers = {
            "content-type": kind,
            "x-github-event": "deployment_status",
            "x-github-delivery": str(number),
        }
        door.stack.clock.advance(1)  # type: ignore[attr-defined]
        reply = door.send("POST", f"{STARTS}?apiKey={door.key}", raw, headers)
        said[number] = reply["statusCode"]
    assert {number: s for number, s in said.items() if not 400 <= s < 500 or s == 429} == {}
    assert door.stack.messages() == []


HOSTS = (
    *("sns.s3-us-west-2.amazonaws.com", "sns.execute-api.amazonaws.com", "sns.amazonaws.com"),
    *("sns.us-east-1.amazonaws.com.evil.example", "user@sns.us-east-1.amazonaws.com"),
    *("sns.us-east-1.amazonaws.com:8443", "sns.us-east-1.amazonaws.com\n", "169.254.169.254"),
    *("sns.us-east-1.amazonaws.com", "evil.example"),
)
TYPES = ("SubscriptionConfirmation", "Notification", "UnsubscribeConfirmation")
NEWS = {"deploymentId": "d-1", "status": "SUCCEEDED", "applicationName": "shop"}
FORGED = [
    {
        "Type": type,
        "MessageId": f"{number:08x}-0000-4000-8000-000000000000",
        "TopicArn": "arn:aws:sns:us-east-1:666666666666:deployments",
        "Token": "2336412f37",
        "Message": json.dumps(NEWS),
        "Timestamp": "2026-11-18T11:06:40.000Z",
        "SignatureVersion": str(1 + number % 2),
        "Signature": "Zm9yZ2Vk",
        "SigningCertURL": f"https://{host}/SimpleNotificationService-{number:032x}.pem",
        "SubscribeURL": f"https://{host}/?Action=ConfirmSubscription&Token=2336412f37",
    }
    for number, (host, type) in enumerate(product(HOSTS, TYPES))
]
"""Messages in the form in which SNS posts them to an address."""
ADDRESSES = (
    *("/", "/v1/gates", "/v1/sns", "/v1/definitions", f"/v1/projects/{PROJECT}/start"),
    "/v1/triggers/00000000-0000-4000-8000-000000000000",
    "/v1/inbound/00000000-0000-4000-8000-000000000000",
    "/runscope/radar/00000000-0000-4000-8000-000000000000/trigger",
    STARTS,
)


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Every name that anybody looks up from now on; none is found."""
    names: list[str] = []

    def look_up(host: str, *_: Any, **__: Any) -> Any:
        names.append(host)
        raise socket.gaierror(socket.EAI_NONAME, "no such name")

    monkeypatch.setattr(socket, "getaddrinfo", look_up)
    return names


@pytest.fixture
def world() -> Iterator[GateWorld]:
    """A gate is bound to what the forged news tell of."""
    with gate_world() as world:
        world.bind("codedeploy_notice", {"application": "somebody's"})
        yield world


def test_forged_notices_over_https_do_nothing(world: GateWorld, asked: list[str]) -> None:
    """No address takes what SNS posts: our topics call functions, and only AWS can do that."""
    assert len(FORGED) >= 30
    door = ApiDoor(world.stack, world.api)
    headers = {"content-type": "text/plain; charset=UTF-8", "x-amz-sns-message-type": "x"}
    for message, address in product(FORGED, ADDRESSES):
        answer = door.send("POST", address, message, headers)
        assert 400 <= answer.status < 500, (address, answer)
    assert (world.api.requests, asked) == ([], [])
    assert world.stack.messages() == []


def test_a_trigger_starts_whatever_is_posted_to_it_and_fetches_none_of_it(
    world: GateWorld, asked: list[str]
) -> None:
    """Its address is the credential; what a message says of certificates is a text like others."""
    door = ApiDoor(world.stack, world.api)
    place = f"/runscope/radar/{a_head().trigger}/trigger"
    for message in FORGED:
        world.clock.advance(2)
        assert door.send("POST", place, message, {"content-type": "text/plain"}).status < 500
    assert (world.api.requests, asked) == ([], [])


def test_forged_notices_to_the_function_fetch_nothing(world: GateWorld, asked: list[str]) -> None:
    """Whoever could invoke it: a subscription is confirmed by nobody, news of others start none."""
    assert a_project().id == PROJECT
    for message in FORGED:
        for event in (message, {"Records": [{"Sns": message}]}, {"body": json.dumps(message)}):
            world.ask(event)
    assert (world.api.requests, asked) == ([], [])
    assert world.stack.messages() == []
    assert world.gates() == ()
