"""TesterArmy's recipes: each sends what that client sends and reads what it reads.

The rows are those of the contract (`contracts/ci-recipes.md` 5).
"""

from __future__ import annotations

import http.client
import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

import pytest
import requests

from tests.api_door import api_door
from tests.api_gateway import ApiGateway, api_gateway
from tests.fakes import a_reply
from tests.pipeline_clients import bash, node

HOST = "testerarmy.gonogo.example"
BAD = "https://bad.example"
STEP = {
    "type": "assert",
    "title": "The shop is up",
    "request": {"url": "/health", "assertions": [{"source": "response_status", "value": 200}]},
}
CURL = """curl -sS -X POST "$BASE/v1/groups/$GROUP/runs" \\
  -H "$NAME: $SCHEME $KEY" -H "Content-Type: application/json" -d '{}'"""
ACTION = """
const response = await fetch(`${process.env.BASE}/api/v1/ci/test`, {
  method: "POST",
  headers: {
    "Content-Type": "application/json",
    Authorization: `Bearer ${process.env.KEY}`,
    "User-Agent": "tester-army-github-action/1.0.0",
  },
  body: JSON.stringify({
    url: process.env.URL,
    context: { title: "Faster", description: undefined, changedFiles: [{ filename: "a.ts" }] },
  }),
});
if (!response.ok) { console.log((await response.json()).message); process.exit(2); }
const { output, testPlan: plan, duration } = await response.json();
console.log(`${output.result} ${output.featureName} ${output.screenshots.length}`);
console.log(`${output.description}|${output.playwrightCode}|${plan.complexity}|${duration >= 0}`);
process.exit(output.result === "PASS" ? 0 : 1);
"""


@dataclass(slots=True)
class Given:
    """A project with a group on loopback."""

    gateway: ApiGateway
    project: str
    group: str
    key: str
    environment: dict[str, str] = field(default_factory=dict)

    def call(self, method: str, path: str, body: object = None) -> Any:
        """What its owner does; not part of a recipe."""
        headers = {"authorization": f"Bearer {self.gateway.door.admin}"}
        answer = self.gateway.door.send(method, f"/testerarmy/v1{path}", body, headers)
        assert answer.status < 300, answer.json
        return answer.json


@pytest.fixture(scope="module")
def given() -> Iterator[Given]:
    """The shop answers 200, but at the bad address."""
    answers = lambda request: a_reply(status=500 if BAD in request.url else 200)  # noqa: E731
    with api_door(answers) as door, api_gateway(door) as gateway:
        found = Given(gateway, "", "", door.admin)
        wanted = {"name": "shop", "url": "https://shop.example"}
        found.project = found.call("POST", "/projects", wanted)["project"]["id"]
        wanted = {"name": "smoke", "projectId": found.project}
        found.group = found.call("POST", "/groups", wanted)["group"]["id"]
        test = {"title": "Health", "projectId": found.project, "groupId": found.group}
        found.call("POST", "/tests", {**test, "steps": [STEP]})
        found.environment = {
            "BASE": f"{gateway.base}/testerarmy",
            "GROUP": found.group,
            "KEY": door.admin,
            "NAME": "Authorization",
            "SCHEME": "Bearer",
            "URL": "https://pr-42.example",
        }
        yield found


@pytest.fixture(autouse=True)
def fresh(given: Given) -> None:
    """Nothing seen, nothing queued, every limit free."""
    given.gateway.forget()


# ---- T1: a line of curl --------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["Authorization", "authorization", "AUTHORIZATION"])
@pytest.mark.parametrize("scheme", ["Bearer", "bearer", "Bearer "])
def test_t1_a_line_of_curl_starts_the_group(given: Given, name: str, scheme: str) -> None:
    """202, and the body is printed."""
    done = bash(CURL, **{**given.environment, "NAME": name, "SCHEME": scheme})
    (answer,), (seen,) = given.gateway.answers, given.gateway.seen
    assert (done.returncode, answer.status) == (0, 202)
    assert json.loads(done.stdout) == answer.json
    assert seen.line == f"POST /testerarmy/v1/groups/{given.group}/runs"
    assert (seen.headers["content-type"], seen.body) == ("application/json", b"{}")
    assert len(given.gateway.door.stack.messages()) == answer.json["count"] == 1


@pytest.mark.parametrize(
    ("mistake", "status", "error"),
    [
        ({"KEY": "${TESTERARMY_API_KEY}"}, 401, "Unauthorized"),
        ({"KEY": ""}, 401, "Unauthorized"),
        ({"GROUP": "00000000-0000-4000-8000-00000000ffff"}, 404, "NotFound"),
        ({"GROUP": "null"}, 404, "NotFound"),
    ],
)
def test_t1_a_line_of_curl_with_a_mistake_starts_nothing(
    given: Given, mistake: dict[str, str], status: int, error: str
) -> None:
    """curl exits with 0 all the same; what it prints is JSON."""
    done = bash(CURL, **{**given.environment, **mistake})
    assert (done.returncode, json.loads(done.stdout)["error"]) == (0, error)
    assert [answer.status for answer in given.gateway.answers] == [status]
    assert given.gateway.door.stack.messages() == []


# ---- T2: the web action --------------------------------------------------------------------------


def executing(given: Given, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever is queued runs while the API waits."""
    door = given.gateway.door
    monkeypatch.setattr(door.stack.clock, "sleep", lambda seconds: door.finish())


@pytest.mark.parametrize(
    ("url", "code", "result"),
    [("https://pr-42.example", 0, "PASS"), (BAD, 1, "FAILED")],
)
def test_t2_the_web_action_waits_for_its_result(
    given: Given, monkeypatch: pytest.MonkeyPatch, url: str, code: int, result: str
) -> None:
    """It reads result, name, pictures, words and plan."""
    executing(given, monkeypatch)
    done = node(ACTION, **{**given.environment, "URL": url})
    first, second = done.stdout.splitlines()
    assert (done.returncode, first) == (code, f"{result} Faster 0"), done.stderr
    assert second.endswith("||simple|true")
    (seen,) = given.gateway.seen
    assert seen.headers["user-agent"] == "tester-army-github-action/1.0.0"
    assert b'"description"' not in seen.body


def test_t2_the_web_action_shows_the_message_of_a_refusal(given: Given) -> None:
    """A key that is none."""
    done = node(ACTION, **{**given.environment, "KEY": "sk_wrong"})
    assert done.returncode == 2
    assert "A valid API key is needed" in done.stdout


# ---- T3: the mobile action -----------------------------------------------------------------------


def answered(given: Given, method: str, path: str, body: object = None, key: str = "") -> Any:
    """A call at the origin of the webhook's address: the host decides whose paths these are."""
    place = urlsplit(given.gateway.base)
    connection = http.client.HTTPConnection(place.hostname or "", place.port, timeout=20)
    headers = {"Host": HOST, **({"Authorization": f"Bearer {key}"} if key else {})}
    raw = None if body is None else json.dumps(body).encode()
    if raw is not None:
        headers["Content-Type"] = "application/json"
    connection.request(method, path, raw, headers)
    reply = connection.getresponse()
    text = reply.read()
    connection.close()
    return reply.status, json.loads(text)


@pytest.mark.parametrize("told", [{"commitSha": "0a1b2c3"}, {}, None])
def test_t3_the_mobile_action_uploads_starts_polls_and_deletes(
    given: Given, told: dict[str, str] | None
) -> None:
    """The whole sequence; what is empty is left out, and with nothing to say there is no body."""
    apps, key = f"/api/v1/projects/{given.project}/mobile", given.key
    upload = {"filename": "shop.apk", "fileSize": 5, "removeAfter": 3600}
    _, begun = answered(given, "POST", f"{apps}/upload", upload, key)
    put = requests.put(
        begun["uploadUrl"],
        data=b"12345",
        headers={"Content-Type": "application/octet-stream"},
        timeout=20,
    )
    assert put.status_code == 200
    confirm = {**upload, "storageKey": begun["storageKey"]}
    status, confirmed = answered(given, "POST", f"{apps}/upload/confirm", confirm, key)
    app = confirmed["app"]["id"]
    assert status == 201
    body = None if told is None else {**told, "mobile": {"appId": app}}
    status, started = answered(given, "POST", hook_of(given), body)
    assert (status, len(started["runIds"])) == (202, 1)
    if body is not None:
        assert started["metadata"]["mobile"]["resolvedAppId"] == app
    states = []
    for _ in range(2):
        run = answered(given, "GET", f"/api/v1/runs/{started['runIds'][0]}", key=key)[1]
        states.append((run["status"], (run["output"] or {}).get("result")))
        given.gateway.door.finish()
    assert states == [("queued", None), ("completed", "PASS")]
    assert answered(given, "DELETE", f"{apps}/{app}", key=key) == (200, {"deleted": True})


def hook_of(given: Given) -> str:
    """The path of a new webhook, as it is at the origin."""
    url = given.call("POST", f"/groups/{given.group}/webhook")["webhook"]["url"]
    return str(url.removeprefix("https://gonogo.example/testerarmy"))


def test_t3_a_wrong_address_is_refused(given: Given) -> None:
    """The action says so and fails."""
    path = hook_of(given).rpartition("/")[0]
    assert answered(given, "POST", f"{path}/wrong", {})[0] == 401


# ---- T4: a deployer's webhook --------------------------------------------------------------------

COOLIFY = (
    b'{"success":true,"message":"New version successfully deployed","event":"deployment_success",'
    b'"application_name":"shop","application_uuid":"x","deployment_uuid":"y","deployment_url":'
    b'"https:\\/\\/coolify.example\\/project\\/x\\/deployment\\/y","pull_request_id":42,'
    b'"preview_fqdn":"https:\\/\\/42.shop.example"}'
)


@pytest.mark.parametrize("version", ["/v1", "/api/v1"])
def test_t4_a_deployers_event_starts_the_project(given: Given, version: str) -> None:
    """200, whatever it was called with."""
    url = given.call("POST", f"/projects/{given.project}/webhook")["webhook"]["url"]
    path = url.removeprefix("https://gonogo.example/testerarmy/api/v1")
    reply = requests.post(
        f"{given.gateway.base}/testerarmy{version}{path}",
        data=COOLIFY,
        headers={"Content-Type": "application/json", "User-Agent": "GuzzleHttp/7"},
        timeout=10,
    )
    assert (reply.status_code, reply.json()["received"]) == (200, True)
    assert len(given.gateway.door.stack.messages()) == 1


# ---- T5: the command line's `ci --wait` ----------------------------------------------------------

WAIT = """
set -e
STARTED=$(curl -sS -f -X POST "$BASE/api/v1/groups/$GROUP/runs" \\
  -H "Authorization: Bearer $KEY" -H "Content-Type: application/json" \\
  -d '{"commitSha":"'"$SHA"'","targetUrl":"'"$URL"'","environment":"preview"}')
for RUN in $(echo "$STARTED" | jq -r '.runIds[]'); do
  while :; do
    ANSWER=$(curl -sS -f "$BASE/api/v1/runs/$RUN" -H "Authorization: Bearer $KEY")
    STATUS=$(echo "$ANSWER" | jq -r .status)
    case "$STATUS" in queued | running) sleep 0.2 ;; *) break ;; esac
  done
  [ "$STATUS" = completed ] && [ "$(echo "$ANSWER" | jq -r .output.result)" = PASS ] || exit 1
done
"""


@pytest.mark.parametrize(("url", "code"), [("https://pr-42.example", 0), (BAD, 1)])
def test_t5_a_group_is_waited_for(
    given: Given, monkeypatch: pytest.MonkeyPatch, url: str, code: int
) -> None:
    """Every run must be completed and have passed; whoever looks has them executed."""
    door, reply = given.gateway.door, given.gateway.reply

    def executed(method: str, target: str, headers: dict[str, str], body: bytes) -> Any:
        answer = reply(method, target, headers, body)
        if method == "GET":
            door.finish()
        return answer

    handler = given.gateway.__class__
    monkeypatch.setattr(handler, "reply", lambda self, *call: executed(*call))
    done = bash(WAIT, **{**given.environment, "URL": url, "SHA": f"sha{code}"})
    assert done.returncode == code, done.stderr
    polls = [seen.line for seen in given.gateway.seen if seen.line.startswith("GET")]
    assert len(polls) == 2
