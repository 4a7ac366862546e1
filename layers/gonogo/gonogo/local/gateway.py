"""The local stack's public address: passes requests on to the HTTP API of the local AWS.

On AWS an API has a name of its own; the local one has only a path, `/_aws/execute-api/<id>`, which
would stand in every URL. So a small server puts that path in front, and leaves all else alone. It
lives as long as the stack, and so does the ringer of the schedules in it.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable
from http.client import HTTPConnection, HTTPException, HTTPResponse
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import urlsplit

# API Gateway gives a function 30 seconds; the local AWS may first have to start a worker.
ANSWER_SECONDS = 40.0
LARGEST_BODY = 10_000_000
OF_ONE_HOP = {"connection", "keep-alive", "proxy-connection", "te", "transfer-encoding", "upgrade"}


class Refusal(Exception):
    """A request that is not passed on."""

    def __init__(self, status: int, message: str) -> None:
        super().__init__(message)
        self.status = status
        self.message = message


class Forward(BaseHTTPRequestHandler):
    """One client's connection."""

    protocol_version = "HTTP/1.1"
    target = "http://127.0.0.1:1/"

    def handle_any(self) -> None:
        """Pass the request on, and the answer back."""
        try:
            body = self._body()
        except Refusal as refusal:
            self.close_connection = True
            said = json.dumps({"message": refusal.message}).encode()
            self._answer(refusal.status, [], said)
            return
        if self.path == "/_gateway":
            self._answer(200, [("Content-Type", "application/json")], b'{"status": "ok"}')
            return
        try:
            status, headers, answer = self._ask(body)
        except TimeoutError:
            status, headers, answer = 504, [], b'{"message": "The local API took too long."}'
        except (OSError, HTTPException):
            status, headers, answer = 503, [], b'{"message": "The local AWS does not answer."}'
        self._answer(status, headers, answer)

    def _ask(self, body: bytes) -> tuple[int, list[tuple[str, str]], bytes]:
        there = urlsplit(self.target)
        # A connection for each request: none can be found closed when a POST has been sent into it.
        connection = HTTPConnection(there.hostname or "", there.port, timeout=ANSWER_SECONDS)
        try:
            path = there.path.rstrip("/") + self.path
            connection.putrequest(self.command, path, skip_host=True, skip_accept_encoding=True)
            for name, value in _kept(self.headers.items()):
                connection.putheader(name, value)
            if body or "Content-Length" in self.headers:
                connection.putheader("Content-Length", str(len(body)))
            connection.endheaders(body or None)
            response: HTTPResponse = connection.getresponse()
            return response.status, response.getheaders(), response.read()
        finally:
            connection.close()

    def _answer(self, status: int, headers: Iterable[tuple[str, str]], body: bytes) -> None:
        self.send_response_only(status)
        for name, value in _kept(headers):
            self.send_header(name, value)
        if self.close_connection:
            self.send_header("Connection", "close")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)

    def _body(self) -> bytes:
        if "chunked" in self.headers.get("Transfer-Encoding", "").lower():
            raise Refusal(411, "Send a Content-Length.")
        length = self.headers.get("Content-Length", "0")
        if not (length.isascii() and length.isdigit()):
            raise Refusal(400, "The Content-Length is no number.")
        if int(length) > LARGEST_BODY:
            raise Refusal(413, "Request Entity Too Large")
        return self.rfile.read(int(length))

    def log_message(self, format: str, *args: object) -> None:
        """Nothing: the id in a trigger URL is a secret."""

    do_GET = do_POST = do_PUT = do_PATCH = do_DELETE = do_HEAD = do_OPTIONS = handle_any


def _kept(headers: Iterable[tuple[str, str]]) -> list[tuple[str, str]]:
    dropped = OF_ONE_HOP | {"content-length"}
    return [(name, value) for name, value in headers if name.lower() not in dropped]


class Server(ThreadingHTTPServer):
    """A thread for each connection; a restart does not wait for the old one's sockets."""

    daemon_threads = True
    allow_reuse_address = True
    request_queue_size = 128


def serve(port: int, target: str) -> None:
    """Forward what comes to this port until the process is ended."""
    from gonogo.local import ringer

    ringer.begin(target)
    handler = type("ForwardTo", (Forward,), {"target": target})
    with Server(("127.0.0.1", port), handler) as server:
        server.serve_forever()


if __name__ == "__main__":
    serve(int(sys.argv[1]), sys.argv[2])
