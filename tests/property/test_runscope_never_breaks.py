"""Whatever a client writes to Runscope's REST API, the answer is in the envelope and no 5xx."""

from __future__ import annotations

import json
from typing import Any

from hypothesis import example, given, settings
from hypothesis import strategies as st

from gonogo.web.api import build
from tests.builders import a_head, a_project
from tests.golden.world import ADMIN_KEY, SETTINGS
from tests.golden.world_defining import OWN, STAGING, STEP
from tests.golden.world_runscope import SCHEDULE, dispatch
from tests.web_events import an_event

ANSWER = build(dispatch, SETTINGS)
BUCKET = f"/runscope/buckets/{a_project().id}"
TEST = f"{BUCKET}/tests/{a_head().id}"
ENVIRONMENT = ("PUT", f"{BUCKET}/environments/{STAGING.id}")
WRITES = (
    ("POST", "/runscope/buckets"),
    ("POST", f"{BUCKET}/tests"),
    ("PUT", TEST),
    ("POST", f"{TEST}/steps"),
    ("PUT", f"{TEST}/steps"),
    ("PUT", f"{TEST}/steps/{STEP['id']}"),
    ("POST", f"{BUCKET}/environments"),
    ENVIRONMENT,
    ("PUT", f"{TEST}/environments/{OWN.id}"),
    ("POST", f"{TEST}/schedules"),
    ("PUT", f"{TEST}/schedules/{SCHEDULE.id}"),
)
READS = (
    f"{BUCKET}/tests",
    f"{TEST}/results",
    f"{TEST}/metrics",
    f"{TEST}/steps",
    f"{BUCKET}/environments",
    "/runscope/buckets",
)
WORDS = st.sampled_from(
    [
        *("request", "pause", "condition", "loop", "subtest", "inbound", "group", "foreach"),
        *("script", "conditional-loop", "holo-deck", "basic", "oauth_2", "client_certificate"),
        *("response_json", "equal", "is_null", "http://a.test/", "1h", a_head().id, ""),
    ]
)
NAMES = st.sampled_from(
    [
        *("name", "steps", "step_type", "url", "method", "headers", "form", "args", "auth", "body"),
        *("auth_type", "assertions", "variables", "source", "property", "comparison", "value"),
        *("duration", "left_value", "right_value", "test_uuid", "environment_uuid", "params"),
        *("environments", "initial_variables", "regions", "remote_agents", "webhooks", "emails"),
        *("parent_environment_id", "default_environment_id", "interval", "note", "description"),
        *("id", "skipped", "scripts", "before_scripts", "multipart_form", "fragment", "gonogo"),
        *("data", "client_certificate", "script", "uuid", "type", "tags", "grant_type"),
    ]
)
SCALARS = st.none() | st.booleans() | st.integers() | st.floats() | WORDS | st.text(max_size=8)
JSON = st.recursive(
    SCALARS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(NAMES, inner, max_size=6),
    max_leaves=25,
)


def answered(method: str, path: str, query: str = "", body: object = None) -> dict[str, Any]:
    """The answer, held to the envelope."""
    text = None if body is None else json.dumps(body)
    event = an_event(method, path, query, text, authorization=f"Bearer {ADMIN_KEY}")
    reply = ANSWER(event)
    assert reply["statusCode"] < 500, reply
    if reply["statusCode"] >= 400:
        error = json.loads(reply["body"])["error"]
        assert error["status"] == reply["statusCode"]
        assert error["message"]
    return reply


@settings(max_examples=300)
@example(write=ENVIRONMENT, body={"name": "x", "gonogo": {"name": "", "headers": 3}}, name=False)
@given(write=st.sampled_from(WRITES), body=JSON, name=st.booleans())
def test_no_body_breaks_it(write: tuple[str, str], body: Any, name: bool) -> None:
    """Not even one that is almost right."""
    if name and isinstance(body, dict):
        body = {"name": "x", "step_type": "request", "url": "http://a.test/", **body}
    answered(*write, body=body)


@settings(max_examples=100)
@given(path=st.sampled_from(READS), query=st.text(max_size=30), count=SCALARS, offset=SCALARS)
def test_no_query_breaks_it(path: str, query: str, count: object, offset: object) -> None:
    """Counts that are none are refused by name."""
    answered("GET", path, f"count={count}&offset={offset}&since={count}&timeframe=day&{query}")
