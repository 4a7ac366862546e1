"""`gonogo gates list`: what is bound, by names, and why deployments were told what they were."""

from __future__ import annotations

from pathlib import Path

import pytest

from gonogo import gating
from gonogo.cli.app import answer
from gonogo.cli.client import Client
from gonogo.cli.server import find_server
from tests.integration.cli.stack import Stack

STAGE = "POST_TEST_TRAFFIC_SHIFT"
ARN = "arn:aws:ecs:us-east-1:111122223333:service-deployment/main/{service}/1"
DOCUMENT = {
    "project": "shop",
    "environments": [{"name": "staging"}],
    "tests": [{"name": "T", "steps": [{"url": "http://127.0.0.1:1/"}]}],
    "suites": [{"name": "smoke", "tests": ["T"]}],
}
BOUND = (
    {"match": {"service": "shop"}, "suite": "smoke", "environment": "staging", "note": "before"},
    {"match": {"service": "other"}, "test": "T"},
    {},
)


@pytest.fixture
def listed(
    stack: Stack, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> tuple[list[str], list[str]]:
    """The ids of bindings, and the lines that a key of role `read` is shown after a no."""
    monkeypatch.setenv("GONOGO_URL", stack.base)
    monkeypatch.setenv("GONOGO_KEY", stack.admin)
    client = Client(find_server(stack.env, Path()))
    client.call("POST", "/v1/definitions", DOCUMENT)
    there = "/v1/projects/shop/gates/bindings"
    made = [client.call("POST", there, {"kind": "ecs_hook", **each}) for each in BOUND]
    gates = gating.gates(stack.deployment.parts)
    question = {"lifecycleStage": STAGE, "resourceArn": ARN.format(service="shop")}
    again = gates({**question, "executionId": "e"})["hookDetails"]
    stack.deployment.execute()
    gates({**question, "executionId": "f", "hookDetails": again})
    reader = client.call("POST", "/v1/keys", {"name": "r", "role": "read", "projects": ["shop"]})
    monkeypatch.setenv("GONOGO_KEY", reader["secret"])
    capsys.readouterr()
    assert answer(["gates", "list", "--project", "shop"]) == 0
    lines = capsys.readouterr().out.splitlines()
    return [each["binding"]["id"] for each in made], [x for x in lines if x[:2] != '{"']


def test_bindings_say_by_name_what_runs_where(listed: tuple[list[str], list[str]]) -> None:
    ids, lines = listed
    assert lines[:3] == [
        f"{ids[0]}  ecs_hook  service=shop  runs suite smoke in staging  (before)",
        f"{ids[1]}  ecs_hook  service=other  runs test T",
        f"{ids[2]}  ecs_hook  everything  runs the project",
    ]


def test_a_no_says_who_asked_and_why_and_where_to_read_on(
    listed: tuple[list[str], list[str]],
) -> None:
    ids, (*_, said, more) = listed
    assert said.split()[1:5] == [
        "no-go",
        "told",
        "ecs_hook",
        f"cluster=main,service=shop,stage={STAGE}",
    ]
    assert "T: 1 · GET http://127.0.0.1:1/ No connection" in said
    assert more.startswith(f"  binding {ids[0]}, https://gonogo.example/")
