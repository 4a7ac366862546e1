"""Empirical's recipes: each sends what that client sends and reads what it reads.

The rows are those of the contract (`contracts/ci-recipes.md` 4); the actions are programs of the
same calls, as they print the answer's text only where the status is no 2xx.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest

from tests.api_door import Answer, api_door
from tests.api_gateway import ApiGateway, api_gateway
from tests.fakes import a_reply
from tests.pipeline_clients import bash, node

SHA = "3f786850e387550fdab836ed7e6dc881de23001b"
TEST = {
    "name": "Health",
    "steps": [
        {
            "url": "{{base_url}}/health",
            "assertions": [{"source": "response_status", "value": 200}],
        }
    ],
}
ENVIRONMENTS = [
    {"name": name, "variables": {"base_url": f"https://{name}.example"}}
    for name in ("production", "staging")
]
_CURL = """curl -X PUT "$BASE/api/test-runs" \\
  -H "$NAME: $KEY" \\
  -H "Content-Type: application/json" \\
  -d '{body}'"""
CURL_ROWS = {
    "E1-minimal": '{"environment": "production"}',
    "E2-build": (
        '{\n  "environment": "production",\n  "build": {\n    "url": "https://pr-1.example.com",\n'
        f'    "branch": "main",\n    "commit": "{SHA}",\n'
        f'    "commit_url": "https://github.com/acme/shop/commit/{SHA}"\n  }},\n'
        '  "metadata": {"deployed_by": "alice"}\n}'
    ),
    "E3-variables": (
        '{\n  "environment": "staging",\n  "environment_variables_overrides": [\n'
        '    {"name": "BASE_URL", "value": "https://pr-1.example.com"}\n  ]\n}'
    ),
    "E4-sample": (
        '{"environment": "production", "build": {"build.url": "https://pr-1.example.com", '
        '"build.branch": "main", "build.commit": "abc", "build.commit_url": "x", '
        '"build.version": "1.0"}, "metadata": {}}'
    ),
}
DISPATCH = """
const { URL_, KEY, BODY } = process.env;
const headers = { "Content-Type": "application/json" };
if (KEY) headers.Authorization = `Bearer ${KEY}`;
const response = await fetch(URL_, { method: "POST", headers, body: BODY });
if (!response.ok) { console.error(await response.text()); process.exit(1); }
"""
E5 = {
    "origin": {"owner": "acme", "name": "shop"},
    "environment": "production",
    "build": {"commit": SHA, "branch": "main", "commit_url": "https://github.com/acme/shop"},
    "metadata": {"pr": 42, "title": "A basket"},
    "environment_variables_overrides": [{"name": "USER", "value": "ada"}],
    "github_actor": "alice",
}
E7 = {
    "repo": {"owner": "acme", "name": "shop"},
    "event_type": "run-tests",
    "client_payload": {"build_url": "https://pr-1.example.com"},
}
ACTIONS: dict[str, tuple[str, dict[str, Any]]] = {
    "E5-dispatch": ("/v1/trigger", E5),
    "E5-minimal": ("/v1/trigger", {"environment": "production"}),
    "E5-platform": ("/v1/trigger", {"platform": "web", "build": {"url": "https://x.example"}}),
    "E7-oldest": ("/", E7),
}


@pytest.fixture(scope="module")
def gateway() -> Iterator[ApiGateway]:
    """A project, on loopback."""
    with api_door() as door, api_gateway(door) as gateway:
        door.push({"project": "shop", "environments": ENVIRONMENTS, "tests": [TEST]})
        yield gateway


@pytest.fixture(autouse=True)
def fresh(gateway: ApiGateway) -> None:
    """Nothing seen, nothing queued."""
    gateway.forget()


def given(gateway: ApiGateway, **others: str) -> dict[str, str]:
    """What the pipeline's environment holds."""
    key = f"Bearer {gateway.door.admin}"
    return {"BASE": f"{gateway.base}/empirical", "KEY": key, "NAME": "Authorization", **others}


@pytest.mark.parametrize("name", ["Authorization", "authorization", "AUTHORIZATION"])
@pytest.mark.parametrize("row", CURL_ROWS)
def test_a_line_of_curl_starts_the_tests(gateway: ApiGateway, row: str, name: str) -> None:
    """The body is printed, and it has the integer that all else is asked by."""
    done = bash(_CURL.replace("{body}", CURL_ROWS[row]), **given(gateway, NAME=name))
    data = json.loads(done.stdout)["data"]
    assert (done.returncode, data["trigger"]) == (0, {"success": True})
    assert isinstance(data["test_run"]["id"], int)
    (seen,) = gateway.seen
    assert (seen.line, seen.body) == ("PUT /empirical/api/test-runs", CURL_ROWS[row].encode())
    assert len(gateway.door.stack.messages()) == 1


@pytest.mark.parametrize(
    ("mistake", "status"),
    [
        ({"KEY": "Bearer ${EMPIRICAL_API_KEY}"}, 401),
        ({"KEY": "<project-api-key>"}, 401),
        ({"KEY": "Bearer "}, 401),
    ],
)
@pytest.mark.parametrize("row", CURL_ROWS)
def test_a_line_of_curl_with_a_wrong_key_starts_nothing(
    gateway: ApiGateway, row: str, mistake: dict[str, str], status: int
) -> None:
    """E4: also a bare placeholder; JSON with the reason."""
    done = bash(_CURL.replace("{body}", CURL_ROWS[row]), **given(gateway, **mistake))
    assert (done.returncode, bool(json.loads(done.stdout)["message"])) == (0, True)
    assert [answer.status for answer in gateway.answers] == [status]
    assert gateway.door.stack.messages() == []


def act(gateway: ApiGateway, path: str, body: object, key: str) -> tuple[int, str]:
    """How an action's step ends, and what it prints."""
    url = f"{gateway.base}/empirical{path}"
    done = node(DISPATCH, URL_=url, KEY=key, BODY=json.dumps(body))
    return done.returncode, done.stderr.strip()


@pytest.mark.parametrize("row", ACTIONS)
def test_an_action_starts_the_tests_and_reads_nothing(gateway: ApiGateway, row: str) -> None:
    """Any 2xx is success."""
    path, body = ACTIONS[row]
    assert act(gateway, path, body, gateway.door.admin) == (0, "")
    assert len(gateway.door.stack.messages()) == 1


@pytest.mark.parametrize("row", ACTIONS)
@pytest.mark.parametrize("key", ["", "nope"])
def test_an_action_without_a_good_key_fails_its_step(
    gateway: ApiGateway, row: str, key: str
) -> None:
    """Old versions sent none: refused as well, and what is printed says why."""
    path, body = ACTIONS[row]
    code, printed = act(gateway, path, body, key)
    assert (code, "API key" in json.loads(printed)["message"]) == (1, True)
    assert gateway.door.stack.messages() == []


def test_an_action_with_an_unknown_environment_fails_its_step(gateway: ApiGateway) -> None:
    """The step's log lists those that there are."""
    body = {**E5, "environment": "moon"}
    code, printed = act(gateway, "/v1/trigger", body, gateway.door.admin)
    assert code == 1
    assert "production, staging" in printed


def test_e6_branches_are_merged_as_far_as_the_action_knows(gateway: ApiGateway) -> None:
    """Any 2xx is success; nothing is started."""
    body = {"base_branch": "main", "head_branch": "feat/x"}
    path = "/api/projects/merge-branches"
    assert act(gateway, path, body, gateway.door.admin) == (0, "")
    assert act(gateway, path, body, "nope")[0] == 1
    assert gateway.door.stack.messages() == []


LOOP = """
ID=$(curl -s -X PUT "$BASE/api/test-runs" -H "$NAME: $KEY" \\
  -d '{"environment": "production"}' | jq -r .data.test_run.id)
while :; do
  RUN=$(curl -s "$BASE/api/test-runs?id=$ID" -H "$NAME: $KEY" | jq '.data.test_runs.items[0]')
  STATE=$(jq -r .state <<< "$RUN")
  case "$STATE" in ended|error|cancelled) break ;; esac
  curl -s "$BASE/api/test-runs/$ID" -H "$NAME: $KEY" > /dev/null
done
[ "$STATE" = ended ] && [ "$(jq .failed_count <<< "$RUN")" -eq 0 ]
"""


@pytest.mark.parametrize(("served", "code"), [(200, 0), (500, 1)])
def test_a_loop_over_the_states_ends_with_the_verdict(
    gateway: ApiGateway, monkeypatch: pytest.MonkeyPatch, served: int, code: int
) -> None:
    """`ended` alone is not passed; a client that looks at `failed_count` too is right."""
    plain = ApiGateway.reply
    monkeypatch.setattr(gateway.door.http, "_replies", [a_reply(status=served)])

    def reply(self: ApiGateway, *call: Any) -> Answer:
        answer = plain(self, *call)
        if call[0] == "GET":
            self.door.finish()
        return answer

    monkeypatch.setattr(ApiGateway, "reply", reply)
    done = bash(LOOP, **given(gateway))
    assert (done.returncode, done.stderr) == (code, "")
    assert len(gateway.seen) >= 3
