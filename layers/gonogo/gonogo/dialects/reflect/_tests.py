"""Tests and segments: listed, shown and made (contract 6 and 7).

A segment is a test that no start takes along: other tests run it as a part of theirs.
"""

from __future__ import annotations

from collections.abc import Generator
from typing import Any

from gonogo.dialects._contract import Links, Request, Talk, json_reply
from gonogo.dialects.reflect import _urls
from gonogo.dialects.reflect._asking import (
    Plain,
    body_of,
    key_of,
    needed,
    objects,
    project_of,
    scalar,
    whole,
    wrong,
)
from gonogo.dialects.reflect._executions import EVERY
from gonogo.dialects.reflect._runs import Document, milliseconds
from gonogo.dialects.reflect._steps import read_steps, write_step
from gonogo.domain.commands import Command, StoredTest
from gonogo.domain.commands.defining import (
    KeyHolder,
    ListTests,
    PutTest,
    ReadProject,
    ReadTest,
    TestList,
    TestView,
    WhoAmI,
)
from gonogo.domain.environment import Environment
from gonogo.domain.ids import EnvironmentId, TestId, TriggerId
from gonogo.domain.test import TestHead

SEGMENT = "segment"
"""The tag that makes a disabled test a segment."""
PLATFORMS = ("api", "native-mobile", "web")
_PAGE, _MOST, _FARTHEST = 25, 100, 100_000
_PARAMETERS = "parameters"
"""What the environment is called that holds a test's own."""


def list_tests(request: Request, links: Links) -> Talk:
    """Those of every project that the key opens."""
    found = yield from _heads(request)
    tests = [_summary(head) for head, _ in found if not _is_segment(head)]
    return json_reply(200, {"tests": tests})


def _heads(request: Request) -> Generator[Command, Any, list[tuple[TestHead, str]]]:
    """The heads of all tests, each with its project."""
    key, project = key_of(request), project_of(request)
    names = [project]
    if not project:
        holder: KeyHolder = yield WhoAmI(key=key)
        names = [each.id for each in holder.projects]
    found: list[tuple[TestHead, str]] = []
    for name in names:
        listed: TestList = yield ListTests(key=key, project=name)
        found.extend((head, listed.project.id) for head in listed.tests)
    return found


def _is_segment(head: TestHead) -> bool:
    return not head.enabled and SEGMENT in head.tags


def _summary(head: TestHead) -> Document:
    """A test in a list; `tags` is the older name of `folders`, and clients read either."""
    folders = [EVERY, *(tag for tag in head.tags if tag != EVERY)]
    return {
        "id": head.number,
        "name": head.name,
        "created": milliseconds(head.created_at),
        "folders": folders,
        "tags": folders,
    }


def read_test(request: Request, links: Links) -> Talk:
    """A test with its steps."""
    view: TestView = yield ReadTest(
        key=key_of(request), test=request.params["test"], project=project_of(request)
    )
    head = view.test.head
    document = {
        **_summary(head),
        "type": PLATFORMS[0],
        "description": head.description,
        "url": _urls.thing("tests", head.number, links),
        "stepCount": len(view.test.steps),
        "steps": [write_step(step) for step in view.test.steps],
        "parameters": _parameters(view.test),
    }
    return json_reply(200, document)


def _parameters(test: StoredTest) -> list[dict[str, str]]:
    own = next((each for each in test.own if each.name == _PARAMETERS), None)
    return [{"name": n, "value": v} for n, v in own.variables.items()] if own else []


def create_test(request: Request, links: Links) -> Talk:
    """A test of an API; another kind needs a browser or a phone."""
    head = yield from _create(request, segment=False)
    return json_reply(200, {"id": head.number, "url": _urls.thing("tests", head.number, links)})


def create_segment(request: Request, links: Links) -> Talk:
    """A part of tests of APIs."""
    head = yield from _create(request, segment=True)
    return json_reply(200, {"id": head.number})


def _create(request: Request, *, segment: bool) -> Generator[Command, Any, TestHead]:
    body, key = body_of(request), key_of(request)
    if needed(body, ("type",), "") != PLATFORMS[0]:
        raise wrong("type", f"{PLATFORMS[0]}: gonogo has neither a browser nor a phone")
    name, steps = needed(body, ("name",), ""), read_steps(body.get("steps"))
    if not steps:
        raise wrong("steps", "a list of at least one step")
    if segment and any(step["type"] == "subtest" for step in steps):
        raise wrong("steps", "steps that are no segments themselves")
    own = _own(body)
    # A key of one project needs to name none; of several, one must be said.
    home = yield ReadProject(key=key, project=project_of(request))
    made: TestView = yield PutTest(
        key=key,
        project=home.project.id,
        test=StoredTest(
            head=TestHead(
                id=TestId(""),
                number=0,
                name=name,
                trigger=TriggerId(""),
                description=scalar(body.get("description"), "description"),
                tags=(SEGMENT,) if segment else (),
                enabled=not segment,
                default_environment=own[0].name if own else None,  # type: ignore[arg-type]
            ),
            steps=steps,
            own=own,
        ),
    )
    return made.test.head


def _own(body: Plain) -> tuple[Environment, ...]:
    """Named parameters with their defaults, as variables that a start may replace."""
    found = {
        needed(item, ("name",), place): scalar(item.get("value"), f"{place}.value")
        for place, item in objects(body.get("parameters"), "parameters")
    }
    if not found:
        return ()
    return (Environment(id=EnvironmentId(""), name=_PARAMETERS, variables=found),)


def list_segments(request: Request, links: Links) -> Talk:
    """The segments of one platform; of browsers and phones there are none."""
    kind = next((value for name, value in request.query if name == "type"), PLATFORMS[0])
    if kind not in PLATFORMS:
        raise wrong("type", ", ".join(PLATFORMS))
    offset = whole(request, "offset", 0, 0, _FARTHEST)
    limit = whole(request, "limit", _PAGE, 1, _MOST)
    found = yield from _heads(request)
    segments = [pair for pair in found if kind == PLATFORMS[0] and _is_segment(pair[0])]
    shown = []
    for head, project in segments[offset : offset + limit]:
        view: TestView = yield ReadTest(key=key_of(request), test=head.id, project=project)
        steps = [write_step(step) for step in view.test.steps]
        shown.append(
            {
                "id": head.number,
                "name": head.name,
                "description": head.description,
                "stepCount": len(steps),
                "steps": steps,
            }
        )
    return json_reply(200, {"segments": shown, "count": len(segments)})
