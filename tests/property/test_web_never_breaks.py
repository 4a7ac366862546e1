"""Whatever a client sends, the handler answers, and garbage is the client's fault, not ours."""

from __future__ import annotations

import base64
import json
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from gonogo.web.api import build
from tests.golden.world import PROJECT_TRIGGER, SETTINGS, TEST_TRIGGER, dispatch

ANSWER = build(dispatch, SETTINGS)
PATHS = (
    f"/runscope/radar/{TEST_TRIGGER}/trigger",
    f"/runscope/radar/bucket/{PROJECT_TRIGGER}/trigger",
    f"/runscope/radar/{TEST_TRIGGER}/batch",
    f"/v1/triggers/{TEST_TRIGGER}",
    "/v1/projects/orders/start",
    "/v1/definitions",
    "/v1/keys",
    "/v1/batches/x",
)
TYPES = (
    "application/json",
    "application/x-www-form-urlencoded",
    "text/plain; charset=utf-16",
    "",
)
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=12,
)
BODIES = st.binary(max_size=200) | JSON.map(lambda value: json.dumps(value).encode())
KEYS = st.sampled_from(("admin", "trigger-only")) | st.text(max_size=20)


def an_event(*, method: str, path: str, query: str, body: bytes, kind: str, key: str) -> Any:
    """As a gateway sends it."""
    return {
        "rawPath": path,
        "rawQueryString": query,
        "headers": {"content-type": kind, "x-api-key": key, "accept": kind},
        "body": base64.b64encode(body).decode(),
        "isBase64Encoded": True,
        "requestContext": {"requestId": "req-1", "http": {"method": method, "path": path}},
    }


@given(
    method=st.sampled_from(("GET", "POST", "PUT", "DELETE", "HEAD")),
    path=st.sampled_from(PATHS) | st.text(max_size=60).map(lambda text: f"/{text}"),
    query=st.text(max_size=60),
    body=BODIES,
    kind=st.sampled_from(TYPES) | st.text(max_size=20),
    key=KEYS,
)
def test_no_request_gets_a_5xx(**parts: Any) -> None:
    """And what is said to be JSON is JSON."""
    reply = ANSWER(an_event(**parts))
    assert 200 <= reply["statusCode"] < 500
    if reply["headers"].get("Content-Type", "").endswith("json") and parts["method"] != "HEAD":
        json.loads(reply["body"])


@given(body=BODIES, kind=st.sampled_from(TYPES), query=st.text(max_size=60))
def test_a_vendor_s_trigger_starts_whatever_is_sent_along(
    body: bytes, kind: str, query: str
) -> None:
    """CI tools post their own events; only a named environment can be wrong."""
    reply = ANSWER(
        an_event(method="POST", path=PATHS[0], query=query, body=body, kind=kind, key="")
    )
    assert reply["statusCode"] == 201
