"""The web handler: mounts, methods, traps, and what goes wrong without going out."""

from __future__ import annotations

import base64
import io
import json
import logging
from collections.abc import Iterator
from typing import Any

import pytest

from gonogo.domain.commands import Answer, Command
from gonogo.web.api import build
from tests.golden.world import READ_KEY, SETTINGS, TEST_TRIGGER, dispatch
from tests.web_events import REQUEST_ID, an_event

TRIGGER = f"/runscope/radar/{TEST_TRIGGER}/trigger"
JSON = "application/json"


@pytest.fixture
def log() -> Iterator[io.StringIO]:
    """What the handler logs while the test runs."""
    build(dispatch, SETTINGS)
    handler = logging.getLogger("gonogo").handlers[0]
    assert isinstance(handler, logging.StreamHandler)
    kept, text = handler.stream, io.StringIO()
    handler.stream = text
    yield text
    handler.stream = kept


def answer(*args: Any, **headers: Any) -> dict[str, Any]:
    """The world's answer to an event."""
    return build(dispatch, SETTINGS)(an_event(*args, **headers))


def test_an_unforeseen_error_is_told_by_id_and_logged_whole(log: io.StringIO) -> None:
    """The caller sees no trace of it; the log has the traceback under the same id."""

    def broken(command: Command) -> Answer:
        raise ZeroDivisionError("secret detail")

    reply = build(broken, SETTINGS)(an_event("GET", TRIGGER))
    assert reply["statusCode"] == 500
    assert json.loads(reply["body"])["error"]["status"] == 500
    assert "secret detail" not in reply["body"]
    assert REQUEST_ID in reply["body"]
    (line,) = [json.loads(text) for text in log.getvalue().splitlines()]
    assert line["request_id"] == REQUEST_ID
    assert "secret detail" in line["exception"]


def test_a_log_line_holds_neither_trigger_nor_key(log: io.StringIO) -> None:
    """Both are secrets; the batch's id is there instead."""
    answer("GET", TRIGGER)
    answer("GET", "/v1/batches/x", authorization=f"Bearer {READ_KEY}")
    answer("GET", f"/runscope/{TEST_TRIGGER}")
    text = log.getvalue()
    assert TEST_TRIGGER not in text
    assert READ_KEY not in text
    first = json.loads(text.splitlines()[0])
    assert first["route"] == "/runscope/radar/<trigger>/trigger"
    assert first["batch"]


def test_a_body_above_the_limit_is_refused() -> None:
    """With the limit."""
    reply = answer("POST", "/v1/definitions", "", "a" * (1024 * 1024 + 1), content_type=JSON)
    assert reply["statusCode"] == 413


@pytest.mark.parametrize(
    ("body", "encoded"), [("a" * (1024 * 1024 + 1), False), ("%%%", True)], ids=["large", "base64"]
)
def test_a_trigger_url_passes_over_a_body_that_it_cannot_read(body: str, encoded: bool) -> None:
    """CI systems post their own events to it, whatever these are."""
    reply = answer("POST", TRIGGER, "", body, encoded=encoded, content_type=JSON)
    assert reply["statusCode"] == 201


def test_a_body_is_decoded_before_it_is_read() -> None:
    """Gateways send forms as base64."""
    body = base64.b64encode(b"user=ada").decode()
    kind = "application/x-www-form-urlencoded"
    reply = answer("POST", TRIGGER, "", body, encoded=True, content_type=kind)
    assert json.loads(reply["body"])["data"]["runs"][0]["variables"]["user"] == "ada"


def test_what_claims_to_be_base64_and_is_not_is_refused() -> None:
    """Not an error of ours."""
    assert answer("POST", "/v1/definitions", "", "%%%", encoded=True)["statusCode"] == 400


@pytest.mark.parametrize("path", ["/ui", "/ui/"])
def test_the_pages_front_is_at_the_root(path: str) -> None:
    """The gateway sends both here; an id that was looked for goes along."""
    reply = answer("GET", path, "id=x")
    assert reply["statusCode"] == 308
    assert reply["headers"]["Location"].endswith("/?id=x")


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("HEAD", TRIGGER, 405),
        ("HEAD", "/v1/health", 200),
        ("OPTIONS", TRIGGER, 204),
        ("PUT", TRIGGER, 405),
        ("DELETE", "/v1/definitions", 405),
        ("POST", "/v1/health", 405),
        ("BREW", "/v1/keys", 405),
        ("GET", "/ui", 308),
        ("POST", "/ui/session", 404),
        ("GET", "/", 404),
        ("GET", "", 404),
        ("GET", "/v1", 404),
        ("GET", "/v1/runs/", 404),
        ("GET", "/v1/runs/a/b", 404),
        ("GET", "/v1/runs/" + "a" * 2048, 404),
        ("GET", "/v1/runs/%00", 401),
        ("GET", "/v1/runs/..%2F..%2Fkeys", 401),
        ("GET", "/v1/runs/%ff%fe", 401),
        ("GET", '/v1/runs/"<x>', 401),
        ("GET", "/%2e%2e/v1/keys", 404),
    ],
)
def test_every_address_and_method_has_its_status(method: str, path: str, status: int) -> None:
    """Known ones their own, unknown ones 404 or 405, and never 5xx."""
    assert answer(method, path)["statusCode"] == status


def test_head_has_no_body() -> None:
    """And the headers of GET."""
    reply = answer("HEAD", "/v1/health")
    assert reply["body"] == ""
    assert reply["headers"]["Content-Type"] == JSON


@pytest.mark.parametrize(
    ("host", "path", "status"),
    [
        ("runscope.example.com", f"/radar/{TEST_TRIGGER}/trigger", 201),
        ("Runscope.example.com:443", f"/radar/{TEST_TRIGGER}/trigger", 201),
        ("runscope.example.com", TRIGGER, 201),
        ("runscope.example.com", "/ui/session", 405),
        ("other.example.com", f"/radar/{TEST_TRIGGER}/trigger", 404),
        ("native.example.com", "/v1/health", 200),
        ("native.example.com", TRIGGER, 201),
    ],
)
def test_a_vendors_host_has_its_dialect_at_the_root(host: str, path: str, status: int) -> None:
    """Clients that know only a host keep their paths."""
    assert answer("GET", path, host=host)["statusCode"] == status


def test_an_unknown_address_is_told_in_the_dialect_s_words() -> None:
    """A client of a vendor can read no other."""
    vendor = json.loads(answer("GET", "/runscope/nothing")["body"])
    assert vendor["error"]["status"] == 404
    native = answer("GET", "/nothing")
    assert native["headers"]["Content-Type"] == "application/problem+json"


def test_the_stage_is_no_part_of_the_path() -> None:
    """A named stage stands before it, in rawPath only."""
    event = an_event("GET", "/live/v1/health")
    event["requestContext"]["stage"] = "live"
    assert build(dispatch, SETTINGS)(event)["statusCode"] == 200


def test_two_calls_do_not_see_each_other() -> None:
    """One handler answers many."""
    handler = build(dispatch, SETTINGS)
    first = handler(an_event("GET", "/v1/health"))
    assert handler(an_event("GET", "/v1/nothing"))["statusCode"] == 404
    assert handler(an_event("GET", "/v1/health")) == first


@pytest.mark.parametrize("event", [{}, {"requestContext": None, "headers": None, "body": None}])
def test_an_empty_event_is_an_unknown_address(event: dict[str, Any]) -> None:
    """Whoever calls the function by hand gets an answer."""
    assert build(dispatch, SETTINGS)(event)["statusCode"] == 404
