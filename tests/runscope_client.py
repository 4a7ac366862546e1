"""A client of the Runscope dialect in tests: every answer is held to the envelope that it reads."""

from __future__ import annotations

import base64
import itertools
import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import Any
from urllib.parse import urlencode

from gonogo.domain.commands import CreateKey
from gonogo.domain.key import Role
from gonogo.services.keys import issue
from tests.aws_stack import AwsStack, aws_stack
from tests.fakes import FakeClock, FakeHttp

STEP: dict[str, Any] = {
    "step_type": "request",
    "method": "GET",
    "url": "http://api.example/health",
    "assertions": [{"source": "response_status", "comparison": "equal_number", "value": 200}],
}


class Runscope:
    """One bucket, a token for it, and calls as API Gateway would hand them over."""

    def __init__(self, stack: AwsStack) -> None:
        self.stack = stack
        self.clock: FakeClock = stack.clock  # type: ignore[assignment]
        self.admin = issue(stack.parts.keys, stack.clock, name="first", role="admin").secret
        self.http: FakeHttp = stack.parts.http  # type: ignore[assignment]
        self.answer: Callable[..., dict[str, Any]] = stack.api()
        self._ids = itertools.count()
        self.bucket: str = self.post("/buckets?name=shop", key=self.admin)["key"]
        self.key = self.token("write", self.bucket)
        self.tests = f"/buckets/{self.bucket}/tests"

    def token(self, role: Role, *projects: str) -> str:
        """A token in the shape that a client checks."""
        command = CreateKey(key=self.admin, name=role, role=role, projects=projects, shape="uuid")
        secret: str = self.stack.ask(command).secret  # type: ignore[attr-defined]
        return secret

    def call(
        self, method: str, path: str, body: object = None, *, key: str | None = None
    ) -> tuple[int, Any]:
        """Status and the whole answer; `key` empty sends none."""
        secret = self.key if key is None else key
        headers = {"host": "gonogo.example"}
        if secret:
            headers["authorization"] = f"Bearer {secret}"
        raw = b"" if body is None else json.dumps(body).encode()
        target, _, query = path.partition("?")
        target = f"/runscope{target}"
        self.clock.advance(0.01)
        reply = self.answer(
            {
                "version": "2.0",
                "rawPath": target,
                "rawQueryString": query,
                "headers": headers,
                "requestContext": {
                    "http": {"method": method, "path": target},
                    "requestId": f"request-{next(self._ids)}",
                    "timeEpoch": int(self.clock.now() * 1000),
                },
                "body": base64.b64encode(raw).decode(),
                "isBase64Encoded": True,
            }
        )
        text = reply.get("body")
        return reply["statusCode"], json.loads(text) if text else None

    def data(
        self, method: str, path: str, body: object, status: int, key: str | None = None
    ) -> Any:
        """The data of a good answer."""
        found, answer = self.call(method, path, body, key=key)
        assert found == status, answer
        assert answer["meta"] == {"status": "success"}
        assert answer["error"] is None
        return answer["data"]

    def get(self, path: str, key: str | None = None, **query: object) -> Any:
        """Data of a GET."""
        return self.data("GET", f"{path}?{urlencode(query)}" if query else path, None, 200, key)

    def post(self, path: str, body: object = None, *, key: str | None = None) -> Any:
        """Data of what was created."""
        return self.data("POST", path, body, 201, key)

    def put(self, path: str, body: object) -> Any:
        """Data of what was changed."""
        return self.data("PUT", path, body, 200)

    def delete(self, path: str) -> None:
        """No content at all."""
        assert self.call("DELETE", path) == (204, None)

    def refused(self, method: str, path: str, body: object = None, key: str | None = None) -> Any:
        """The error of an answer that says no, held to its shape."""
        status, answer = self.call(method, path, body, key=key)
        assert answer["meta"] == {"status": "error"}
        assert answer["data"] == {}
        error = answer["error"]
        assert set(error) == {"status", "message", "more_info"}
        assert error["status"] == status
        return error

    def make_test(self, name: str = "Health", *steps: dict[str, Any], **more: Any) -> Any:
        """A test, imported."""
        return self.post(self.tests, {"name": name, "steps": list(steps), **more})

    def run(self, test: dict[str, Any], **variables: str) -> dict[str, Any]:
        """Start the test by its trigger URL and execute it; the started run."""
        place = test["trigger_url"].removeprefix("https://gonogo.example/runscope")
        started = self.post(f"{place}?{urlencode(variables)}", key="")
        self.stack.execute()
        run: dict[str, Any] = started["runs"][0]
        return run


@contextmanager
def runscope_client(http: FakeHttp | None = None, **settings: Any) -> Iterator[Runscope]:
    """A fresh stack behind its API; tests of it ask servers that answer 200 to everything."""
    with aws_stack(FakeClock(), http or FakeHttp()) as stack:
        if settings:
            stack.settings = replace(stack.settings, **settings)
            stack.restart()
        yield Runscope(stack)
