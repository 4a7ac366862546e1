"""Schedules and history through the front door: events of the gateway, over real adapters."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from gonogo.domain.commands import Push
from gonogo.services.keys import issue
from tests.aws_stack import AwsStack, aws_stack
from tests.fakes import FakeClock, FakeHttp
from tests.web_events import an_event

DOCUMENT = {
    "project": "orders",
    "tests": [{"name": "One", "steps": [{"url": "http://a.test/"}]}],
    "suites": [{"name": "smoke", "tests": ["One"]}],
}
ALL = "/v1/projects/orders/schedules"
Ask = Callable[..., tuple[int, Any, dict[str, str]]]


@pytest.fixture
def clock() -> FakeClock:
    """Set by the test."""
    return FakeClock()


@pytest.fixture
def stack(clock: FakeClock) -> Iterator[AwsStack]:
    """A deployment whose requests all succeed."""
    with aws_stack(clock, FakeHttp()) as stack:
        yield stack


@pytest.fixture
def ask(stack: AwsStack) -> Ask:
    """Status, parsed body and headers of a call with an admin key."""
    key = issue(stack.parts.keys, stack.clock, name="a", role="admin").secret
    stack.ask(Push(key=key, document=DOCUMENT))
    answer = stack.api()

    def call(method: str, path: str, body: object = None, **headers: str) -> Any:
        path, _, query = path.partition("?")
        text = "" if body is None else json.dumps(body)
        given = {"authorization": f"Bearer {key}", "content_type": "application/json", **headers}
        reply = answer(an_event(method, path, query, text, **given))
        kind = reply["headers"].get("Content-Type", "")
        content = json.loads(reply["body"]) if kind.endswith("json") else reply["body"]
        return reply["statusCode"], content, reply["headers"]

    return call


def test_a_schedule_is_made_read_changed_and_deleted(ask: Ask) -> None:
    """What an answer says can be sent back as it is."""
    body = {"kind": "suite", "target": "smoke", "interval": "1h", "variables": {"a": 1}}
    status, made, headers = ask("POST", ALL, body)
    assert status == 201
    assert headers["Location"].endswith(f"{ALL.replace('orders', made['project'])}/{made['id']}")
    assert (made["interval"], made["cron"], made["variables"]) == ("1h", None, {"a": "1"})
    one = f"{ALL}/{made['id']}"
    assert ask("GET", one)[1] == made
    assert ask("GET", ALL)[1] == {"schedules": [made], "next": None}
    assert ask("PUT", one, made)[1] == {**made, "version": 2}
    changed = ask("PATCH", one, {"interval": None, "cron": "@daily", "timezone": "Asia/Kolkata"})[1]
    assert (changed["interval"], changed["cron"]) == (None, "@daily")
    assert changed["next_at"].endswith("T18:30:00.000Z")
    assert ask("DELETE", one)[0] == 204
    assert ask("GET", one)[0] == 404


def test_a_pause_has_an_end_if_one_is_given(ask: Ask, clock: FakeClock) -> None:
    """A maintenance window is over by itself."""
    made = ask("POST", ALL, {"interval": "15m"})[1]
    one = f"{ALL}/{made['id']}"
    paused = ask("PATCH", one, {"paused": True})[1]
    assert (paused["paused"], paused["next_at"]) == (True, None)
    window = ask("PATCH", one, {"resume_at": "2026-11-18T12:00:00Z"})[1]
    assert window["next_at"] == "2026-11-18T12:06:40.000Z"
    clock.advance(3600)
    over = ask("GET", one)[1]
    assert (over["paused"], over["resume_at"]) == (False, None)


def test_who_saw_an_older_one_changes_nothing(ask: Ask) -> None:
    """By its entity tag, or by the version in the body."""
    made = ask("POST", ALL, {"interval": "15m"})[1]
    one = f"{ALL}/{made['id']}"
    tag = ask("GET", one)[2]["ETag"]
    assert ask("PATCH", one, {"note": "first"}, if_match=tag)[0] == 200
    assert ask("PATCH", one, {"note": "second"}, if_match=tag)[0] == 412
    assert ask("PUT", one, made)[0] == 409
    assert ask("GET", one)[1]["note"] == "first"


def test_a_list_comes_in_pages(ask: Ask, clock: FakeClock) -> None:
    """Oldest first, each once."""
    made = []
    for _ in range(3):
        made.append(ask("POST", ALL, {"interval": "1d"})[1]["id"])
        clock.advance(1)
    first = ask("GET", f"{ALL}?limit=2")[1]
    rest = ask("GET", f"{ALL}?limit=2&cursor={first['next']}")[1]
    assert [each["id"] for each in first["schedules"] + rest["schedules"]] == made
    assert rest["next"] is None


def test_what_was_started_is_listed_and_reported(
    ask: Ask, stack: AwsStack, clock: FakeClock
) -> None:
    """Batches and runs in pages, the latest run, and the batch as JUnit and Markdown."""
    started = []
    for _ in range(3):
        clock.advance(1)
        started.append(ask("POST", "/v1/projects/orders/start")[1])
    stack.execute()
    batches = [each["batch"] for each in reversed(started)]
    first = ask("GET", "/v1/projects/orders/batches?limit=2&verdict=go")[1]
    rest = ask("GET", f"/v1/projects/orders/batches?limit=2&cursor={first['next']}")[1]
    assert [each["number"] for each in first["batches"] + rest["batches"]] == [
        each["number"] for each in batches
    ]
    test = started[0]["runs"][0]["test"]["id"]
    runs = ask("GET", f"/v1/projects/orders/tests/{test}/runs?status=passed")[1]["runs"]
    assert [run["batch"] for run in runs] == [each["id"] for each in batches]
    assert ask("GET", "/v1/projects/orders/runs?status=failed")[1]["runs"] == []
    latest = ask("GET", f"/v1/projects/orders/tests/{test}/latest")[1]
    assert (latest["id"], latest["result"]["steps"][0]["status"]) == (runs[0]["id"], "passed")
    batch = f"/v1/batches/{batches[-1]['id']}"
    _, junit, headers = ask("GET", f"{batch}/junit")
    assert headers["Content-Type"] == "application/xml"
    assert '<testsuites name="gonogo" tests="1" failures="0" errors="0"' in junit
    assert ask("GET", f"/v1/runs/{runs[0]['id']}/junit")[1].startswith("<?xml")
    assert ask("GET", f"{batch}/summary")[1].startswith("## ✅ go")
    assert ask("GET", f"/v1/projects/orders/tests/{test}/latest?status=errored")[0] == 404
