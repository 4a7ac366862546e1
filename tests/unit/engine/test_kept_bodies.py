"""What a result keeps of bodies."""

from __future__ import annotations

import hashlib

import pytest

from gonogo.domain.http import HttpResponse
from gonogo.domain.result import Received
from gonogo.engine.keep import MAX_BODY
from tests.engine_runs import a_step, run_one
from tests.fakes import FakeHttp, a_reply


def kept(reply: HttpResponse) -> Received:
    received = run_one(a_step(), http=FakeHttp(reply)).response
    assert received is not None
    return received


def typed(body: bytes, content_type: str) -> HttpResponse:
    return a_reply(body, headers=(("Content-Type", content_type),))


@pytest.mark.parametrize(
    ("body", "content_type", "text"),
    [
        (b"caf\xc3\xa9", "text/plain", "café"),
        (b"caf\xe9", "text/plain; charset=ISO-8859-1", "café"),
        (b"caf\xe9", 'text/plain; charset="windows-1252"; x=y', "café"),
        (b"\xef\xbb\xbf{}", "application/json", "{}"),
        (b"caf\xe9", "text/plain", "caf\ufffd"),
        (b"\\u0041", "text/plain; charset=unicode_escape", "\\u0041"),
        (b"abc", "text/plain; charset=idna", "abc"),
        (b"a\0b", "text/plain", "ab"),
        (b"plain", "", "plain"),
        (b"<?xml version='1.0' encoding='latin1'?><a>\xe9</a>", "text/xml", "<a>é</a>"),
        (b"\xff\xfea\x00", "text/plain", "a"),
    ],
)
def test_text_is_decoded_by_codecs_that_only_decode(
    body: bytes, content_type: str, text: str
) -> None:
    decoded = kept(typed(body, content_type)).body or ""
    assert decoded.rpartition("?>")[2] == text


@pytest.mark.parametrize("content_type", ["image/png", ""])
def test_binary_body_is_kept_as_its_digest(content_type: str) -> None:
    body = b"\x89PNG\xff"
    received = kept(typed(body, content_type))
    assert (received.body, received.body_sha256) == (None, hashlib.sha256(body).hexdigest())
    assert received.size == 5


@pytest.mark.parametrize("letter", ["a", "é", "€"])
def test_long_body_is_cut_and_its_whole_is_hashed(letter: str) -> None:
    body = (letter * (MAX_BODY + 1)).encode()
    received = kept(typed(body, "text/plain"))
    assert received.body is not None
    assert MAX_BODY - 4 < len(received.body.encode()) <= MAX_BODY
    assert received.truncated
    assert received.body_sha256 == hashlib.sha256(body).hexdigest()


def test_body_that_grows_when_decoded_is_cut_too() -> None:
    received = kept(typed(b"\xe9" * MAX_BODY, "text/plain; charset=latin-1"))
    assert len((received.body or "").encode()) <= MAX_BODY
    assert received.truncated


def test_no_body_is_none() -> None:
    received = kept(a_reply())
    assert (received.body, received.body_sha256, received.truncated) == (None, None, False)


def test_sent_body_is_kept_as_text() -> None:
    request = run_one(a_step(method="POST", body="a" * (MAX_BODY + 5))).request
    assert request is not None
    assert len(request.body or "") == MAX_BODY
