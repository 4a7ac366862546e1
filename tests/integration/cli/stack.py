"""The real API over real adapters on AWS in memory, reachable on loopback by a command line."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from gonogo import wiring
from gonogo.domain.clock import SystemClock
from gonogo.services.keys import issue
from tests.aws_stack import AwsStack, aws_stack
from tests.web_events import an_event


class Stack:
    """A deployment with an admin key. Who reads a batch has its runs executed."""

    def __init__(self, deployment: AwsStack, base: str) -> None:
        self.base = base
        self.deployment = deployment
        self.admin = issue(
            deployment.parts.keys, deployment.clock, name="first", role="admin"
        ).secret
        self.answer = wiring.api(deployment.parts)
        self.executes = True
        self.refusals: list[int] = []
        """Statuses to answer first, as a gateway under load does."""
        self.losses = 0
        """Answers to lose, after what was asked for was done."""
        self.calls: list[tuple[str, str]] = []
        self.lock = threading.Lock()

    @property
    def env(self) -> dict[str, str]:
        """What points the command line here."""
        return {"GONOGO_URL": self.base, "GONOGO_KEY": self.admin}

    def reply(self, method: str, target: str, body: str, headers: dict[str, str]) -> dict[str, Any]:
        """One call as API Gateway would hand it over."""
        self.calls.append((method, target))
        if self.refusals:
            return {"statusCode": self.refusals.pop(0), "body": "{}"}
        path, _, query = target.partition("?")
        with self.lock:  # one call at a time
            if self.executes and path.startswith("/v1/batches/"):
                self.deployment.execute()
            if self.executes and path.startswith("/v1/deliveries/"):
                self.deployment.report()
            answer = self.answer(an_event(method, path, query, body, **headers))
        if self.losses:
            self.losses -= 1
            return {"statusCode": 502, "body": "{}"}
        return answer


class _Gateway(BaseHTTPRequestHandler):
    stack: Stack

    def _any(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0)).decode()
        headers = {name.lower().replace("-", "_"): text for name, text in self.headers.items()}
        reply = self.stack.reply(self.command, self.path, body, headers)
        content = str(reply.get("body") or "").encode()
        self.send_response(reply["statusCode"])
        for name, text in (reply.get("headers") or {}).items():
            self.send_header(name, text)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    do_GET = do_POST = do_DELETE = do_PUT = do_PATCH = _any

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing."""


@contextmanager
def serving() -> Iterator[Stack]:
    """A fresh deployment for as long as the block lasts."""
    handler = type("Gateway", (_Gateway,), {})
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        server.daemon_threads = True
        base = f"http://127.0.0.1:{server.server_address[1]}"
        with aws_stack(SystemClock()) as deployment:
            handler.stack = Stack(deployment, base)  # type: ignore[attr-defined]
            threading.Thread(target=server.serve_forever, daemon=True).start()
            yield handler.stack  # type: ignore[attr-defined]
            server.shutdown()
