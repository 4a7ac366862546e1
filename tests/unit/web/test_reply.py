"""Answers that a function can give: text, and what is too large for it packed."""

from __future__ import annotations

import base64
import gzip
import json
from unittest.mock import patch

import pytest

from gonogo.dialects._contract import Reply
from gonogo.web import api, reply
from gonogo.web.reply import to_answer
from tests.golden.world import SETTINGS, dispatch
from tests.web_events import an_event


def test_an_answer_that_fits_stays_text() -> None:
    """Whatever the client says it can unpack."""
    answer = to_answer(Reply(status=200, body=b"x" * 3_000_000), "r-1")
    assert not answer["isBase64Encoded"]
    assert "Content-Encoding" not in answer["headers"]


@pytest.mark.parametrize("letter", [b"x", b'"'], ids=["plain", "escaped"])
def test_an_answer_that_would_not_be_carried_is_packed(letter: bytes) -> None:
    """A function's answer is JSON of at most 6 MB, in which quotes take two bytes."""
    body = letter * (3_100_000 if letter == b'"' else 6_100_000)
    answer = to_answer(Reply(status=200, body=body), "r-1")
    assert answer["headers"]["Content-Encoding"] == "gzip"
    assert gzip.decompress(base64.b64decode(answer["body"])) == body
    assert len(json.dumps(answer)) < 6_000_000


def test_the_api_answers_so_as_well() -> None:
    """Its answers go through the resolver."""
    with patch.object(reply, "_SURELY_CARRIED", 10), patch.object(reply, "_CARRIED", 10):
        answer = api.build(dispatch, SETTINGS)(an_event("GET", "/v1/health"))
    assert (answer["statusCode"], answer["isBase64Encoded"]) == (200, True)
    assert json.loads(gzip.decompress(base64.b64decode(answer["body"])))["status"] == "ok"
