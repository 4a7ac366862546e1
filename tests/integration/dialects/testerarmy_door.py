"""TesterArmy's API over the real adapters: a project, and a key in the vendor's shape."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

from gonogo.domain.commands import CreateKey
from gonogo.domain.key import Role
from gonogo.services.keys import issue
from tests.aws_stack import AwsStack
from tests.fakes import FakeClock, FakeHttp

URL = "https://shop.example"
NOBODY = "00000000-0000-4000-8000-00000000ffff"
"""A UUID that names nothing."""
REQUEST = {
    "url": f"{URL}/health",
    "assertions": [{"source": "response_status", "value": 200}],
}


def http_step(title: str = "The shop is up", **request: Any) -> dict[str, Any]:
    """A step that gonogo performs."""
    return {"type": "assert", "title": title, "request": {**REQUEST, **request}}


class Army:
    """A stack behind its API, with one project of the vendor's and a key for it alone."""

    def __init__(self, stack: AwsStack, http: FakeHttp | None = None) -> None:
        self.stack, self.http = stack, http
        self.answer: Callable[..., dict[str, Any]] = stack.api()
        self.admin = issue(stack.parts.keys, stack.clock, name="first", role="admin").secret
        made = self.ok("POST", "/projects", {"name": "shop", "url": URL}, key=self.admin)
        self.project: str = made["project"]["id"]
        self.short: str = made["project"]["shortId"]
        self.key = self.key_for("write", self.short)
        (default,) = self.ok("GET", f"/groups?projectId={self.project}")["groups"]
        self.default: str = default["id"]
        self.known: dict[str, str] = {}
        """Ids by the names that `filled` puts them in for."""

    def key_for(self, role: Role, *projects: str) -> str:
        """A fresh key of a role, as the vendor's look."""
        command = CreateKey(key=self.admin, name=role, role=role, projects=projects, shape="sk")
        created: Any = self.stack.ask(command)
        return str(created.secret)

    def call(
        self, method: str, path: str, body: object = None, *, key: str | None = "", **event: Any
    ) -> tuple[int, Any]:
        """One call below `/testerarmy/v1`; None for `key` sends none."""
        headers = {"host": "gonogo.example", "content-type": "application/json"}
        key = self.key if key == "" else key
        if key:
            headers["authorization"] = f"Bearer {key}"
        target, _, query = f"/testerarmy/v1{path}".partition("?")
        full = {
            "version": "2.0",
            "rawPath": target,
            "rawQueryString": query,
            "headers": headers,
            "requestContext": {"http": {"method": method}, "requestId": "r"},
            "body": body if isinstance(body, str) or body is None else json.dumps(body),
            **event,
        }
        reply = self.answer(full)
        assert reply["headers"]["Content-Type"] == "application/json", reply
        return reply["statusCode"], json.loads(reply["body"])

    def ok(self, method: str, path: str, body: object = None, **given: Any) -> Any:
        """The answer to a call that must succeed."""
        status, document = self.call(method, path, body, **given)
        assert status < 300, (status, document)
        return document

    def refused(self, method: str, path: str, body: object = None, **given: Any) -> tuple[int, str]:
        """Status and message of a call that must be refused, its word being that of the status."""
        status, document = self.call(method, path, body, **given)
        words = {
            400: "ValidationError",
            401: "Unauthorized",
            403: "Forbidden",
            404: "NotFound",
            409: "Conflict",
            413: "PayloadTooLarge",
            429: "RateLimited",
        }
        assert document["error"] == words[status], (status, document)
        return status, document["message"]

    def filled(self, template: Any) -> Any:
        """A path or body with the known ids for their names in braces."""
        if isinstance(template, str) and template != "{":
            for name, id in self.known.items():
                template = template.replace(f"{{{name}}}", id)
        if isinstance(template, dict):
            return {name: self.filled(value) for name, value in template.items()}
        return template

    def test(self, title: str = "Health", *steps: dict[str, Any], **fields: Any) -> str:
        """A new test's id."""
        body = {"title": title, "projectId": self.project, "steps": list(steps) or [http_step()]}
        return str(self.ok("POST", "/tests", {**body, **fields})["test"]["id"])

    def group(self, name: str = "smoke", *tests: str, **fields: Any) -> str:
        """A new group's id, with these tests in it."""
        body = {"name": name, "projectId": self.project, **fields}
        group = str(self.ok("POST", "/groups", body)["group"]["id"])
        for test in tests:
            self.ok("POST", f"/groups/{group}/tests", {"testId": test})
        return group

    def stranger(self) -> str:
        """A key of another project."""
        made = self.ok("POST", "/projects", {"name": "other", "url": URL}, key=self.admin)
        return self.key_for("write", made["project"]["shortId"])

    @property
    def clock(self) -> FakeClock:
        """The clock of the stack."""
        clock: FakeClock = self.stack.clock  # type: ignore[assignment]
        return clock
