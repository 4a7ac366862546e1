"""The public address of the local stack: what passes it stays as it was."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from http.client import HTTPConnection, HTTPResponse
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest

from gonogo.local.gateway import Forward, Server

PREFIX = "/_aws/execute-api/abc"


class Upstream(BaseHTTPRequestHandler):
    """Answers what it was asked."""

    def do_POST(self) -> None:
        """Echo."""
        length = int(self.headers.get("Content-Length", 0))
        seen = {
            "method": self.command,
            "path": self.path,
            "host": self.headers["Host"],
            "headers": {name.lower(): value for name, value in self.headers.items()},
            "body": self.rfile.read(length).decode("latin-1"),
        }
        body = json.dumps(seen).encode()
        self.send_response(201)
        self.send_header("Set-Cookie", "a=1")
        self.send_header("Set-Cookie", "b=2")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    do_GET = do_POST

    def log_message(self, format: str, *args: object) -> None:
        """Quiet."""


def _serving(server: ThreadingHTTPServer) -> Iterator[int]:
    thread = threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True)
    thread.start()
    yield server.server_port
    server.shutdown()
    server.server_close()
    thread.join()


@pytest.fixture(scope="module")
def upstream() -> Iterator[int]:
    """The port of the echo."""
    yield from _serving(ThreadingHTTPServer(("127.0.0.1", 0), Upstream))


@pytest.fixture(scope="module")
def gateway(upstream: int) -> Iterator[int]:
    """The port of a gateway to it."""
    target = f"http://127.0.0.1:{upstream}{PREFIX}"
    handler = type("ForwardToEcho", (Forward,), {"target": target})
    yield from _serving(Server(("127.0.0.1", 0), handler))


@pytest.fixture
def connection(gateway: int) -> Iterator[HTTPConnection]:
    """A connection to the gateway."""
    connection = HTTPConnection("127.0.0.1", gateway, timeout=5)
    yield connection
    connection.close()


def _ask(connection: HTTPConnection, *request: Any, **more: Any) -> tuple[HTTPResponse, Any]:
    connection.request(*request, **more)
    response = connection.getresponse()
    return response, json.loads(response.read())


@pytest.mark.parametrize("path", ["/", "/a//b/%2F?x=1%20&x=2", "/v1/x?y=%C3%A4"])
def test_the_path_is_passed_on_byte_for_byte(connection: HTTPConnection, path: str) -> None:
    """Doubled slashes and escapes are the dialects' to read."""
    response, seen = _ask(connection, "GET", path)
    assert (response.status, seen["path"]) == (201, PREFIX + path)


def test_body_and_headers_are_passed_on(connection: HTTPConnection) -> None:
    """Host too: a dialect may have a host of its own."""
    headers = {"Host": "runscope.localhost:8700", "X-Api-Key": "k", "Connection": "keep-alive"}
    _, seen = _ask(connection, "POST", "/x", b"\x00\xffa=b", headers)
    assert seen["body"] == "\x00\xffa=b"
    assert (seen["host"], seen["headers"]["x-api-key"]) == ("runscope.localhost:8700", "k")
    assert "connection" not in seen["headers"]


def test_the_answers_repeated_headers_stay(connection: HTTPConnection) -> None:
    """Two cookies are two headers."""
    response, _ = _ask(connection, "GET", "/")
    assert response.headers.get_all("Set-Cookie") == ["a=1", "b=2"]


def test_a_connection_serves_several_requests(connection: HTTPConnection) -> None:
    """A client that keeps its connection need not open another."""
    for number in range(3):
        _, seen = _ask(connection, "POST", "/x", str(number))
        assert seen["body"] == str(number)


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"Transfer-Encoding": "chunked"}, 411),
        ({"Content-Length": "x"}, 400),
        ({"Content-Length": "-1"}, 400),
        ({"Content-Length": "10000001"}, 413),
    ],
)
def test_a_body_of_unknown_or_great_length_is_refused(
    connection: HTTPConnection, headers: dict[str, str], status: int
) -> None:
    """Before any of it is read."""
    connection.putrequest("POST", "/x")
    for name, value in headers.items():
        connection.putheader(name, value)
    connection.endheaders()
    response = connection.getresponse()
    assert (response.status, response.getheader("Connection")) == (status, "close")


def test_without_an_aws_behind_it_says_so() -> None:
    """503, not a cut connection."""
    handler = type("ForwardToNothing", (Forward,), {"target": "http://127.0.0.1:1/x"})
    for port in _serving(Server(("127.0.0.1", 0), handler)):
        connection = HTTPConnection("127.0.0.1", port, timeout=5)
        response, said = _ask(connection, "GET", "/x")
        assert (response.status, said["message"]) == (503, "The local AWS does not answer.")
        connection.close()
