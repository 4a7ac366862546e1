"""A project to start something of: four tests with tags, one disabled, and a suite."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import Any

from gonogo import wiring
from gonogo.domain.commands import Start, Started, StoredTest
from gonogo.domain.ids import ProjectId, SuiteId, TriggerId
from gonogo.domain.project import Suite
from gonogo.domain.run import Run, RunStatus
from gonogo.domain.test import TestHead
from gonogo.services.keys import issue
from gonogo.services.settle import finish
from tests.aws_stack import AwsStack
from tests.builders import NUMBER, PROJECT, a_head, a_project
from tests.fakes import FakeClock, FakeHttp
from tests.quick_stack import quick_stack
from tests.web_events import an_event

URL = "https://shop.test"
_TRIGGER = "00000000-0000-4000-8000-0000000000"
_STEPS: tuple[dict[str, object], ...] = ({"type": "request", "method": "GET", "url": URL},)


def _head(name: str, place: int, *tags: str, enabled: bool = True) -> TestHead:
    trigger = TriggerId(f"{_TRIGGER}b{place}")
    return a_head(name, NUMBER + place, tags=tags, enabled=enabled, trigger=trigger)


LOGIN = _head("Login", 0, "smoke")
PAY = _head("Pay", 1, "money")
SLOW = _head("Slow", 2, "smoke", "slow")
OFF = _head("Off", 3, "smoke", enabled=False)
SUITE = Suite(
    id=SuiteId(f"{_TRIGGER}ee"),
    name="money",
    tests=(PAY.id, OFF.id),
    trigger=TriggerId(f"{_TRIGGER}d0"),
)


class Shop:
    """A stack with the project in it, and a key that may do everything."""

    def __init__(self, stack: AwsStack) -> None:
        self.stack = stack
        self.key = issue(stack.parts.keys, stack.clock, name="ci", role="admin").secret
        catalog = stack.parts.catalog
        catalog.add_project(a_project(url=URL))
        for head in (LOGIN, PAY, SLOW, OFF):
            catalog.put_test(PROJECT, StoredTest(head=head, steps=_STEPS))
        catalog.put_suite(PROJECT, SUITE)

    def foreign_key(self) -> str:
        """The secret of a key to another project."""
        keys, clock = self.stack.parts.keys, self.stack.clock
        other = (ProjectId("other0000000"),)
        return issue(keys, clock, name="other", role="write", projects=other).secret

    def ask(self, command: object) -> Started:
        """A start of whatever kind."""
        answer = self.stack.ask(command)
        assert isinstance(answer, Started)
        return answer

    def call(
        self, method: str, path: str, body: object = None, **headers: str
    ) -> tuple[int, Any, dict[str, str]]:
        """A call through the API's handler, with the key: status, JSON and headers."""
        if body is not None:
            headers = {"content_type": "application/json", **headers}
        target, _, query = path.partition("?")
        text = None if body is None else json.dumps(body)
        given: dict[str, Any] = {"authorization": f"Bearer {self.key}", **headers}
        reply = wiring.api(self.stack.parts)(an_event(method, target, query, text, **given))
        return reply["statusCode"], json.loads(reply.get("body") or "null"), reply["headers"]

    def end(self, run: Run, status: RunStatus) -> None:
        """A run ends so, whoever executed it."""
        ended = replace(run, status=status, finished_at=self.stack.clock.now())
        assert finish(ended, self.stack.parts.settlement)

    def start(self, **fields: Any) -> Started:
        """Start with the key."""
        wanted = {"key": self.key, "project": "orders", "kind": "project", **fields}
        return self.ask(Start(**wanted))


@contextmanager
def a_shop() -> Iterator[Shop]:
    """A fresh one."""
    with quick_stack(FakeClock(), FakeHttp()) as stack:
        yield Shop(stack)


def names(started: Started) -> list[str]:
    """Of the tests that were started."""
    return [run.test_name for run in started.runs]
