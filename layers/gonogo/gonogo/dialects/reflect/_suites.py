"""Suites: listed, and made of tests of APIs (contract 5 and 7)."""

from __future__ import annotations

from collections import Counter
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
    wrong,
)
from gonogo.domain.commands import Command
from gonogo.domain.commands.defining import (
    KeyHolder,
    ListSuites,
    PutSuite,
    ReadProject,
    ReadTest,
    SuiteList,
    SuiteView,
    WhoAmI,
)
from gonogo.domain.ids import SuiteId, TestId, TriggerId, uuid_of
from gonogo.domain.project import Suite
from gonogo.domain.slug import slug, suite_number

_MOST_RETRIES = 3


def list_suites(request: Request, links: Links) -> Talk:
    """Those of every project that the key opens; a slug that two have stands for neither."""
    found = yield from _all(request)
    slugs = Counter(slug(suite.name) for suite in found)
    data = [
        {
            "name": suite.name,
            "suiteId": name if slugs[name] == 1 and name else str(suite_number(suite.id)),
            "created": int(suite.created_at),
        }
        for suite, name in ((suite, slug(suite.name)) for suite in found)
    ]
    return json_reply(200, {"suites": {"data": data}})


def _all(request: Request) -> Generator[Command, Any, list[Suite]]:
    key, project = key_of(request), project_of(request)
    names = [project]
    if not project:
        holder: KeyHolder = yield WhoAmI(key=key)
        names = [each.id for each in holder.projects]
    found: list[Suite] = []
    for name in names:
        listed: SuiteList = yield ListSuites(key=key, project=name)
        found.extend(listed.suites)
    return found


def create_suite(request: Request, links: Links) -> Talk:
    """A suite of one or more actions that each run tests; it belongs where its first test does."""
    body, key = body_of(request), key_of(request)
    name = needed(body, ("name",), "")
    actions = objects(body.get("runApiTests"), "runApiTests")
    if not actions:
        raise wrong("runApiTests", "a list of at least one action")
    tests = [test for place, action in actions for test in _tests(action, place)]
    _check_titles(actions)
    project = yield from _home(request, tests)
    made: SuiteView = yield PutSuite(
        key=key,
        project=project,
        suite=Suite(
            id=SuiteId(""),
            name=name,
            tests=tuple(dict.fromkeys(TestId(uuid_of("test", test)) for test in tests)),
            trigger=TriggerId(""),
            # One action follows the other, whatever goes on side by side inside each.
            sequential=len(actions) > 1 or actions[0][1].get("parallel") is not True,
            kept={"reflect": dict(body)},
        ),
        unique=True,
    )
    suite = made.suite
    number, name = suite_number(suite.id), slug(suite.name)
    document = {
        "id": number,
        "slug": name or str(number),
        "url": _urls.thing("suites", name or number, links),
    }
    return json_reply(200, document, *_told_ignored(body, actions))


def _home(request: Request, tests: list[int]) -> Generator[Command, Any, str]:
    """The project that is named, or that of the first test."""
    key, project = key_of(request), project_of(request)
    if project or not tests:
        view = yield ReadProject(key=key, project=project)
    else:
        view = yield ReadTest(key=key, test=str(tests[0]))
    found: str = view.project.id
    return found


def _tests(action: Plain, place: str) -> list[int]:
    retries = action.get("maxRetryAttempts") or 0
    if isinstance(retries, bool) or retries not in range(_MOST_RETRIES + 1):
        raise wrong(f"{place}.maxRetryAttempts", f"a whole number from 0 to {_MOST_RETRIES}")
    tests = action.get("testIds")
    field = f"{place}.testIds"
    if not isinstance(tests, list) or not tests:
        raise wrong(field, "a list of at least one test's id")
    return [_number(test, f"{field}[{index}]") for index, test in enumerate(tests)]


def _number(value: object, field: str) -> int:
    text = scalar(value, field)
    if isinstance(value, bool) or not (text.isascii() and text.isdecimal() and len(text) <= 16):
        raise wrong(field, "a test's id, a whole number")
    return int(text)


def _check_titles(actions: tuple[tuple[str, Plain], ...]) -> None:
    seen: set[str] = set()
    for place, action in actions:
        title = scalar(action.get("title"), f"{place}.title")
        if title and title in seen:
            raise wrong(f"{place}.title", "a title that no other action has")
        seen.add(title)


def _told_ignored(
    body: Plain, actions: tuple[tuple[str, Plain], ...]
) -> tuple[tuple[str, str], ...]:
    found = ["agentName"] if body.get("agentName") else []
    found += [f"{place}.maxRetryAttempts" for place, a in actions if a.get("maxRetryAttempts")]
    return (("X-Gonogo-Ignored", ", ".join(found)),) if found else ()
