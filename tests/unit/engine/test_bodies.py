"""Bodies beyond text and forms: bytes, GraphQL, and forms with files."""

from __future__ import annotations

import json
from email import message_from_bytes
from typing import Any

import pytest

from gonogo.domain.http import HttpRequest
from gonogo.engine.bodies import Part
from tests.engine_runs import a_step, run_one
from tests.fakes import FakeHttp


def sent(**fields: Any) -> HttpRequest:
    http = FakeHttp()
    run_one(a_step(method="POST", **fields), http=http, variables={"v": "x"})
    return http.requests[0]


def test_base64_becomes_its_bytes() -> None:
    assert sent(body_base64="AP+A\n").body == b"\x00\xff\x80"


def test_graphql_is_a_json_body() -> None:
    request = sent(graphql={"query": "{ me }", "variables": {"id": "{{v}}"}})
    assert json.loads(request.body or b"") == {"query": "{ me }", "variables": {"id": "x"}}
    assert dict(request.headers) == {"Content-Type": "application/json"}


def test_parts_are_read_back_by_a_reader_of_mail() -> None:
    file = Part(name="f", filename='a".bin', base64="AP8=", content_type="image/png")
    request = sent(multipart=(Part(name="a", value="{{v}}"), file))
    head = f"Content-Type: {dict(request.headers)['Content-Type']}\r\n\r\n"
    first, second = message_from_bytes(head.encode() + (request.body or b"")).get_payload()
    assert first.get_payload(decode=True) == b"x"
    assert second.get_payload(decode=True) == b"\x00\xff"
    assert second.get_filename() == "a%22.bin"
    assert second.get_content_type() == "image/png"


@pytest.mark.parametrize(
    "fields",
    [
        {"body_base64": "?"},
        {"body": "a", "graphql": {"query": "b"}},
        {"multipart": (Part(name="a", content_type="a\r\nX: y"),)},
    ],
)
def test_body_that_cannot_be_made_leaves_the_step_unjudged(fields: dict[str, Any]) -> None:
    assert run_one(a_step(**fields)).status == "errored"
