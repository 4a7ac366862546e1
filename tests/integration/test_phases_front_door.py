"""A suite with phases over HTTP: pushed as a file says it, started by its URL, read as JSON."""

from __future__ import annotations

from typing import Any

import pytest

from tests.aws_stack import aws_stack
from tests.fakes import FakeClock, FakeHttp, a_reply
from tests.integration.test_front_door import Door


def a_test(name: str, path: str, **step: Any) -> dict[str, Any]:
    """One request, which must get 200."""
    wanted = [{"source": "response_status", "value": 200}]
    return {
        "name": name,
        "steps": [{"url": f"http://shop.test/{path}", "assertions": wanted, **step}],
    }


DOCUMENT = {
    "project": "orders",
    "tests": [
        a_test(
            "Log in",
            "in",
            variables=[{"name": "token", "source": "response_json", "property": "token"}],
        ),
        a_test("Order", "order/{{token}}"),
        a_test("Log out", "out/{{token}}"),
    ],
    "suites": [{"name": "all", "setup": ["Log in"], "tests": ["Order"], "teardown": ["Log out"]}],
}


@pytest.mark.parametrize(
    ("login", "statuses", "verdict"),
    [
        (200, ["passed", "passed", "passed"], "go"),
        (500, ["failed", "canceled", "passed"], "no-go"),
    ],
)
def test_a_pushed_suite_runs_in_its_phases(login: int, statuses: list[str], verdict: str) -> None:
    """The JSON of the batch tells the phase of each run, and why one was not run."""
    http = FakeHttp(a_reply({"token": "t7"}, status=login), a_reply())
    with aws_stack(FakeClock(), http) as stack:
        door = Door(stack)
        pushed = door.call("POST", "/v1/definitions", DOCUMENT, key=door.admin)[1]
        (url,) = [
            c["trigger_url"]
            for c in pushed["changes"]
            if c["kind"] == "suite" and c["name"] == "all"
        ]
        status, started = door.call("POST", url.partition("gonogo.example")[2])
        assert status in (200, 201, 202), started
        for _ in statuses:
            stack.execute()
        batch = door.call("GET", f"/v1/batches/{started['batch']['id']}", key=door.admin)[1]
    runs = batch["runs"]
    assert [run["phase"] for run in runs] == ["setup", "main", "teardown"]
    assert [run["status"] for run in runs] == statuses
    paths = [request.url.partition("shop.test/")[2] for request in http.requests]
    assert paths == [p for p in ("in", "order/t7", "out/t7") if verdict == "go" or p != "order/t7"]
    if verdict == "no-go":
        assert runs[1]["problem"]["code"] == "setup_failed"
    assert (batch.get("verdict") or batch["batch"]["verdict"]) == verdict
