"""A run's requests tell where they come from, and a test that starts itself comes to an end."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tests.integration.cli.processes import Gonogo, gonogo
from tests.integration.cli.stack import Stack, serving
from tests.scripted_server import ScriptedServer, answer

__all__ = ["gonogo"]


def _push(stack: Stack, url: str) -> str:
    """A test that posts to `url`; the path of its own trigger."""
    step = {"method": "POST", "url": url}
    document = {"project": "loop", "tests": [{"name": "Again", "steps": [step]}]}
    headers = {"authorization": f"Bearer {stack.admin}", "content_type": "application/json"}
    reply = stack.reply("POST", "/v1/definitions", json.dumps(document), headers)
    changes = json.loads(reply["body"])["changes"]
    trigger = next(str(c["trigger"]) for c in changes if c["kind"] == "test")
    return trigger[trigger.index("/v1/") :] if "/v1/" in trigger else f"/v1/triggers/{trigger}"


@pytest.fixture
def started(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """Statuses of the calls to trigger URLs."""
    statuses: list[int] = []
    original = Stack.reply

    def reply(self: Stack, method: str, target: str, *more: Any) -> dict[str, Any]:
        done = original(self, method, target, *more)
        if "/triggers/" in target:
            statuses.append(done["statusCode"])
        return done

    monkeypatch.setattr(Stack, "reply", reply)
    return statuses


def test_a_test_that_triggers_itself_is_stopped(started: list[int]) -> None:
    """Every run starts the next over HTTP; after three that led to it, a start is refused."""
    with serving() as stack:
        path = _push(stack, "http://localhost:1/")
        assert _push(stack, f"{stack.base}{path}") == path
        stack.reply("POST", path, "", {})
        for _ in range(6):
            stack.deployment.execute()
    assert started[-1] == 508
    assert len(started) == 5
    assert set(started[:-1]) <= {200, 201, 202}


def test_the_chain_cannot_be_made_to_look_shorter(gonogo: Gonogo, tmp_path: Path) -> None:
    """A step's own depth is not sent; its own trace is, and else the run's."""
    with ScriptedServer([[answer()]] * 2) as server:
        steps = [
            {"url": server.url(), "headers": {"x-gonogo-depth": "-9"}},
            {"url": server.url(), "headers": {"TraceParent": "00-own"}},
        ]
        document = {"project": "p", "tests": [{"name": "t", "steps": steps}]}
        (tmp_path / "t.yaml").write_text(json.dumps(document), encoding="utf-8")
        done = gonogo("run", tmp_path / "t.yaml", "--verbose")
    first, second = (raw.decode().split("\r\n") for group in server.requests for raw in group)
    assert [line for line in first if line.lower().startswith("x-gonogo")] == ["X-Gonogo-Depth: 1"]
    (trace,) = [line for line in first if line.startswith("traceparent: 00-")]
    assert f"> {trace}" in done.stdout
    assert [line for line in second if line.lower().startswith("traceparent")] == [
        "TraceParent: 00-own"
    ]
