"""The API on a real socket for real clients: every request is kept as it came."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from tests.api_door import Answer, ApiDoor


@dataclass(frozen=True, slots=True)
class Seen:
    """One request as it was on the wire; names of headers in lower case."""

    line: str
    headers: dict[str, str]
    body: bytes


@dataclass(slots=True)
class ApiGateway:
    """What answers on loopback."""

    door: ApiDoor
    base: str
    seen: list[Seen] = field(default_factory=list)
    answers: list[Answer] = field(default_factory=list)
    lock: threading.Lock = field(default_factory=threading.Lock)

    def reply(self, method: str, target: str, headers: dict[str, str], body: bytes) -> Answer:
        """One call, as API Gateway hands it over."""
        with self.lock:  # one call at a time
            self.seen.append(Seen(f"{method} {target}", headers, body))
            answer = self.door.send(method, target, body or None, headers)
            self.answers.append(answer)
            return answer

    def forget(self) -> None:
        """Begin anew: nothing seen, nothing queued, every limit free again."""
        self.seen.clear()
        self.answers.clear()
        self.door.stack.messages()
        self.door.advance(4_000)


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    gateway: ApiGateway

    def _any(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        headers = {name.lower(): text for name, text in self.headers.items()}
        answer = self.gateway.reply(self.command, self.path, headers, body)
        content = json.dumps(answer.json).encode()
        self.send_response(answer.status)
        for name, text in answer.headers.items():
            if name.lower() not in ("content-length", "date", "server"):
                self.send_header(name, text)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    do_GET = do_POST = do_PUT = do_DELETE = _any

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing."""


@contextmanager
def api_gateway(door: ApiDoor) -> Iterator[ApiGateway]:
    """A door's gateway for as long as the block lasts."""
    handler = type("Handler", (_Handler,), {})
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        server.daemon_threads = True
        gateway = ApiGateway(door, f"http://127.0.0.1:{server.server_address[1]}")
        handler.gateway = gateway  # type: ignore[attr-defined]
        threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
        yield gateway
        server.shutdown()
