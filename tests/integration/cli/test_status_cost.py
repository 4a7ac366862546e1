"""`gonogo status --cost`: what a deployment's use costs, from its own counts."""

from __future__ import annotations

import json
from datetime import date
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from gonogo.cli.app import answer
from gonogo.cli.costing import Load, dollars, of_load, of_month
from tests.integration.cli.stack import Stack


def _call(stack: Stack, path: str, body: dict[str, Any] | None = None) -> Any:
    headers = {"authorization": f"Bearer {stack.admin}", "content_type": "application/json"}
    reply = stack.reply("POST" if body is not None else "GET", path, json.dumps(body), headers)
    assert reply["statusCode"] < 300, reply
    return json.loads(reply["body"])


def test_what_only_an_estimate_takes_needs_one(capsys: pytest.CaptureFixture[str]) -> None:
    for option in ("--days", "--answer"):
        assert answer(["status", option, "7"]) == 2
        assert "need --cost" in capsys.readouterr().err


def _days(span: dict[str, list[str]]) -> int:
    """How many a span has, the first and the last included."""
    first, last = (date.fromisoformat(span[name][0]) for name in ("from", "to"))
    return (last - first).days + 1


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
    assert said["idle"] == pytest.approx(dollars(of_month()))
    stack.calls.clear()
    assert answer(["status", "--cost", "--days", "7"]) == 0
    spans = [parse_qs(urlsplit(path).query) for _, path in stack.calls if "/usage?" in path]
    assert [_days(each) for each in spans] == [7, 7]
    told = capsys.readouterr().out
    quiet = sum(dollars(of_month()).values()) * 7 / 30
    assert f"{quiet:10.4f} $  whatever runs" in told
    assert "In 7 days 2 projects used 2 batches, 2 runs" in told
    assert "KMS key" in told
