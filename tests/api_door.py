"""The API over real adapters, called in any dialect with the exact bytes of a client."""

from __future__ import annotations

import base64
import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from gonogo import wiring
from gonogo.domain.commands import CreateKey
from gonogo.domain.key import Role
from gonogo.services.execute import execute_run
from gonogo.services.keys import issue
from tests.aws_stack import AwsStack, aws_stack
from tests.fakes import FakeClock, FakeHttp


@dataclass(frozen=True, slots=True)
class Answer:
    """A reply as a client sees it."""

    status: int
    headers: Mapping[str, str]
    json: Any


class ApiDoor:
    """A stack, its API and an admin key."""

    def __init__(self, stack: AwsStack, http: FakeHttp) -> None:
        self.stack, self.http = stack, http
        self.admin = issue(stack.parts.keys, stack.clock, name="first", role="admin").secret
        self._answer = stack.api()

    def push(self, document: Mapping[str, Any]) -> Any:
        """Definitions by our own API."""
        headers = {"authorization": f"Bearer {self.admin}", "content-type": "application/json"}
        answer = self.send("POST", "/v1/definitions", document, headers)
        assert answer.status == 200, answer.json
        return answer.json

    def new_key(self, role: Role, *projects: str) -> str:
        """A fresh key of a role."""
        command = CreateKey(key=self.admin, name=role, role=role, projects=projects)
        created: Any = self.stack.ask(command)
        return str(created.secret)

    def send(
        self, method: str, path: str, body: object = None, headers: Mapping[str, str] | None = None
    ) -> Answer:
        """One call as the gateway would hand it over; bytes are sent as they are."""
        raw = (
            body if isinstance(body, bytes) else b"" if body is None else json.dumps(body).encode()
        )
        target, _, query = path.partition("?")
        event: dict[str, Any] = {
            "version": "2.0",
            "rawPath": target,
            "rawQueryString": query,
            "headers": {"host": "gonogo.example", **(headers or {})},
            "requestContext": {"http": {"method": method, "path": target}, "requestId": "r-1"},
        }
        if raw:
            event |= {"body": base64.b64encode(raw).decode(), "isBase64Encoded": True}
        reply = self._answer(event)
        document = json.loads(reply.get("body") or "null")
        return Answer(reply["statusCode"], reply["headers"], document)

    def advance(self, seconds: float) -> None:
        """Let time pass."""
        self.stack.clock.advance(seconds)  # type: ignore[attr-defined]

    def finish(self) -> None:
        """Execute what is queued, and what is queued by that, to the end."""
        execution = wiring.execution(self.stack.parts)
        while runs := self.stack.messages():
            for run in runs:
                execute_run(run, execution)  # type: ignore[arg-type]


@contextmanager
def api_door(*replies: Any) -> Iterator[ApiDoor]:
    """A fresh one; tests' requests get these replies."""
    http = FakeHttp(*replies)
    with aws_stack(FakeClock(), http) as stack:
        yield ApiDoor(stack, http)
