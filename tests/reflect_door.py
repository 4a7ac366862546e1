"""The API over real adapters on AWS in memory, called as clients of Reflect call it."""

from __future__ import annotations

import base64
import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from gonogo import wiring
from gonogo.domain.commands import CreateKey
from gonogo.domain.commands.defining import PutSuite
from gonogo.domain.http import HttpRequest, HttpResponse
from gonogo.domain.ids import SuiteId, TestId, TriggerId, uuid_of
from gonogo.domain.key import Role
from gonogo.domain.project import Suite
from gonogo.services.execute import execute_run
from gonogo.services.keys import issue
from tests.aws_stack import AwsStack, aws_stack
from tests.fakes import FakeClock, FakeHttp, a_reply

OK = [{"source": "response_status", "value": 200}]
BAD = [{"source": "response_status", "value": 404}]
AT = 1_795_000_100.0
"""When the gateway gets every call."""
URL = "http://api.example/health"
DOCUMENT: dict[str, Any] = {
    "project": "shop",
    "tests": [
        {"name": "Health", "tags": ["quick"], "steps": [{"url": URL, "assertions": OK}]},
        {"name": "Basket", "tags": ["slow"], "steps": [{"url": URL, "assertions": OK}]},
        {
            "name": "Broken",
            "tags": ["slow"],
            "steps": [{"url": URL}, {"url": URL, "note": "pay", "assertions": BAD}],
        },
    ],
    "suites": [
        {"name": "Smoke Tests", "tests": ["Health", "Basket"]},
        {"name": "everything", "tests": ["Health", "Broken"]},
    ],
}


class ReflectDoor:
    """A stack with a project, and a key of its own."""

    def __init__(self, stack: AwsStack) -> None:
        self.stack = stack
        self.admin = issue(stack.parts.keys, stack.clock, name="first", role="admin").secret
        self.answer = stack.api()
        self.push(DOCUMENT)
        self.key = self.new_key("write", "shop")
        self.meanwhile: Callable[[], None] = lambda: None
        """What happens while a step waits for its answer."""

    def push(self, document: dict[str, Any]) -> Any:
        """Definitions by our own API."""
        status, answer = self.call("POST", "/v1/definitions", document, key=self.admin, mount="")
        assert status == 200, answer
        return answer

    def new_key(self, role: Role, *projects: str) -> str:
        """A fresh key of a role."""
        command = CreateKey(key=self.admin, name=role, role=role, projects=projects)
        created: Any = self.stack.ask(command)
        return str(created.secret)

    def call(
        self,
        method: str,
        path: str,
        body: object = None,
        *,
        key: str | None = None,
        mount: str = "/reflect",
        **headers: str,
    ) -> tuple[int, Any]:
        """Status and document; a body is sent as JSON."""
        raw = b"" if body is None else json.dumps(body).encode()
        given = {"x-api-key": self.key if key is None else key} if mount else {}
        given |= {} if mount else {"authorization": f"Bearer {key}"}
        given |= {"content-type": "application/json"} if raw else {}
        given |= {name.replace("_", "-"): value for name, value in headers.items()}
        reply = self.send(method, mount + path, raw, given)
        return reply["statusCode"], json.loads(reply["body"] or "null")

    def send(self, method: str, path: str, raw: bytes, headers: dict[str, str]) -> dict[str, Any]:
        """One call as the gateway would hand it over."""
        target, _, query = path.partition("?")
        event: dict[str, Any] = {
            "version": "2.0",
            "rawPath": target,
            "rawQueryString": query,
            "headers": {"host": "gonogo.example", **headers},
            "requestContext": {
                "http": {"method": method, "path": target},
                "requestId": "r-1",
                "timeEpoch": int(AT * 1000),
            },
        }
        if raw:
            event |= {"body": base64.b64encode(raw).decode(), "isBase64Encoded": True}
        return self.answer(event)

    def execute(self, run: str) -> None:
        """One run to its end."""
        execute_run(run, wiring.execution(self.stack.parts))  # type: ignore[arg-type]

    def add_suite(self, name: str, **phases: str) -> None:
        """A suite of one test a phase, or none: `main="Health"`."""
        known = self.tests() if phases else {}
        ids = {p: (TestId(uuid_of("test", known[name])),) for p, name in phases.items()}
        suite = Suite(
            id=SuiteId(""),
            name=name,
            tests=ids.get("main", ()),
            setup=ids.get("setup", ()),
            teardown=ids.get("teardown", ()),
            trigger=TriggerId(""),
        )
        self.stack.ask(PutSuite(key=self.key, project="shop", suite=suite))

    def start(self, suite: str = "smoke-tests", body: object = None) -> int:
        """The number of a new execution."""
        status, answer = self.call("POST", f"/v1/suites/{suite}/executions", body)
        assert status == 200, answer
        return int(answer["executionId"])

    def suite(self, execution: int | str, suite: str = "smoke-tests") -> Any:
        """How an execution of a suite stands."""
        status, answer = self.call("GET", f"/v1/suites/{suite}/executions/{execution}")
        assert status == 200, answer
        return answer

    def tests(self) -> dict[str, int]:
        """Numbers of tests by name."""
        return {each["name"]: each["id"] for each in self.call("GET", "/v1/tests")[1]["tests"]}


@contextmanager
def reflect_door() -> Iterator[ReflectDoor]:
    """A fresh one, where every request is answered with a 200."""
    opened: list[ReflectDoor] = []

    def reply(request: HttpRequest) -> HttpResponse:
        opened[0].meanwhile()
        return a_reply()

    with aws_stack(FakeClock(), FakeHttp(reply)) as stack:
        opened.append(ReflectDoor(stack))
        yield opened[0]
