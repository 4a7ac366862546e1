"""A door for clients of Reflect on a real socket: every request is kept as it came."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from tests.reflect_door import ReflectDoor, reflect_door


@dataclass(frozen=True, slots=True)
class Seen:
    """One request as it was on the wire; names of headers in lower case."""

    line: str
    headers: dict[str, str]
    body: bytes


@dataclass(slots=True)
class Gateway:
    """What answers on loopback. Runs end after the first look at their execution."""

    door: ReflectDoor
    base: str
    seen: list[Seen] = field(default_factory=list)
    answers: list[tuple[int, Any]] = field(default_factory=list)
    lock: threading.Lock = field(default_factory=threading.Lock)

    def reply(self, method: str, target: str, headers: dict[str, str], body: bytes) -> Any:
        """One call, as API Gateway hands it over."""
        with self.lock:  # one call at a time
            self.seen.append(Seen(f"{method} {target}", headers, body))
            self.door.stack.clock.advance(1)  # type: ignore[attr-defined]
            reply = self.door.send(method, target, body, headers)
            self.answers.append((reply["statusCode"], json.loads(reply["body"] or "null")))
            if method == "GET":
                self.door.stack.execute()
            return reply

    def forget(self) -> None:
        """Begin anew."""
        self.seen.clear()
        self.answers.clear()
        self.door.stack.messages()


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    gateway: Gateway

    def _any(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        headers = {name.lower(): text for name, text in self.headers.items()}
        reply = self.gateway.reply(self.command, self.path, headers, body)
        content = str(reply.get("body") or "").encode()
        self.send_response(reply["statusCode"])
        for name, text in reply["headers"].items():
            self.send_header(name, text)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    do_GET = do_POST = do_PATCH = do_PUT = _any

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing."""


@contextmanager
def reflect_gateway() -> Iterator[Gateway]:
    """A fresh one for as long as the block lasts."""
    handler = type("Handler", (_Handler,), {})
    with (
        reflect_door() as door,
        ThreadingHTTPServer(("127.0.0.1", 0), handler) as server,
    ):
        server.daemon_threads = True
        gateway = Gateway(door, f"http://127.0.0.1:{server.server_address[1]}/reflect")
        handler.gateway = gateway  # type: ignore[attr-defined]
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield gateway
        server.shutdown()
