"""Canaries: credentials of every kind go through every function, and no log line shows one.

Secrets, keys, triggers, sessions, signing secrets, tokens and what pipelines hand over: planted,
used, mistyped, echoed by hostile servers, and in the hands of code that breaks.
"""

from __future__ import annotations

import base64
import html
import json
import logging
import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from unittest.mock import patch
from urllib.parse import quote, quote_plus, urlencode

import pytest

from gonogo import wiring
from gonogo.cli.running.exchange import exchange_lines
from gonogo.domain.http import HttpRequest, HttpResponse
from gonogo.domain.ids import RunId
from gonogo.errors import ConnectFailed
from gonogo.reports import reported, reports
from gonogo.services.browse import view_of
from tests.api_door import ApiDoor
from tests.builders import a_head, a_project
from tests.fakes import a_reply
from tests.gate_world import GateWorld, gate_world
from tests.said import Said, everything_said
from tests.web_events import an_event

SECRET = "canary/secret value+1?&é"
SLACK = "https://hooks.example/services/canary-slack-token"
DONE = "https://done.example/"
GITHUB = "github_pat_canaryTokenOfGitHub"
PIPELINE = ("canary-secret-access-key", "canary-session-token")
FORM = "application/x-www-form-urlencoded"
STEP = {
    "method": "POST",
    "url": "http://api.example/?q={{url_encode({{get_secret(api key)}})}}",
    "headers": {"Authorization": "Bearer {{encode_base64({{get_secret(api key)}})}}"},
    "json": {"key": "{{get_secret(api key)}}", "back": "{{gonogo_inbound_url}}"},
    "scripts": ["log(get_secret('api key')); assert.equal(response.body, get_secret('api key'))"],
    "variables": [{"name": "said", "source": "response_text"}],
    "assertions": [
        {"source": "response_text", "comparison": "equal", "value": "{{get_secret(api key)}}"}
    ],
}
TESTS = [
    {"name": "Echoes", "steps": [STEP]},
    {"name": "Breaks off", "steps": [{**STEP, "url": "http://broken.example/"}]},
    {"name": "Unknown", "steps": [{"method": "GET", "url": "http://{{get_secret(no)}}/"}]},
]


def _echo(request: HttpRequest) -> HttpResponse:
    """Everything that it was told, in every form, and an error that quotes it."""
    if "broken.example" in request.url:
        raise ConnectFailed(f"No connection to {SECRET}, {quote(SECRET)}.")
    body = (request.body or b"").decode()
    if request.url.endswith("/health"):
        return a_reply()  # of a test that uses no secret: nobody knows there what one is
    told = [request.url, str(request.headers), body, *_forms(SECRET)]
    return a_reply(told, status=500, headers=(("X-Said", quote(SECRET)),))


def _forms(canary: str) -> list[str]:
    raw = canary.encode()
    # The characters that are made wholly of its bits, wherever it begins.
    spans = [(n, -(-n * 8 // 6), (n + len(raw)) * 8 // 6) for n in range(3)]
    encoded = [base64.b64encode(b"." * n + raw).decode()[start:end] for n, start, end in spans]
    escaped = [json.dumps(canary)[1:-1], html.escape(canary), repr(canary)[1:-1]]
    return [canary, quote(canary, safe=""), quote_plus(canary), raw.hex(), *escaped, *encoded]


class Aviary:
    """A deployment in which canaries live, and everything that was said in it."""

    def __init__(self, world: GateWorld, said: Said) -> None:
        self.world, self.said = world, said
        world.api._replies = [_echo]
        self.door = ApiDoor(world.stack, world.api)
        self.project = a_project().id
        self.canaries = {"the first key": self.door.admin, "a secret": SECRET, "Slack": SLACK}
        self.canaries |= {"GitHub": GITHUB, "a project's trigger": a_project().trigger}
        self.canaries |= {"a test's trigger": a_head().trigger}
        self.canaries |= dict(zip(("an access key", "a session token"), PIPELINE, strict=True))
        self.answers: list[str] = []
        self.session = ""

    def call(self, method: str, path: str, body: object = None, key: str | None = None) -> Any:
        """A call with a key, the admin's unless told otherwise."""
        key = self.door.admin if key is None else key
        headers = {"authorization": f"Bearer {key}", "content-type": "application/json"}
        answer = self.door.send(method, path, body, headers)
        if key == self.door.admin:
            self.answers.append(json.dumps(answer.json, ensure_ascii=False))
        return answer.json

    def prepare(self) -> None:
        """A key, a secret, and a receiver of each kind."""
        place = f"/v1/projects/{self.project}"
        made = {"name": "ci", "role": "write", "projects": [self.project]}
        self.canaries["a key"] = self.call("POST", "/v1/keys", made)["secret"]
        self.call("PUT", f"{place}/secrets/api%20key", {"value": SECRET})
        self.call("PUT", f"{place}/secrets/api%20key", {"value": SECRET, "more": SECRET})
        kinds = {
            "webhook": {"url": "https://hook.example/"},
            "slack": {"url": SLACK},
            "github": {"repository": "a/b", "token": GITHUB},
        }
        for kind, settings in kinds.items():
            hook = self.call("POST", f"{place}/webhooks", {"kind": kind, "settings": settings})
            if hook.get("secret"):
                self.canaries["a signing secret"] = hook["secret"]
        pushed = self.door.push({"project": a_project().name, "tests": TESTS})
        for number, change in enumerate(pushed["changes"]):
            if change.get("trigger"):
                trigger = re.split(r"[/=]", change["trigger"])[-1]
                self.canaries[f"a pushed trigger {number}"] = trigger

    def run(self) -> str:
        """Everything is started by key and by trigger, runs, is told; the first run's id."""
        started = self.call("POST", f"/v1/projects/{self.project}/start", {"webhooks": [DONE]})
        for name, canary in self.canaries.items():
            if "trigger" in name:
                self.call("POST", f"/v1/triggers/{canary}", {})
                self.call("GET", f"/runscope/radar/{canary}/trigger?key={canary}")
                self.call("GET", f"/nowhere/{canary}?trigger={canary}")
        for _ in range(3):
            self.world.work()
            self.world.minutes(1)
        sent = [json.loads(r.body or b"") for r in self.world.api.requests if r.body]
        address = next(each["back"] for each in sent if "back" in each).rpartition("/")[2]
        self.canaries["an address that a run waits at"] = address
        self.call("POST", f"/v1/inbound/{address}", {"a": 1})
        return next(str(run["id"]) for run in started["runs"] if run["test"]["name"] == "Echoes")

    def mistype(self) -> None:
        """Keys where they do not belong, wrong ones, and bodies that cannot be read."""
        key = self.canaries["a key"]
        self.call("GET", "/v1/keys", key=key)
        self.call("GET", f"/v1/me?apiKey={key}&key={quote_plus(SECRET)}", key=key[:-1])
        self.call("POST", f"/reflect/v1/suites/x/executions?apiKey={key}", b'{"a": ' + key.encode())
        place = f"/v1/projects/{self.project}"
        self.call("PUT", f"{place}/secrets/{quote(SECRET, safe='')}", {"value": SECRET}, key)
        self.call("POST", "/v1/definitions", {"project": key, SECRET: 1, "tests": [SECRET]}, key)
        self.call("DELETE", f"/v1/keys/{key}", key=key)

    def break_down(self) -> None:
        """Code that fails while it holds them: what nobody foresaw is logged with its stack."""
        key, catalog = self.canaries["a key"], self.world.stack.parts.catalog
        with patch.object(type(catalog), "project", side_effect=RuntimeError("not foreseen")):
            self.call("POST", f"/v1/projects/{self.project}/start", {"variables": {"a": key}})
        self.call("POST", f"/v1/projects/{self.project}/start", {})
        runs = {str(n): run for n, run in enumerate(self.world.stack.messages())}
        finish = patch.object(
            type(self.world.stack.parts.runs), "finish", side_effect=RuntimeError("not foreseen")
        )
        with finish:
            assert wiring.executor(self.world.stack.parts)(runs)

    def sign_in(self) -> None:
        """A browser's session, and the front page by it."""
        form = urlencode({"key": self.canaries["a key"], "page": "/"})
        posted = an_event("POST", "/ui/session", "", form, content_type=FORM)
        reply = wiring.api(self.world.stack.parts)(posted)
        token = reply["headers"]["Set-Cookie"].partition("=")[2].partition(";")[0]
        self.canaries["a browser's session"] = self.session = token
        event = an_event("GET", "/", cookies=(f"gonogo_session={token}",))
        assert wiring.dashboard(self.world.stack.parts)(event)["statusCode"] == 200

    def deploy(self) -> None:
        """Pipelines whose jobs hand over credentials, and one that asks the wrong way."""
        self.world.bind("codepipeline_lambda")
        self.world.pipeline("lambda", configuration={"UserParameters": '{"project": "orders"}'})
        self.world.pipeline("lambda", configuration={"UserParameters": "{" + PIPELINE[0]})
        self.world.advance()
        self.world.work()
        self.world.minutes(2)

    def told(self, run: str) -> str:
        """Every report, answer, delivery and stored item about the run."""
        parts = self.world.stack.parts
        found = parts.runs.run(RunId(run))
        assert found
        view = reported(view_of(found, parts.catalog, parts.runs))
        self.call("GET", f"/v1/runs/{run}")
        self.call("GET", f"/v1/batches/{found.batch}")
        self.call("GET", f"/v1/batches/{found.batch}/deliveries")
        written = [reports[name].render([view]).decode() for name in reports.names]
        hooks = [r for r in self.world.api.requests if "api.example" not in r.url]
        sent = [(request.body or b"").decode() for request in hooks if "broken" not in request.url]
        shells = list(exchange_lines(view.result))
        session = (f"gonogo_session={self.session}",)
        page = wiring.dashboard(self.world.stack.parts)(
            an_event("GET", f"/ui/runs/{run}", cookies=session)
        )
        assert (page["statusCode"], "curl" in "".join(shells)) == (200, True)
        return "\n".join(
            [
                *written,
                *sent,
                *shells,
                page["body"],
                *self.world.stack.stored("runs"),
                *self.answers,
            ]
        )


@contextmanager
def _planted() -> Iterator[tuple[Aviary, str]]:
    with everything_said(logging.DEBUG) as said, gate_world() as world:
        aviary = Aviary(world, said)
        aviary.prepare()
        run = aviary.run()
        aviary.mistype()
        aviary.break_down()
        aviary.sign_in()
        aviary.deploy()
        yield aviary, run


@pytest.fixture(scope="module")
def planted() -> Iterator[tuple[Aviary, str]]:
    """Everything happened once."""
    with _planted() as made:
        yield made


def _seen(canaries: dict[str, str], text: str) -> list[tuple[str, str]]:
    """Which canaries stand in a text, and as what."""
    return [
        (name, form) for name, each in canaries.items() for form in _forms(each) if form in text
    ]


def test_everything_happened(planted: tuple[Aviary, str]) -> None:
    """Or silence means nothing: each function spoke, and what broke is there with its stack."""
    aviary, _ = planted
    log = aviary.said.text()
    spoke = ("answered", "run ended", "Delivery ", "not foreseen", "broke its executor", "Gate ")
    assert [each for each in spoke if each not in log] == []
    assert log.count("Traceback") >= 2
    assert len(aviary.canaries) >= 14


def test_no_log_line_shows_a_canary(planted: tuple[Aviary, str]) -> None:
    """Of any function, as it is, URL-encoded, in base64, in JSON, in HTML."""
    aviary, _ = planted
    assert _seen(aviary.canaries, aviary.said.text()) == []


def test_no_result_and_no_report_shows_a_secret(planted: tuple[Aviary, str]) -> None:
    """Results, reports, deliveries, answers of the API and the table of runs."""
    aviary, run = planted
    shown_once = {"the first key", "a key", "a signing secret"}
    secret = {
        name: each
        for name, each in aviary.canaries.items()
        if name not in shown_once and "trigger" not in name and "address" not in name
    }
    told = aviary.told(run)
    assert told.count("***") > 50
    assert _seen(secret, told) == []


def test_no_table_holds_one_in_the_clear(planted: tuple[Aviary, str]) -> None:
    """Encrypted or hashed; triggers are ids of things, and stand with them."""
    aviary, _ = planted
    stored = "\n".join(
        item for table in ("catalog", "runs", "guards") for item in aviary.world.stack.stored(table)
    )
    hidden = {
        name: each
        for name, each in aviary.canaries.items()
        if "trigger" not in name and "address" not in name
    }
    assert _seen(hidden, stored) == []
