"""Reflect's recipes for CI systems: each sends what that system sends and reads what it reads.

The rows are those of the contract (`contracts/ci-recipes.md` 1); shells run the real curl and jq.
"""

from __future__ import annotations

import http.client
import json
import shutil
import subprocess
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
import requests

from tests.recipes import ROOT
from tests.reflect_gateway import Gateway, Seen, reflect_gateway

FORM = "application/x-www-form-urlencoded"
JSON = "application/json"
POST = 'curl -s -X POST "$BASE/v1/suites/$SUITE/executions" -H "$NAME: $KEY"'
GIT = '{ "gitHub": { "owner": "O", "repo": "R", "sha": "" } }'
LOOP = """
STARTED=$(curl --silent --location --request POST "$BASE/v1/suites/$SUITE/executions" \\
  --header "$NAME: $KEY" --header 'Content-Type: application/json' --data-raw '
{ "overrides": { "hostnames": [{ "original": "qa.example.com",
  "replacement": "https://pr-7.example.com/" }] } }')
EXECUTION_ID=$(echo "$STARTED" | jq -r .executionId)
STATUS=pending
while [ "$STATUS" = pending ]; do
  ANSWER=$(curl --silent --location "$BASE/v1/suites/$SUITE/executions/$EXECUTION_ID" \\
    --header "$NAME: $KEY" --header 'Content-Type: application/json')
  STATUS=$(echo "$ANSWER" | jq -r .status)
  FAILED=$(echo "$ANSWER" | jq -c '.tests.data[] | select(.status | contains("failed"))')
  if [ -n "$FAILED" ]; then echo "failed: $FAILED"; exit 1; fi
  sleep 0.1
done
"""

# row: script, content type, body, content length sent
CURL_ROWS: dict[str, tuple[str, str | None, bytes, str | None]] = {
    "R3-bitbucket": (f"{POST} -d '{{}}'", FORM, b"{}", "2"),
    "R5-circleci": (f"{POST} --data '{{}}'", FORM, b"{}", "2"),
    "R6-github-actions": (f"{POST} -d '{GIT}'", FORM, GIT.encode(), str(len(GIT))),
    "R8-heroku": (POST.replace("-s ", "--silent "), None, b"", None),
    "R9-gitlab": (f"{POST} -d '{{}}'", FORM, b"{}", "2"),
    "R11-coherence": (POST, None, b"", None),
    "R13-travis": (f"{POST} -d '{{}}'", FORM, b"{}", "2"),
    "R14-tekton": (POST, None, b"", None),
    "R15-codefresh": (f"{POST} -d '{{}}'", FORM, b"{}", "2"),
    "R17-codedeploy-script": (POST, None, b"", None),
}
HEADER_NAMES = ("x-api-key", "X-API-KEY")


@pytest.fixture(scope="module")
def gateway() -> Iterator[Gateway]:
    """A project with a suite that passes and one that does not, on loopback."""
    with reflect_gateway() as gateway:
        yield gateway


@pytest.fixture(autouse=True)
def fresh(gateway: Gateway) -> None:
    """Nothing seen, nothing queued."""
    gateway.forget()


def _shell(
    gateway: Gateway,
    script: str,
    *,
    key: str | None = None,
    suite: str = "smoke-tests",
    name: str = "x-api-key",
) -> subprocess.CompletedProcess[str]:
    missing = [tool for tool in ("bash", "curl", "jq") if shutil.which(tool) is None]
    assert not missing, f"The recipes are run with the real {', '.join(missing)}: install it."
    path = "/usr/local/bin:/usr/bin:/bin"
    key = gateway.door.key if key is None else key
    given = {"BASE": gateway.base, "KEY": key, "SUITE": suite, "NAME": name, "PATH": path}
    return subprocess.run(  # noqa: S603 - a script of this file
        ["/bin/bash", "-c", script],
        env=given,
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )


def _started(gateway: Gateway) -> Seen:
    """The one call that was made, which started both tests of the suite."""
    (seen,) = gateway.seen
    (answer,) = gateway.answers
    assert answer[0] == 200
    assert set(answer[1]) == {"suiteId", "executionId", "url"}
    assert len(gateway.door.stack.messages()) == 2
    return seen


@pytest.mark.parametrize("name", HEADER_NAMES)
@pytest.mark.parametrize("row", CURL_ROWS)
def test_a_line_of_curl_starts_the_suite(gateway: Gateway, row: str, name: str) -> None:
    """What is on the wire is what the row says, and the exit code is 0."""
    script, kind, body, length = CURL_ROWS[row]
    done = _shell(gateway, script, name=name)
    seen = _started(gateway)
    assert (done.returncode, json.loads(done.stdout)["suiteId"]) == (0, "smoke-tests")
    assert seen.line == "POST /reflect/v1/suites/smoke-tests/executions"
    assert seen.headers.get("content-type") == kind
    assert (seen.headers.get("content-length"), seen.body) == (length, body)


@pytest.mark.parametrize("row", CURL_ROWS)
def test_a_line_of_curl_with_a_mistake_starts_nothing(gateway: Gateway, row: str) -> None:
    """curl exits with 0 all the same; what it prints is JSON with the reason."""
    script = CURL_ROWS[row][0]
    for mistake, status in (
        ({"key": "${API_KEY}"}, 403),
        ({"key": "gonogo_" + "a" * 36}, 403),
        ({"suite": "nope"}, 404),
    ):
        gateway.forget()
        done = _shell(gateway, script, **mistake)
        assert done.returncode == 0
        assert json.loads(done.stdout)["message"]
        assert [answer[0] for answer in gateway.answers] == [status]
        assert gateway.door.stack.messages() == []


@pytest.mark.parametrize(("suite", "code"), [("smoke-tests", 0), ("everything", 1)])
@pytest.mark.parametrize("name", HEADER_NAMES)
def test_r12_the_strictest_reader_ends_as_it_should(
    gateway: Gateway, suite: str, code: int, name: str
) -> None:
    """It loops while the status is exactly `pending` and leaves with 1 at a failed item."""
    done = _shell(gateway, LOOP, suite=suite, name=name)
    assert (done.returncode, done.stderr) == (code, "")
    assert done.stdout.startswith("failed:") == bool(code)
    start, *polls = gateway.seen
    assert start.body.startswith(b"\n{")
    assert len(polls) == 2
    assert {poll.headers.get("content-length") for poll in polls} == {None}
    assert {poll.headers["content-type"] for poll in polls} == {JSON}


def test_r12_with_a_wrong_key_gets_json_to_the_end(gateway: Gateway) -> None:
    """It asks for the execution `null`; the script's own fault is that it then leaves with 0."""
    _shell(gateway, LOOP, key="nope")
    assert [status for status, _ in gateway.answers] == [403, 403]
    assert gateway.seen[1].line.endswith("/executions/null")


def _call(
    gateway: Gateway, method: str, path: str, body: bytes | None, headers: dict[str, str]
) -> tuple[int, Any]:
    """One call with exactly these headers, and what HTTP needs."""
    parts = urlsplit(gateway.base)
    assert parts.hostname
    connection = http.client.HTTPConnection(parts.hostname, parts.port or 80, timeout=20)
    connection.putrequest(method, f"{parts.path}{path}", skip_accept_encoding=True)
    for name, text in headers.items():
        connection.putheader(name, text)
    connection.endheaders(body)
    answer = connection.getresponse()
    document = json.loads(answer.read() or b"null")
    connection.close()
    return answer.status, document


STARTS = "/v1/suites/smoke-tests/executions"


@pytest.mark.parametrize(
    "headers",
    [
        {"Content-Type": JSON},
        {},
        {"Content-Type": JSON, "Authorization": "Basic dXNlcjpwYXNz"},
        {"Content-Type": JSON, "User-Agent": "TFS_useragent", "Accept": JSON},
    ],
)
def test_r1_and_r2_azure_tasks_start_the_suite(gateway: Gateway, headers: dict[str, str]) -> None:
    """`{}` and a newline, with a key header and perhaps the connection's own credentials."""
    given = {"x-api-key": gateway.door.key, "Content-Length": "3", **headers}
    assert _call(gateway, "POST", STARTS, b"{}\n", given)[0] == 200
    assert _started(gateway).body == b"{}\n"


def test_r7_a_repositorys_webhook_has_the_key_in_its_address(gateway: Gateway) -> None:
    """`ping` first, then a deployment that succeeded; anything else is passed over."""
    address = f"{STARTS}?apiKey={gateway.door.key}"
    event = {
        "deployment_status": {"state": "success"},
        "deployment": {"sha": "0d1a26e67d8f5eaf1f6ba5c57fc3c7d91ac0fd1c"},
        "repository": {"name": "shop", "owner": {"login": "acme"}},
    }

    def deliver(name: str, body: dict[str, Any]) -> tuple[int, Any]:
        raw = json.dumps(body).encode()
        headers = {"X-GitHub-Event": name, "Content-Type": JSON, "Content-Length": str(len(raw))}
        return _call(gateway, "POST", address, raw, headers)

    assert deliver("ping", {"zen": "x"}) == (200, {"message": "pong"})
    assert deliver("push", event) == (200, {"message": "ignored"})
    status, answer = deliver("deployment_status", event)
    assert status == 200
    found = gateway.door.suite(answer["executionId"])
    assert found["gitHub"]["sha"] == event["deployment"]["sha"]  # type: ignore[index]


def test_r10_jenkins_sends_json_without_a_type(gateway: Gateway) -> None:
    """A literal `${API_KEY}` fails the build by its status; without a method it only lists."""
    headers = {"x-api-key": gateway.door.key, "Content-Length": "2"}
    assert _call(gateway, "POST", STARTS, b"{}", headers)[0] == 200
    assert "content-type" not in _started(gateway).headers
    gateway.forget()
    refused = _call(gateway, "POST", STARTS, b"{}", {**headers, "x-api-key": "${API_KEY}"})
    assert refused == (403, {"message": "Forbidden"})
    status, listed = _call(gateway, "GET", STARTS, None, {"x-api-key": gateway.door.key})
    assert (status, listed["suiteId"]) == (200, "smoke-tests")
    assert gateway.door.stack.messages() == []


def _by_urllib(url: str, key: str) -> Any:
    request = urllib.request.Request(url, b"", {"x-api-key": key}, method="POST")  # noqa: S310
    try:
        with urllib.request.urlopen(request, timeout=20) as answer:  # noqa: S310
            return json.load(answer)
    except urllib.error.HTTPError as error:
        return json.load(error)


def _by_requests(url: str, key: str) -> Any:
    return requests.post(url, headers={"x-api-key": key}, timeout=20).json()


def _by_fetch(url: str, key: str) -> Any:
    program = (
        "const [url, key] = process.argv.slice(1);"
        "fetch(url, {method: 'POST', headers: {'x-api-key': key}, body: '{}'})"
        ".then((answer) => answer.json()).then((json) => console.log(JSON.stringify(json)));"
    )
    node = shutil.which("node")
    assert node, "The recipes are run with the real node: install it."
    done = subprocess.run(  # noqa: S603 - a program of this file
        [node, "-e", program, url, key], capture_output=True, text=True, check=True, timeout=60
    )
    return json.loads(done.stdout)


@pytest.mark.parametrize(
    ("call", "kind"),
    [(_by_urllib, FORM), (_by_requests, None), (_by_fetch, "text/plain;charset=UTF-8")],
)
def test_r16_and_r18_a_function_starts_the_suite_with_whatever_it_has(
    gateway: Gateway, call: Callable[[str, str], Any], kind: str | None
) -> None:
    """An empty form, a length of 0, or JSON as text; a refusal is JSON too."""
    answer = call(gateway.base + STARTS, gateway.door.key)
    assert answer["executionId"] > 0
    assert _started(gateway).headers.get("content-type") == kind
    assert call(gateway.base + STARTS, "nope") == {"message": "Forbidden"}


def test_the_netlify_plugin_waits_until_it_is_finished(gateway: Gateway) -> None:
    """It loops on `isFinished`, wants `passed`, and prints `message` of what is above 299."""
    key = {"x-api-key": gateway.door.key, "Content-Type": JSON}
    body = json.dumps({"overrides": {}, "gitHub": {}}).encode()
    length = {"Content-Length": str(len(body))}
    for suite, end in (("smoke-tests", "passed"), ("everything", "failed")):
        path = f"/v1/suites/{suite}/executions"
        _, started = _call(gateway, "POST", path, body, key | length)
        finished, status, looks = False, "", 0
        while not finished:
            code, answer = _call(gateway, "GET", f"{path}/{started['executionId']}", None, key)
            assert code <= 299
            finished, status, looks = answer["isFinished"], answer["status"], looks + 1
        assert (status, looks) == (end, 2)
    code, refusal = _call(gateway, "POST", "/v1/suites/nope/executions", body, key | length)
    assert (code > 299, isinstance(refusal["message"], str)) == (True, True)


@pytest.mark.parametrize(
    ("suite", "key", "code"),
    [("smoke-tests", None, 0), ("everything", None, 1), ("nope", None, 1), ("everything", "no", 1)],
)
def test_the_loop_of_the_guide_ends_with_the_verdict(
    gateway: Gateway, tmp_path: Path, suite: str, key: str | None, code: int
) -> None:
    """As it stands in `docs/guide/reflect.md`, but for the pause."""
    page = (ROOT / "docs/guide/reflect.md").read_text(encoding="utf-8")
    (script,) = [part for part in page.split("```") if "while [" in part]
    script = script.removeprefix("shell").replace("smoke-tests", suite).replace("sleep 5", ":")
    done = _shell(gateway, f"cd '{tmp_path}'\n{script}", key=key)
    assert done.returncode == code, done.stderr
