"""Runs that wait for calls, through the front door: the handler over real adapters."""

from __future__ import annotations

import base64
import json
from collections.abc import Callable, Iterator
from typing import Any
from urllib.parse import urlsplit

import pytest

from gonogo import wiring
from gonogo.domain.http import HttpRequest, HttpResponse
from gonogo.services.inbound import CALLS
from gonogo.services.keys import issue
from tests.aws_stack import AwsStack, aws_stack
from tests.fakes import FakeClock, FakeHttp, a_reply

NOTIFY = {"method": "POST", "url": "http://shop.example/pay?back={{gonogo_inbound_url}}"}
WAIT = {
    "type": "inbound",
    "timeout": 30,
    "variables": [{"name": "paid", "source": "response_json", "property": "paid"}],
    "assertions": [{"source": "request_method", "value": "POST"}],
}


class Door:
    """A stack whose tests wait for calls; `meanwhile` is done at the first sleep of a run."""

    def __init__(self, stack: AwsStack, http: FakeHttp) -> None:
        self.stack, self.http = stack, http
        self.answer = stack.api()
        self.key = issue(stack.parts.keys, stack.clock, name="first", role="admin").secret

    def call(
        self, method: str, path: str, body: bytes = b"", **headers: str
    ) -> tuple[int, dict[str, Any]]:
        """One call; the reply's JSON."""
        target, _, query = path.partition("?")
        reply = self.answer(
            {
                "version": "2.0",
                "rawPath": target,
                "rawQueryString": query,
                "headers": {"host": "gonogo.example", **headers},
                "requestContext": {"http": {"method": method, "path": target}, "requestId": "r"},
                "body": base64.b64encode(body).decode(),
                "isBase64Encoded": True,
            }
        )
        return reply["statusCode"], json.loads(reply.get("body") or "null")

    def own(self, method: str, path: str, body: object = None) -> dict[str, Any]:
        """A call with the admin's key."""
        raw = b"" if body is None else json.dumps(body).encode()
        headers = {"authorization": f"Bearer {self.key}", "content-type": "application/json"}
        return self.call(method, path, raw, **headers)[1]

    def run(self, *steps: dict[str, Any], project: str = "shop") -> dict[str, Any]:
        """Push a test, start it, execute it; the run with its result."""
        test = {"name": "Payment", "steps": list(steps)}
        self.own("POST", "/v1/definitions", {"project": project, "tests": [test]})
        started = self.own("POST", f"/v1/projects/{project}/start", {})
        self.stack.execute()
        return self.own("GET", f"/v1/runs/{started['runs'][0]['id']}")

    def lasting(self, project: str = "shop") -> str:
        """The path of the only step's lasting URL, as a run that got no call tells it."""
        result = self.run({**WAIT, "timeout": 1}, project=project)
        return urlsplit(result["result"]["steps"][0]["remark"].split()[-1]).path


@pytest.fixture
def door() -> Iterator[Door]:
    """A fresh stack behind its API."""
    http = FakeHttp()
    with aws_stack(Awake(), http) as stack:
        yield Door(stack, http)


class Awake(FakeClock):
    """While a run sleeps, something happens once."""

    meanwhile: Callable[[], object] | None = None

    def sleep(self, seconds: float) -> None:
        """Move on, then let it happen."""
        super().sleep(seconds)
        todo, self.meanwhile = self.meanwhile, None
        if todo is not None:
            todo()


def paying(door: Door, mount: str = "/v1/inbound/") -> Callable[[HttpRequest], HttpResponse]:
    """A shop that calls back before it answers."""

    def pay(request: HttpRequest) -> HttpResponse:
        address = request.url.rpartition("/")[2]
        status, said = door.call("POST", mount + address + "?n=1", b'{"paid": 12}')
        assert status == 200, said
        return a_reply(said)

    return pay


@pytest.mark.parametrize("mount", ["/v1/inbound/", "/runscope/radar/inbound/"])
def test_a_call_that_comes_before_the_step_begins_is_not_lost(door: Door, mount: str) -> None:
    """The service calls back while the run is still at the step that asks it to."""
    door.http._replies = [paying(door, mount)]
    run = door.run(NOTIFY, WAIT)
    assert (run["status"], run["result"]["variables"]["paid"]) == ("passed", "12")
    step = run["result"]["steps"][1]
    assert step["url"].startswith(mount.removeprefix("/runscope"))
    assert step["url"].endswith("?n=1")


@pytest.mark.proves("steps", "inbound")
def test_a_call_that_comes_while_the_run_waits_ends_the_wait(door: Door) -> None:
    """And the answer to the caller is small."""
    replies: list[Any] = []

    def back() -> None:
        (sent,) = door.http.requests
        path = urlsplit(sent.url.partition("back=")[2]).path
        replies.append(door.call("POST", path, b'{"paid": 1}'))

    door.stack.clock.meanwhile = back  # type: ignore[attr-defined]
    assert door.run(NOTIFY, WAIT)["status"] == "passed"
    assert replies == [(200, {"received": True})]


def test_the_lasting_url_is_the_same_in_every_run(door: Door) -> None:
    """A service that can be told only one address calls that."""
    lasting = door.lasting()
    assert door.lasting() == lasting
    clock: Any = door.stack.clock
    clock.meanwhile = lambda: door.call("POST", lasting, b'{"paid": 5}')
    assert door.run(WAIT)["status"] == "passed"


def test_the_same_step_id_of_another_project_has_another_url(door: Door) -> None:
    """Ids of steps are no secrets: whoever copies one must not read what another is told."""
    id = {"id": "11111111-1111-4111-8111-111111111111"}
    urls = set()
    for project in ("shop", "thief"):
        result = door.run({**WAIT, **id, "timeout": 1}, project=project)
        step = result["result"]["steps"][0]
        assert step["id"] == id["id"]
        urls.add(step["remark"])
    assert len(urls) == 2


def test_an_address_that_nobody_waits_at_is_as_unknown_as_any(door: Door) -> None:
    """Before and after the run, and for what never was one."""
    lasting = door.lasting()
    wrong = ["/v1/inbound/00000000-0000-4000-8000-000000000000", "/v1/inbound/x%23", lasting]
    replies = [door.call("POST", path, b"{}") for path in wrong]
    assert {status for status, _ in replies} == {404}
    assert len({said["detail"] for _, said in replies}) == 1
    status, said = door.call("PUT", "/runscope/radar/inbound/x")
    assert (status, said["error"]["status"]) == (404, 404)


def test_calls_to_one_address_are_limited(door: Door) -> None:
    """Each costs a write."""
    found: list[int] = []

    def many() -> None:
        path = urlsplit(door.http.requests[0].url.partition("back=")[2]).path
        found.extend(door.call("GET", f"{path}/other")[0] for _ in range(CALLS + 1))

    door.stack.clock.meanwhile = many  # type: ignore[attr-defined]
    run = door.run(NOTIFY, WAIT)
    assert found == [200] * CALLS + [429]
    assert run["status"] == "failed"  # none of them was to the step's path


def test_any_method_type_and_body_is_taken_up_to_a_size(door: Door) -> None:
    """What is longer is cut, and said to be; what no call may have is refused."""
    found: list[int] = []

    def back() -> None:
        path = urlsplit(door.http.requests[0].url.partition("back=")[2]).path
        found.append(door.call("POST", path, b"x" * 1_048_577)[0])
        found.append(door.call("PATCH", path, b"\xff\x00" * 200_000, **{"content-type": "a/b"})[0])

    door.stack.clock.meanwhile = back  # type: ignore[attr-defined]
    run = door.run(NOTIFY, {"type": "inbound"})
    response = run["result"]["steps"][1]["response"]
    assert found == [413, 200]
    assert (response["truncated"], response["size"]) == (True, 256 * 1024)
    assert run["status"] == "passed"


def test_every_run_that_waits_at_a_lasting_url_gets_the_call(door: Door) -> None:
    """Here one run's wait begins another's inside it; both read the one call."""
    lasting = door.lasting()
    clock: Any = door.stack.clock
    inner: list[str] = []

    def other() -> None:
        clock.meanwhile = lambda: door.call("POST", lasting, b'{"paid": 5}')
        inner.append(door.run(WAIT)["status"])

    clock.meanwhile = other
    assert (door.run(WAIT)["status"], inner) == ("passed", ["passed"])


def test_a_lost_lease_ends_a_wait(door: Door) -> None:
    """The run is another executor's: this one waits no longer, and tells no result."""
    clock: Any = door.stack.clock
    execution = wiring.execution(door.stack.parts)
    test = {"name": "Payment", "steps": [{"type": "inbound"}]}
    door.own("POST", "/v1/definitions", {"project": "shop", "tests": [test]})
    started = door.own("POST", "/v1/projects/shop/start", {})
    (run,) = door.stack.messages()

    def lose() -> None:
        clock.advance(31)
        assert door.stack.parts.runs.claim(run, clock.now())  # type: ignore[arg-type]
        execution.heart.beat()

    clock.meanwhile = lose
    from gonogo.services.execute import execute_run

    execute_run(run, execution)  # type: ignore[arg-type]
    assert clock.slept == [0.5]
    assert door.own("GET", f"/v1/runs/{started['runs'][0]['id']}")["status"] == "running"
