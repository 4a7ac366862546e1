"""`gonogo status --cost`: what a deployment's use costs, from its own counts."""

from __future__ import annotations

import json
from typing import Any

import pytest

from gonogo.cli.app import answer
from gonogo.cli.costing import Load, dollars, of_load
from tests.integration.cli.stack import Stack


def _call(stack: Stack, path: str, body: dict[str, Any] | None = None) -> Any:
    headers = {"authorization": f"Bearer {stack.admin}", "content_type": "application/json"}
    reply = stack.reply("POST" if body is not None else "GET", path, json.dumps(body), headers)
    assert reply["statusCode"] < 300, reply
    return json.loads(reply["body"])


def test_the_use_of_every_project_is_counted_and_priced(
    stack: Stack, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Two projects, two batches of one run each; what nobody used costs all the same."""
    for name, value in stack.env.items():
        monkeypatch.setenv(name, value)
    for project in ("one", "two"):
        test = {"name": "T", "steps": [{"url": "http://127.0.0.1:9/"}]}
        _call(stack, "/v1/definitions", {"project": project, "tests": [test]})
        started = _call(stack, f"/v1/projects/{project}/start", {})
        _call(stack, f"/v1/batches/{started['batch']['id']}?wait=1")
    capsys.readouterr()
    assert answer(["status", "--cost", "--json", "--answer", "0.5"]) == 0
    lines = capsys.readouterr().out.splitlines()
    said = json.loads("\n".join(line for line in lines if not line.startswith('{"level"')))
    used = said["used"]
    assert (used["projects"], used["batches"], used["runs"]) == (2, 2, 2)
    assert said["use"] == pytest.approx(dollars(of_load(Load(2, 2, used["requests"], 0.5))))
    assert said["dollars"] == pytest.approx(sum(said["use"].values()) + sum(said["idle"].values()))
    assert answer(["status", "--cost", "--days", "7"]) == 0
    told = capsys.readouterr().out
    assert "In 7 days 2 projects used 2 batches, 2 runs" in told
    assert "KMS key" in told
