"""Bug0's recipes: each sends what that client sends and reads what it reads.

The rows are those of the contract (`contracts/ci-recipes.md` 6); clients are the real ones.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest

from tests.api_door import api_door
from tests.api_gateway import ApiGateway, api_gateway
from tests.pipeline_clients import bash, node, python

PATH = "/bug0/api/run-tests"
SHA = "3f786850e387550fdab836ed7e6dc881de23001b"
TEST = {"name": "Health", "steps": [{"url": "https://shop.example/health"}]}
_CURL = """curl -X POST "$BASE/api/run-tests" \\
  -H "Content-Type: application/json" \\
  -H "$NAME: $KEY" \\
  -d '{body}'"""
CURL_ROWS = {
    "B1-basic": '{\n    "projectId": "PROJECT"\n  }',
    "B2-url": '{\n    "projectId": "PROJECT",\n    "url": "https://staging.example.com"\n  }',
    "B3-git": (
        '{\n    "projectId": "PROJECT",\n    "url": "https://preview.example.com",\n'
        f'    "gitCommitSha": "{SHA}",\n    "gitBranch": "feature/x",\n    "prNumber": "42",\n'
        '    "owner": "acme",\n    "repo": "shop"\n  }'
    ),
    "B6-actions-push": (
        '{\n    "projectId": "PROJECT",\n    "url": "",\n'
        f'    "gitCommitSha": "{SHA}",\n    "gitBranch": "main",\n    "prNumber": "",\n'
        '    "owner": "acme",\n    "repo": "shop"\n  }'
    ),
}
FETCH = """
const { BASE, KEY, PROJECT, SHA, BRANCH, DEPLOY_URL } = process.env;
const response = await fetch(`${BASE}/api/run-tests`, {
  method: "POST",
  headers: { "Content-Type": "application/json", "x-api-key": KEY },
  body: JSON.stringify({
    projectId: PROJECT, url: DEPLOY_URL, gitCommitSha: SHA, gitBranch: BRANCH,
  }),
});
const result = await response.json();
console.log(`Execution ID: ${result.executionId}`);
"""
REQUESTS = """
import os, requests
response = requests.post(
    os.environ["BASE"] + "/api/run-tests",
    headers={"Content-Type": "application/json", "x-api-key": os.environ["KEY"]},
    json={
        "projectId": os.environ["PROJECT"],
        "url": os.environ.get("DEPLOY_URL"),
        "gitCommitSha": os.environ.get("SHA"),
        "gitBranch": os.environ.get("BRANCH"),
    },
    timeout=20,
)
print("Execution ID: " + response.json()["executionId"])
"""


@pytest.fixture(scope="module")
def gateway() -> Iterator[ApiGateway]:
    """A project, on loopback."""
    with api_door() as door, api_gateway(door) as gateway:
        door.push({"project": "shop", "tests": [TEST]})
        yield gateway


@pytest.fixture(autouse=True)
def fresh(gateway: ApiGateway) -> None:
    """Nothing seen, nothing queued, every limit free."""
    gateway.forget()


def given(gateway: ApiGateway, **others: str) -> dict[str, str]:
    """What the pipeline's environment holds."""
    base, key = f"{gateway.base}/bug0", gateway.door.admin
    return {"BASE": base, "KEY": key, "PROJECT": "shop", "NAME": "x-api-key", **others}


def started(gateway: ApiGateway) -> Any:
    """The one start that was made, as the client read it."""
    (answer,) = gateway.answers
    assert answer.status == 200, answer.json
    assert len(gateway.door.stack.messages()) == 1
    return answer.json


@pytest.mark.parametrize("name", ["x-api-key", "X-API-KEY", "x-bug0-service-token"])
@pytest.mark.parametrize("row", CURL_ROWS)
def test_a_line_of_curl_starts_the_project(gateway: ApiGateway, row: str, name: str) -> None:
    """The body is printed, the exit code is 0, and what is on the wire is what the row says."""
    body = CURL_ROWS[row].replace("PROJECT", "shop")
    done = bash(_CURL.replace("{body}", body), **given(gateway, NAME=name))
    assert (done.returncode, json.loads(done.stdout)) == (0, started(gateway))
    (seen,) = gateway.seen
    assert (seen.line, seen.body) == (f"POST {PATH}", body.encode())
    assert seen.headers["content-type"] == "application/json"


@pytest.mark.parametrize("row", CURL_ROWS)
@pytest.mark.parametrize(
    ("mistake", "status", "text"),
    [
        ({"KEY": "${BUG0_API_KEY}"}, 401, "Invalid API key"),
        ({"KEY": ""}, 401, "Invalid API key"),
        ({"PROJECT": "nope"}, 404, "Project not found"),
        ({"PROJECT": ""}, 400, "Missing required parameter: projectId"),
    ],
)
def test_a_line_of_curl_with_a_mistake_starts_nothing(
    gateway: ApiGateway, row: str, mistake: dict[str, str], status: int, text: str
) -> None:
    """curl exits with 0 all the same; what it prints is JSON with the reason."""
    environment = given(gateway, **mistake)
    script = _CURL.replace("{body}", CURL_ROWS[row].replace("PROJECT", environment["PROJECT"]))
    done = bash(script, **environment)
    assert (done.returncode, json.loads(done.stdout)) == (0, {"success": False, "error": text})
    assert [answer.status for answer in gateway.answers] == [status]
    assert gateway.door.stack.messages() == []


def test_b4_node_prints_the_id(gateway: ApiGateway) -> None:
    """Keys without a value are dropped; it does not look at the status."""
    done = node(FETCH, **given(gateway, SHA=SHA))
    assert done.stdout == f"Execution ID: {started(gateway)['executionId']}\n", done.stderr
    assert json.loads(gateway.seen[0].body) == {"projectId": "shop", "gitCommitSha": SHA}


def test_b5_python_indexes_the_id(gateway: ApiGateway) -> None:
    """Unset variables are `null`; without the id it would end in a KeyError."""
    done = python(REQUESTS, **given(gateway))
    assert done.stdout == f"Execution ID: {started(gateway)['executionId']}\n", done.stderr
    assert json.loads(gateway.seen[0].body)["gitCommitSha"] is None
    gateway.forget()
    refused = python(REQUESTS, **given(gateway, KEY="nope"))
    assert "KeyError: 'executionId'" in refused.stderr


def test_the_eleventh_call_of_a_minute_is_told_to_wait(gateway: ApiGateway) -> None:
    """429 in the dialect's shape, with `Retry-After`."""
    script = _CURL.replace("{body}", '{"projectId": "shop"}')
    loop = f"for i in 1 2 3 4 5 6 7 8 9 10 11; do {script} -s; echo; done"
    done = bash(loop, **given(gateway))
    answers = [json.loads(line)["success"] for line in done.stdout.splitlines()]
    assert answers == [True] * 10 + [False]
    assert int(gateway.answers[-1].headers["Retry-After"]) >= 1
