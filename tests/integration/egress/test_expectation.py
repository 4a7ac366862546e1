"""`Expect: 100-continue`: the body goes out when it is asked for, or when nothing is said."""

from __future__ import annotations

import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import pytest

from gonogo.domain.http import HttpRequest, HttpResponse
from gonogo.egress import AddressPolicy, Sender
from gonogo.egress.expectation import PATIENCE
from gonogo.errors import BadRequest, ProtocolFailure
from tests.scripted_server import Connection, ScriptedServer, answer
from tests.tls_certificate import server_context, write_certificate

GO_ON = b"HTTP/1.1 100 Continue\r\n\r\n"
HINTS = b"HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n"
NO = b"HTTP/1.1 413 Too Large\r\nContent-Length: 0\r\n\r\n"
EXPECT = (("Expect", "100-continue"),)


def post(url: str, body: bytes | None = b"the body", verify: bool = True) -> HttpResponse:
    """One request that waits with its body."""
    session = Sender(AddressPolicy("local")).session()
    try:
        return session.send(
            HttpRequest(
                method="POST", url=url, headers=EXPECT, body=body, timeout=5, verify_tls=verify
            )
        )
    finally:
        session.close()


@pytest.mark.parametrize(
    "script",
    [
        [[GO_ON], [answer()]],
        [[HINTS + GO_ON], [answer()]],
        [[GO_ON[:9], 0.05, GO_ON[9:]], [answer()]],
        [[HINTS[:-3], 0.05, HINTS[-3:], 0.05, GO_ON], [answer()]],
    ],
    ids=["at once", "after a hint", "in pieces", "both in pieces"],
)
def test_body_follows_the_invitation(script: Connection) -> None:
    """Head and body come apart, and the answer is the one after the body."""
    with ScriptedServer(script) as server:
        assert post(server.url()).status == 200
    head, body = server.requests[0]
    assert head.endswith(b"\r\nContent-Length: 8\r\n\r\n")
    assert body == b"the body"


def test_final_answer_without_invitation_is_taken() -> None:
    """The body stays here, and the connection is not used again."""
    with ScriptedServer([[NO], [answer()]]) as server:
        session = Sender(AddressPolicy("local")).session()
        request = HttpRequest(method="PUT", url=server.url(), headers=EXPECT, body=b"x")
        assert [session.send(request).status for _ in range(2)] == [413, 413]
        session.close()
    assert [len(requests) for requests in server.requests] == [1, 1]


@pytest.mark.parametrize("tls", [False, True])
def test_silence_ends_by_sending_the_body(tmp_path: Path, tls: bool) -> None:
    """Many servers never say 100; records of TLS that carry nothing are no word either."""
    context = server_context(write_certificate(tmp_path)) if tls else None
    with ScriptedServer([[], [answer()]], tls=context) as server:
        started = time.monotonic()
        response = post(server.url(scheme="https" if tls else "http"), verify=False)
    assert response.status == 200
    assert PATIENCE <= time.monotonic() - started < PATIENCE + 1
    assert server.requests[0][1] == b"the body"


def test_without_a_body_nothing_is_expected() -> None:
    """The header is left out: there is nothing to wait with."""
    with ScriptedServer([[answer()]]) as server:
        sent = post(server.url(), None).sent_headers
    assert b"Expect" not in server.requests[0][0]
    assert "Expect" not in dict(sent)


def test_nonsense_instead_of_a_word_is_named() -> None:
    with (
        ScriptedServer([[b"220 mail.test ESMTP ready\r\n"]]) as server,
        pytest.raises(ProtocolFailure, match="status line"),
    ):
        post(server.url())


def test_any_other_expectation_is_refused() -> None:
    session = Sender(AddressPolicy("local")).session()
    with pytest.raises(BadRequest, match="can only be 100-continue"):
        session.send(HttpRequest(method="GET", url="http://a.test/", headers=(("Expect", "x"),)))


class _Picky(BaseHTTPRequestHandler):
    """The standard library's server: it says 100 itself, or what this method decides."""

    protocol_version = "HTTP/1.1"

    def handle_expect_100(self) -> bool:
        if self.path == "/refused":
            self.send_error(417)
            return False
        return super().handle_expect_100()

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None: ...


@pytest.fixture
def picky() -> Iterator[str]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Picky)
    Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


def test_a_real_server_invites_and_refuses(picky: str) -> None:
    """A megabyte goes only where it is wanted."""
    body = b"x" * 1_000_000
    assert post(f"{picky}/", body).body == body
    assert post(f"{picky}/refused", body).status == 417
