"""The tiny server that proofs talk to: it gives what it is told to, and tells what it got."""

from __future__ import annotations

import hashlib
import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qsl, urlsplit

Reply = tuple[int, list[tuple[str, str]], bytes]
CHALLENGE = 'Digest realm="r", qop="auth", algorithm=SHA-256, nonce="n"'


class ProofServer(ThreadingHTTPServer):
    """A server on loopback that remembers the paths it was asked for."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.asked: list[str] = []

    @property
    def base(self) -> str:
        """Where it listens."""
        return f"http://127.0.0.1:{self.server_port}"


@contextmanager
def serving() -> Iterator[ProofServer]:
    """A server that ends with the block."""
    server = ProofServer()
    thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    try:
        yield server
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    wbufsize = -1  # head and body in one packet: two would wait for the first one's receipt
    server: ProofServer

    def handle_one_request(self) -> None:
        self.raw_requestline = self.rfile.readline(65537)
        if not self.raw_requestline or not self.parse_request():
            self.close_connection = True
            return
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        path = urlsplit(self.path).path
        self.server.asked.append(path)
        status, headers, content = self._answer(path, body)
        self.send_response(status)
        for name, value in [*headers, ("Content-Length", str(len(content)))]:
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(content)
        self.wfile.flush()

    def log_message(self, *_: object) -> None:
        """Be quiet."""

    def _answer(self, path: str, body: bytes) -> Reply:
        query = parse_qsl(urlsplit(self.path).query)
        told = dict(query)
        if path == "/give":
            lines = [tuple(value.split(": ", 1)) for name, value in query if name == "header"]
            kind = self.headers.get("Content-Type", "text/plain")
            extra = [(name, value) for name, value in lines]
            return int(told.get("status", "200")), [("Content-Type", kind), *extra], body
        if path == "/go":
            return 302, [("Location", told["to"])], b""
        if path == "/digest" and not self._proves():
            return 401, [("WWW-Authenticate", CHALLENGE)], b""
        if path == "/token":
            return _json({"access_token": f"token for {dict(parse_qsl(body.decode()))['scope']}"})
        if path == "/count":
            return _json({"n": self.server.asked.count(path)})
        return _json(
            {
                "method": self.command,
                "path": self.path,
                "query": told,
                "headers": {name.lower(): value for name, value in self.headers.items()},
                "body": body.decode("latin-1"),
            }
        )

    def _proves(self) -> bool:
        """Whether user `u` with password `p` answered the challenge (RFC 7616)."""
        scheme, _, rest = self.headers.get("Authorization", "").partition(" ")
        said = {k.strip(): v.strip(' "') for k, _, v in (e.partition("=") for e in rest.split(","))}
        first = _digest("u:r:p")
        second = _digest(f"{self.command}:{self.path}")
        middle = f"n:{said.get('nc')}:{said.get('cnonce')}:auth"
        return scheme == "Digest" and said.get("response") == _digest(f"{first}:{middle}:{second}")


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def _json(value: Any) -> Reply:
    return 200, [("Content-Type", "application/json")], json.dumps(value).encode()
