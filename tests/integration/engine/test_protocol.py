"""What HTTP holds, through the engine and over real sockets: methods, hosts, bodies, encodings."""

from __future__ import annotations

import base64
import gzip
import hashlib
import json
import socket
import zlib
from typing import Any

import pytest

from gonogo.domain.clock import SystemClock
from gonogo.domain.events import RunFinished
from gonogo.domain.http import HttpRequest
from gonogo.domain.ids import TestId
from gonogo.domain.result import StepResult
from gonogo.domain.test import Test
from gonogo.egress import AddressPolicy, Sender
from gonogo.engine.execute import Plan, execute
from gonogo.services.define.plain import steps_from_plain
from tests.scripted_server import ScriptedServer, answer

OCTETS = bytes(range(256))
HEAD = b"HTTP/1.1 200 OK\r\n"


def perform(step: dict[str, Any], **sender: Any) -> StepResult:
    """One request step, as a run performs it."""
    clock = SystemClock()
    steps = steps_from_plain([{"type": "request", **step}])
    test = Test(id=TestId("t"), name="t", steps=steps)
    plan = Plan(test=test, deadline=clock.now() + 20)
    for event in execute(plan, Sender(AddressPolicy("local"), **sender), clock):
        if isinstance(event, RunFinished):
            return event.result.steps[0]
    raise AssertionError


def asked(step: dict[str, Any], raw: bytes = answer()) -> tuple[StepResult, bytes]:
    """A step's result, and the bytes that the server got."""
    with ScriptedServer([[raw]]) as server:
        result = perform({"url": server.url(), **step})
    return result, server.requests[0][0] if server.requests else b""


@pytest.mark.parametrize(
    "method", ["GET", "OPTIONS", "PATCH", "TRACE", "DELETE", "PROPFIND", "M-SEARCH", "QUERY"]
)
def test_any_method_is_sent(method: str) -> None:
    result, raw = asked({"method": method})
    assert result.status == "passed"
    assert raw.startswith(f"{method} / HTTP/1.1\r\n".encode())


def test_head_has_no_body_whatever_its_length_says() -> None:
    """And the connection is not waited on for one."""
    result, _ = asked({"method": "HEAD", "timeout": 2}, HEAD + b"Content-Length: 999\r\n\r\n")
    assert result.status == "passed"
    assert result.response is not None
    assert (result.response.size, result.response.body) == (0, None)


@pytest.mark.parametrize("method", ["CONNECT", "G ET", "{{no}}GET\r\n", "GÉT", "A" * 33])
def test_what_is_no_method_is_refused(method: str) -> None:
    result, raw = asked({"method": method})
    assert result.status == "errored"
    assert result.problem is not None
    assert raw == b""


def test_an_ipv6_address_is_reached_and_named_in_brackets() -> None:
    listener = socket.create_server(("::1", 0), family=socket.AF_INET6)
    port = listener.getsockname()[1]
    listener.settimeout(5)
    got = _answered_once(listener)
    result = perform({"url": f"http://[0:0::1]:{port}/x"})
    assert result.status == "passed"
    assert f"\r\nHost: [::1]:{port}\r\n".encode() in got()


def test_a_host_with_ipv6_only_is_reached() -> None:
    listener = socket.create_server(("::1", 0), family=socket.AF_INET6)
    port = listener.getsockname()[1]
    got = _answered_once(listener)
    only = [(socket.AF_INET6, socket.SOCK_STREAM, 6, "", ("::1", port, 0, 0))]
    result = perform({"url": f"http://six.test:{port}/"}, resolve=lambda *_: only)
    assert result.status == "passed"
    assert b"\r\nHost: six.test:" in got()


@pytest.mark.parametrize(
    "host", ["bücher.test", "BÜCHER.test", "xn--bcher-kva.test", "bücher。test"]
)
def test_an_international_name_is_sent_in_its_ascii_form(host: str) -> None:
    with ScriptedServer([[answer()]]) as server:
        here = [(socket.AF_INET, socket.SOCK_STREAM, 6, "", ("127.0.0.1", server.port))]
        names: list[str] = []

        def resolve(name: str, *_: Any) -> list[Any]:
            names.append(name)
            return here

        assert perform({"url": f"http://{host}:{server.port}/"}, resolve=resolve).status == "passed"
    assert names == ["xn--bcher-kva.test"]
    assert b"\r\nHost: xn--bcher-kva.test:" in server.requests[0][0]


@pytest.mark.parametrize("host", ["xn--ü.test", "-ü.test", "\u0301a.test", "ü..test"])
def test_a_bad_international_name_is_named(host: str) -> None:
    result = perform({"url": f"http://{host}/"})
    assert result.problem is not None
    assert result.problem.code == "bad_request"
    assert "host" in result.problem.message


def test_multipart_is_read_by_another_parser() -> None:
    """The standard library's e-mail parser finds the parts as they were given."""
    from email import message_from_bytes
    from email.policy import HTTP

    parts = [
        {"name": "a", "value": "ä"},
        {"name": "f", "filename": 'x".bin', "base64": base64.b64encode(OCTETS).decode()},
    ]
    result, raw = asked({"method": "POST", "multipart": parts})
    message = message_from_bytes(raw.partition(b"\r\n")[2], policy=HTTP)
    found = [part.get_payload(decode=True) for part in message.iter_parts()]  # type: ignore[attr-defined]
    assert found == ["ä".encode(), OCTETS]
    assert result.status == "passed"


def test_bytes_are_sent_as_they_are() -> None:
    _, raw = asked({"method": "PUT", "body_base64": base64.b64encode(OCTETS).decode()})
    assert raw.endswith(b"Content-Length: 256\r\n\r\n" + OCTETS)


def test_bytes_that_come_are_kept_as_their_digest() -> None:
    result, _ = asked({}, answer(OCTETS, "Content-Type: image/png"))
    assert result.response is not None
    assert result.response.body is None
    assert result.response.body_sha256 == hashlib.sha256(OCTETS).hexdigest()
    assert result.response.size == 256


PACKED = {
    "gzip": gzip.compress(b"text"),
    "x-gzip": gzip.compress(b"text"),
    "deflate": zlib.compress(b"text"),
    "raw deflate": zlib.compress(b"text")[2:-4],
    "deflate, gzip": gzip.compress(zlib.compress(b"text")),
    "two gzip members": gzip.compress(b"te") + gzip.compress(b"xt"),
}
CODINGS = {"raw deflate": "deflate", "two gzip members": "gzip"}


@pytest.mark.parametrize("name", PACKED)
@pytest.mark.parametrize("chunks", [0, 1, 3])
def test_packed_bodies_are_unpacked(name: str, chunks: int) -> None:
    """With a length, and in chunks of one or three bytes with extensions and trailers."""
    body, coding = PACKED[name], CODINGS.get(name, name)
    raw = answer(body, f"Content-Encoding: {coding}")
    if chunks:
        pieces = (body[start : start + chunks] for start in range(0, len(body), chunks))
        framed = b"".join(b"%x;a=b\r\n%b\r\n" % (len(piece), piece) for piece in pieces)
        head = f"Content-Encoding: {coding}\r\nTransfer-Encoding: chunked\r\n\r\n".encode()
        raw = HEAD + head + framed + b"0\r\nX-Trailer: 1\r\n\r\n"
    result, _ = asked({}, raw)
    assert result.response is not None
    assert (result.response.body, result.response.wire_size) == ("text", len(body))


JSON = {"source": "response_json", "property": "a", "comparison": "equal", "value": "ä"}
TEXT = {"source": "response_text", "comparison": "contains", "value": "ä"}


@pytest.mark.parametrize(
    ("body", "kind", "assertion", "error"),
    [
        (b"", "application/json", JSON, "the body is empty"),
        (b"<html>", "application/json", JSON, "the body is not JSON"),
        (b'{"a": NaN}', "application/json", JSON, "NaN is no value of JSON"),
        ('{"a":"ä"}'.encode(), "text/plain", JSON, None),
        ('{"a":"ä"}'.encode("utf-16"), "application/json", JSON, None),
        ("ä".encode("latin-1"), "text/plain; charset=ISO-8859-1", TEXT, None),
        ("ä".encode(), "text/plain; charset=idna", TEXT, None),
        ("ä".encode(), "text/plain; charset=no-such", TEXT, None),
        ("ä".encode("latin-1"), "text/plain; charset=utf-8", TEXT, "�"),
    ],
)
def test_what_is_declared_wrongly(
    body: bytes, kind: str, assertion: dict[str, Any], error: str | None
) -> None:
    """A wrong type or charset is told, or does not matter; never does it end the run."""
    result, _ = asked({"assertions": [assertion]}, answer(body, f"Content-Type: {kind}"))
    judged = result.assertions[0]
    assert judged.passed is (error is None)
    assert error is None or error in f"{judged.error} {judged.actual}"


@pytest.mark.parametrize(
    ("raw", "reason"),
    [
        (HEAD + b"Content-Length: 9\r\n\r\nshort", "before its body was complete"),
        (HEAD + b"Content-Length: 1\r\nContent-Length: 2\r\n\r\nab", "several Content-Length"),
        (HEAD + b"Content-Length: -1\r\n\r\n", "no length"),
        (HEAD + b"Transfer-Encoding: gzip\r\n\r\nx", "not chunked"),
        (answer(b"no gzip", "Content-Encoding: gzip"), "could not be decoded as gzip"),
        (b"SSH-2.0-OpenSSH\r\n", "does not begin with an HTTP status line"),
    ],
)
def test_what_cannot_be_read_says_why(raw: bytes, reason: str) -> None:
    result, _ = asked({}, raw)
    assert result.status == "errored"
    assert result.problem is not None
    assert result.problem.code == "protocol_failure"
    assert reason in result.problem.message


def test_more_bytes_than_said_belong_to_nobody() -> None:
    """They are not the next answer's beginning: the connection ends with this one."""
    with ScriptedServer([[answer(b"one") + answer(b"evil")]], [[answer(b"two")]]) as server:
        session = Sender(AddressPolicy("local")).session()
        bodies = [session.send(HttpRequest(method="GET", url=server.url())).body for _ in range(2)]
        session.close()
    assert bodies == [b"one", b"two"]


def test_a_body_over_the_cap_is_cut_and_said_to_be() -> None:
    body = json.dumps({"a": "x" * (11 * 1024 * 1024)}).encode()
    result, _ = asked({"assertions": [JSON]}, answer(body, "Content-Type: application/json"))
    assert result.response is not None
    assert result.response.truncated
    assert result.response.size == 10 * 1024 * 1024
    assert "cut off at its size limit" in str(result.assertions[0].error)


def _answered_once(listener: socket.socket) -> Any:
    """Answer one call at the listener; what comes back tells what it was."""
    from threading import Thread

    got: list[bytes] = []

    def serve() -> None:
        connection, _ = listener.accept()
        got.append(connection.recv(65_536))
        connection.sendall(answer())
        connection.close()
        listener.close()

    thread = Thread(target=serve, daemon=True)
    thread.start()

    def told() -> bytes:
        thread.join(5)
        return got[0]

    return told
