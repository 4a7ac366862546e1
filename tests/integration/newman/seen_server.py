"""A loopback API that does what the path says and remembers every request as it saw it."""

from __future__ import annotations

import json
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Self
from urllib.parse import urlsplit

DOCUMENT = {
    "id": 7,
    "name": "pear",
    "token": "abc123",
    "price": 1.5,
    "tags": ["a", "b"],
    "deep": {"list": [{"n": 1}, {"n": 2}], "none": None, "yes": True},
}
_TEXTS = {
    "json": ("application/json; charset=utf-8", json.dumps(DOCUMENT)),
    "list": ("application/json", json.dumps([1, 2, 3])),
    "text": ("text/plain", "hello world"),
    "xml": ("application/xml", "<a x='1'><b>2</b></a>"),
    "broken": ("application/json", '{"a": '),
    "empty": ("text/plain", ""),
}
Seen = dict[str, Any]


class _Handler(BaseHTTPRequestHandler):
    """`/COLLECTION/REQUEST/ACTION…`: the first two say who asks, the rest what is answered."""

    protocol_version = "HTTP/1.1"
    server: _Server

    def _any(self) -> None:
        length = int(self.headers.get("Content-Length") or 0)
        body = self.rfile.read(length)
        headers = {name.lower(): value for name, value in self.headers.items()}
        seen = {"method": self.command, "target": self.path, "headers": headers, "body": body}
        collection, request, *action = urlsplit(self.path).path.strip("/").split("/")
        self.server.seen.append((collection, request, seen))
        self._act(action or ["echo"], f"/{collection}/{request}", seen)

    do_GET = do_POST = do_PUT = do_PATCH = do_DELETE = do_HEAD = do_OPTIONS = _any
    do_VIEW = _any

    def _act(self, action: list[str], base: str, seen: Seen) -> None:
        kind = action[0]
        if kind in _TEXTS:
            self._answer(200, *_TEXTS[kind])
        elif kind == "status":
            self._answer(int(action[1]), "application/json", json.dumps({"code": int(action[1])}))
        elif kind == "redirect":
            self._answer(302, "text/plain", "", ("Location", f"{base}/echo"))
        elif kind == "cookie":
            cookie = f"{action[1]}={action[2]}; Path=/"
            self._answer(200, "text/plain", "set", ("Set-Cookie", cookie))
        elif kind == "twice":
            self._answer(200, "text/plain", "", ("X-Many", "1"), ("X-Many", "2"))
        elif kind == "digest" and "authorization" not in seen["headers"]:
            challenge = 'Digest realm="r", nonce="n1", qop="auth", algorithm=MD5'
            self._answer(401, "text/plain", "who?", ("WWW-Authenticate", challenge))
        else:
            said = {**seen, "body": seen["body"].decode("utf-8", "replace")}
            self._answer(200, "application/json", json.dumps(said), ("X-Kind", kind))

    def _answer(self, status: int, kind: str, text: str, *more: tuple[str, str]) -> None:
        content = text.encode()
        self.send_response(status)
        for name, value in (("Content-Type", kind), ("Content-Length", str(len(content))), *more):
            self.send_header(name, value)
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(content)

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing."""


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    seen: list[tuple[str, str, Seen]]


class SeenServer:
    """The API while it is used as a context; `take` empties its memory."""

    def __enter__(self) -> Self:
        self._server = _Server(("127.0.0.1", 0), _Handler)
        self._server.seen = []
        threading.Thread(target=self._server.serve_forever, daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._server.server_close()

    @property
    def url(self) -> str:
        """Its address."""
        return f"http://127.0.0.1:{self._server.server_address[1]}"

    def take(self) -> list[tuple[str, str, Seen]]:
        """Collection, request and what was seen of it, in order, since the last time."""
        taken, self._server.seen = self._server.seen, []
        return taken
