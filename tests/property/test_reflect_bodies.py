"""Whatever stands in a body, Reflect's calls answer as they promise or say why they cannot."""

from __future__ import annotations

import json
from typing import Any

from hypothesis import given
from hypothesis import strategies as some

from gonogo.dialects.reflect._steps import read_steps, write_step
from gonogo.errors import Invalid
from gonogo.web.api import build
from tests.golden.world import SETTINGS
from tests.golden.world_reflect import dispatch
from tests.property.test_web_never_breaks import JSON, an_event

ANSWER = build(dispatch, SETTINGS)
TEXT = some.text(max_size=12) | some.sampled_from(
    ("a.example", "a.example:80", "https://a.example/x", "[::1]:8", "a:99999", "[", "//", "${x}")
)
VALUE = TEXT | some.none() | some.integers(-5, 2**62) | some.booleans() | some.floats(-1e9, 1e15)
NAMES = ("original", "replacement", "name", "key", "value", "domain", "expires", "maxAge", "path")
ITEM = some.dictionaries(some.sampled_from(NAMES), VALUE, max_size=6)
ITEMS = some.lists(ITEM, max_size=3) | JSON
LISTS = ("hostnames", "parameters", "cookies", "headers", "localStorage", "agent")
START = some.fixed_dictionaries(
    {},
    optional={
        "overrides": some.dictionaries(some.sampled_from(LISTS), ITEMS, max_size=4) | JSON,
        "variables": some.dictionaries(TEXT, VALUE, max_size=3) | JSON,
        "gitHub": some.dictionaries(some.sampled_from(("owner", "repo", "sha")), VALUE) | JSON,
        "browser": VALUE,
        "parallelism": JSON,
    },
)
KINDS = ("api", "wait", "segment", "update-parameters", "click", "javascript")
HEADERS = some.lists(some.fixed_dictionaries({"name": some.just("A"), "value": TEXT}), max_size=2)
STEP = some.fixed_dictionaries(
    {"type": some.sampled_from(KINDS)},
    optional={
        "url": TEXT,
        "httpMethod": VALUE,
        "requestBody": VALUE,
        "requestHeaders": HEADERS | JSON,
        "followRedirects": VALUE,
        "seconds": VALUE,
        "id": VALUE,
        "parameters": HEADERS | JSON,
        "name": VALUE,
    },
)


def call(path: str, body: object, **headers: str) -> tuple[int, Any]:
    """A POST with a good key."""
    event = an_event(
        method="POST",
        path=f"/reflect/v1/{path}",
        query="",
        body=json.dumps(body).encode(),
        kind="application/json",
        key="reflect-key",
    )
    event["headers"] |= headers
    reply = ANSWER(event)
    return reply["statusCode"], json.loads(reply["body"])


@given(START)
def test_a_start_is_taken_or_refused_with_a_message(body: dict[str, Any]) -> None:
    """Never broken, whatever is in it."""
    status, answer = call("suites/regression-tests/executions", body)
    assert status in (200, 400)
    assert set(answer) == (
        {"suiteId", "executionId", "url"} if status == 200 else {"message", "errorId"}
    )


@given(JSON, some.sampled_from(("ping", "push", "deployment_status", "x")))
def test_an_event_of_a_repository_is_never_too_strange(body: object, name: str) -> None:
    """Passed over, or refused."""
    status, _ = call("suites/regression-tests/executions", body, **{"x-github-event": name})
    assert status in (200, 400)


@given(some.lists(STEP, max_size=3) | JSON, some.sampled_from(("tests", "segments")))
def test_a_definition_is_made_or_refused_with_a_message(steps: object, kind: str) -> None:
    """A segment in a segment is a 400 too."""
    status, answer = call(kind, {"type": "api", "name": "n", "steps": steps})
    assert status in (200, 400)
    assert ("id" in answer) is (status == 200)


@given(some.lists(some.fixed_dictionaries({"testIds": JSON, "parallel": JSON}) | JSON, max_size=2))
def test_a_suite_is_made_or_refused(actions: list[object]) -> None:
    """A test that is not there is a 404."""
    assert call("suites", {"name": "n", "runApiTests": actions})[0] in (200, 400, 404)


@given(some.lists(STEP, max_size=3))
def test_what_is_shown_of_a_step_can_be_created_again(steps: list[dict[str, Any]]) -> None:
    """With the assertions that a person added meanwhile."""
    try:
        ours = read_steps(steps)
    except Invalid:
        return
    added = [{"source": "response_time", "comparison": "is_less_than", "value": 500}]
    kept = [
        {**step, "assertions": added} if step["type"] == "request" else step
        for step in ours
        if step["type"] != "script"
    ]
    assert list(read_steps([write_step(step) for step in kept])) == kept
