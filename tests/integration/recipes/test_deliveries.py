"""Deliveries as CI systems send them, through the API's own handler: they start, and say so."""

from __future__ import annotations

import base64
import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest

from gonogo.dialects._contract import DELIVERIES
from gonogo.services.keys import issue
from tests.aws_stack import AwsStack, aws_stack
from tests.builders import a_head, a_project
from tests.fakes import FakeClock, FakeHttp
from tests.recipes import ROOT
from tests.web_events import an_event

EVENTS = ROOT / "events/ci"
CASES = [path for path in sorted(EVENTS.rglob("*.json")) if ".expect." not in path.name]
UNKNOWN = "00000000-0000-4000-8000-00000000ffff"
STEPS = [{"url": "http://api.example/"}]
DOCUMENT = {
    "project": "shop",
    "tests": [{"name": "One", "steps": STEPS}, {"name": "Two", "steps": STEPS}],
}

each = pytest.mark.parametrize("case", CASES, ids=lambda path: f"{path.parent.name}-{path.stem}")


@dataclass(slots=True)
class Door:
    """The handler, and the triggers that stand for those of the events."""

    stack: AwsStack
    admin: str
    triggers: dict[str, str]

    def reply(self, event: dict[str, Any], **triggers: str) -> tuple[int, dict[str, Any]]:
        """An event's answer, with real triggers in its path; always JSON."""
        text = json.dumps(event)
        for recorded, real in (self.triggers | triggers).items():
            text = text.replace(recorded, real)
        self.stack.clock.advance(11)  # type: ignore[attr-defined]
        event = json.loads(text)
        event["headers"] = {name: _anew(name, said) for name, said in event["headers"].items()}
        reply = self.stack.api()(event)
        assert reply["headers"]["Content-Type"].endswith("json")
        return reply["statusCode"], json.loads(reply["body"])


@pytest.fixture(scope="module")
def door() -> Iterator[Door]:
    """A stack with a project of two tests."""
    with aws_stack(FakeClock(), FakeHttp()) as stack:
        admin = issue(stack.parts.keys, stack.clock, name="first", role="admin").secret
        headers = {"authorization": f"Bearer {admin}", "content_type": "application/json"}
        event = an_event("POST", "/v1/definitions", body=json.dumps(DOCUMENT), **headers)
        pushed = json.loads(stack.api()(event)["body"])
        found = {c["name"]: c["trigger"] for c in pushed["changes"] if c.get("trigger")}
        yield Door(
            stack, admin, {a_head().trigger: found["One"], a_project().trigger: found["shop"]}
        )


def _anew(name: str, said: str) -> str:
    """Each is a delivery of its own: a second one of the same name starts nothing."""
    return str(uuid4()) if name.lower() in DELIVERIES else said


def _read(path: Path) -> dict[str, Any]:
    document: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return document


def _runs(body: dict[str, Any]) -> list[dict[str, Any]]:
    runs: list[dict[str, Any]] = body["data"]["runs"] if "data" in body else body["runs"]
    return runs


@each
def test_a_delivery_starts_what_it_should(door: Door, case: Path) -> None:
    """Status, runs with an address each, and exactly the variables that the page promises."""
    expected = _read(case.with_suffix(".expect.json"))
    status, body = door.reply(_read(case))
    runs = _runs(body)
    assert (status, len(runs)) == (expected["statusCode"], expected["runs"])
    assert runs[0]["variables"] == expected["variables"]
    assert all(run["url"].startswith("https://") for run in runs)
    assert len(door.stack.messages()) == expected["runs"]


@each
def test_names_of_headers_have_no_case(door: Door, case: Path) -> None:
    """HTTP/1.1 clients capitalise, HTTP/2 does not."""
    event = _read(case)
    status, body = door.reply(event)
    loud = {name.upper(): f" {text} " for name, text in event["headers"].items()}
    again = door.reply(event | {"headers": loud})
    assert (again[0], len(_runs(again[1]))) == (status, len(_runs(body)))
    assert _runs(again[1])[0]["variables"] == _runs(body)[0]["variables"]
    door.stack.messages()


@each
def test_an_unknown_trigger_is_not_found(door: Door, case: Path) -> None:
    """404 as JSON, and nothing is started."""
    unknown = dict.fromkeys(door.triggers, UNKNOWN)
    assert door.reply(_read(case), **unknown)[0] == 404
    assert door.stack.messages() == []


def test_the_jenkins_plugin_waits_for_its_run(door: Door) -> None:
    """It reads `data.runs[0].url`, asks there as it is, and wants exactly `pass`."""
    event = _read(EVENTS / "jenkins/runscope-plugin.json")
    _, started = door.reply(event)
    there = _runs(started)[0]["url"].removeprefix("https://gonogo.example")
    headers = {**event["headers"], "authorization": f"Bearer {door.admin}"}
    poll = event | {"rawPath": there, "headers": headers}
    status, waiting = door.reply(poll)
    assert (status, waiting["data"]["result"]) == (200, "working")
    door.stack.execute()
    assert door.reply(poll)[1]["data"]["result"] == "pass"
    assert door.reply(event | {"rawPath": there})[0] == 403


def test_what_the_native_address_cannot_take_it_refuses(door: Door) -> None:
    """The index says so of nested events, and where they go instead."""
    event = _read(EVENTS / "github/push.json")
    there = json.dumps(event).replace("/runscope/radar/", "/v1/triggers/").replace('/trigger"', '"')
    status, problem = door.reply(json.loads(there))
    assert (status, problem["code"]) == (400, "invalid")


def test_bodies_are_recorded_as_the_gateway_hands_them_over() -> None:
    """Text as text, all else in base64 that can be read."""
    for case in CASES:
        event = _read(case)
        raw = event.get("body", "")
        body = base64.b64decode(raw, validate=True) if event["isBase64Encoded"] else raw.encode()
        assert len(body) == int(event["headers"].get("content-length", 0)), case
