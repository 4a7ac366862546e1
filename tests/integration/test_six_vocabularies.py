"""One batch, seen through all six dialects: whatever happens to it, they tell the same."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as some

from gonogo.dialects.bug0._ids import execution_id
from gonogo.domain.http import HttpRequest, HttpResponse
from gonogo.services.keys import issue
from tests.aws_stack import AwsStack, aws_stack
from tests.fakes import FakeClock, FakeHttp, a_reply

URL = "http://api.example/health"
DEFINITIONS = {
    "project": "shop",
    "tests": [
        {
            "name": "Health",
            "steps": [{"url": URL, "assertions": [{"source": "response_status", "value": 200}]}],
        }
    ],
}
OPEN, PASSED, FAILED, CANCELED = "open", "passed", "failed", "canceled"


class Door:
    """The API on AWS in memory, and one batch of one run."""

    def __init__(self, stack: AwsStack) -> None:
        self.stack = stack
        self.healthy = True
        self._key = issue(stack.parts.keys, stack.clock, name="first", role="admin").secret
        self._answer = stack.api()
        self.call("POST", "/v1/definitions", DEFINITIONS)

    def start(self, path: str, body: object) -> None:
        """One batch by whatever dialect; which one it is, our own list says."""
        status, _ = self.call("POST", path, body)
        assert status in (200, 201, 202)
        (batch,) = self.call("GET", "/v1/projects/shop/batches?limit=1")[1]["batches"]
        self.batch = batch
        (self.run,) = self.call("GET", f"/v1/batches/{batch['id']}")[1]["runs"]

    def call(self, method: str, path: str, body: object = None) -> tuple[int, Any]:
        """Status and document; the key in each vendor's place."""
        target, _, query = path.partition("?")
        event: dict[str, Any] = {
            "rawPath": target,
            "rawQueryString": query,
            "headers": {
                "host": "gonogo.example",
                "authorization": f"Bearer {self._key}",
                "x-api-key": self._key,
                "content-type": "application/json",
            },
            "requestContext": {"http": {"method": method, "path": target}, "requestId": "r"},
        }
        if body is not None:
            event["body"] = json.dumps(body)
        reply = self._answer(event)
        assert reply["statusCode"] < 500, reply
        return reply["statusCode"], json.loads(reply["body"] or "null")

    def told(self) -> dict[str, str]:
        """What each dialect says of the run, in one word that all share."""
        number, run = self.batch["number"], self.run["id"]
        project, test = self.batch["project"]["id"], self.run["test"]["id"]
        native = self.call("GET", f"/v1/runs/{run}")[1]["status"]
        results = f"/runscope/buckets/{project}/tests/{test}/results/{run}"
        runscope = self.call("GET", results)[1]["data"]["result"]
        (reflect,) = self.call("GET", f"/reflect/v1/executions/{number}")[1]["tests"]
        empirical = self.call("GET", f"/empirical/api/test-runs/{number}")[1]["data"]["test_run"]
        army = self.call("GET", f"/testerarmy/v1/runs/{run}")[1]
        bug0 = self.call("GET", f"/bug0/api/run-tests/{execution_id(number)}")[1]["status"]
        return {
            "native": _WORDS[native],
            "runscope": _WORDS[runscope],
            "reflect": _reflect(reflect),
            "empirical": _empirical(empirical["testRun"]),
            "testerarmy": _army(army),
            "bug0": _WORDS[bug0],
        }


_WORDS = {
    **dict.fromkeys(("queued", "running", "working", "pending", "started"), OPEN),
    **dict.fromkeys(("passed", "pass", "succeeded"), PASSED),
    **dict.fromkeys(("failed", "fail", "errored"), FAILED),
    **dict.fromkeys(("canceled", "cancelled"), CANCELED),
}


def _reflect(test: dict[str, Any]) -> str:
    word = _WORDS[test["status"]]
    # A client's loop ends when every test has a run.
    assert ("run" in test) == (word != OPEN)
    return word


def _empirical(run: dict[str, Any]) -> str:
    if run["state"] != "ended":
        return _WORDS[run["state"]]
    return FAILED if run["failed_count"] else PASSED


def _army(run: dict[str, Any]) -> str:
    if run["status"] != "completed":
        return _WORDS[run["status"]]
    return PASSED if run["output"]["result"] == "PASS" else FAILED


@contextmanager
def door() -> Iterator[Door]:
    """A fresh one, whose tested system is as healthy as it says."""
    opened: list[Door] = []

    def health(request: HttpRequest) -> HttpResponse:
        return a_reply(status=200 if opened[0].healthy else 500)

    with aws_stack(FakeClock(), FakeHttp(health)) as stack:
        opened.append(Door(stack))
        yield opened[0]


STARTS = (
    ("/v1/projects/shop/start", {}),
    ("/bug0/api/run-tests", {"projectId": "shop"}),
    ("/reflect/v1/tags/all/executions", {}),
)
MOVES = ("execute", "execute twice", "report", "sweep", "cancel", "minute", "look")


def _move(door: Door, move: str) -> None:
    if move.startswith("execute"):
        door.stack.execute(times=2 if move.endswith("twice") else 1)
    elif move == "report":
        door.stack.report(times=2)
    elif move == "sweep":
        door.stack.sweep()
    elif move == "cancel":
        status, _ = door.call("POST", f"/v1/batches/{door.batch['id']}/cancel")
        assert status in (200, 409)
    elif move == "minute":
        door.stack.clock.sleep(60)


@settings(
    max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    start=some.sampled_from(STARTS),
    healthy=some.booleans(),
    moves=some.lists(some.sampled_from(MOVES), min_size=1, max_size=6),
)
def test_six_dialects_tell_the_same(
    start: tuple[str, object], healthy: bool, moves: list[str]
) -> None:
    """After triggers, polls, cancels and duplicate messages; and a last word stays."""
    with door() as opened:
        opened.healthy = healthy
        opened.start(*start)
        last = OPEN
        for move in moves:
            _move(opened, move)
            told = opened.told()
            words = set(told.values())
            # Where a vendor has no word for a run that was canceled, it is a failed one.
            if words - {FAILED} == {CANCELED}:
                words = {CANCELED}
            assert len(words) == 1, told
            (word,) = words
            assert last in (OPEN, word), f"{last} became {word}"
            assert word in (OPEN, CANCELED, PASSED if healthy else FAILED)
            last = word


@pytest.mark.parametrize(("healthy", "word"), [(True, PASSED), (False, FAILED)])
def test_each_has_its_word_for_the_end(healthy: bool, word: str) -> None:
    with door() as opened:
        opened.healthy = healthy
        opened.start(*STARTS[0])
        assert set(opened.told().values()) == {OPEN}
        opened.stack.execute()
        assert set(opened.told().values()) == {word}
