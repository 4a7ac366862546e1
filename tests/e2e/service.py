"""The running stack as a client sees it, and a receiver for its webhooks."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import requests

LOCAL = Path(__file__).parents[2] / ".gonogo/local.json"


class Service:
    """The stack that `make up` made, described by `.gonogo/local.json`."""

    def __init__(self) -> None:
        self.local: dict[str, Any] = json.loads(LOCAL.read_text())
        self.base: str = self.local["base_url"]
        self.api: str = self.local["sample"]["api"]
        self._session = requests.Session()
        self._session.headers["Authorization"] = f"Bearer {self.local['admin_key']}"

    def get(self, path: str, **fields: Any) -> requests.Response:
        """GET with the admin key; a path or an absolute URL."""
        url = path if path.startswith("http") else self.base + path
        return self._session.get(url, timeout=40, **fields)

    def post(self, path: str, document: object) -> requests.Response:
        """POST JSON with the admin key."""
        return self._session.post(self.base + path, json=document, timeout=40)

    def put(self, path: str, document: object) -> requests.Response:
        """PUT JSON with the admin key."""
        return self._session.put(self.base + path, json=document, timeout=40)

    def push(self, name: str, steps: list[dict[str, object]]) -> str:
        """One test in a project of the same name; its trigger id."""
        document = {"project": name, "tests": [{"name": name, "steps": steps}]}
        answer = self.post("/v1/definitions", document)
        assert answer.status_code == 200, answer.text
        (test,) = (c for c in answer.json()["changes"] if c["kind"] == "test")
        return str(test["trigger"])

    def batch(self, batch: str, *, within: float = 60) -> dict[str, Any]:
        """The batch once it is over."""
        deadline = time.monotonic() + within
        while time.monotonic() < deadline:
            document: dict[str, Any] = self.get(f"/v1/batches/{batch}?wait=20").json()
            if document["finished"]:
                return document
        raise AssertionError(f"the batch {batch} is not over after {within} s")


class Receiver(ThreadingHTTPServer):
    """Takes webhooks on loopback and keeps their bodies."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Hook)
        self.bodies: list[dict[str, Any]] = []
        self.arrived = threading.Condition()

    @property
    def url(self) -> str:
        """Where to post to."""
        return f"http://127.0.0.1:{self.server_port}/hook"

    def wait(self, count: int, within: float = 180) -> list[dict[str, Any]]:
        """The bodies, once there are so many; a lost reporter costs its lease and a minute."""
        with self.arrived:
            assert self.arrived.wait_for(lambda: len(self.bodies) >= count, within)
            return list(self.bodies)


class _Hook(BaseHTTPRequestHandler):
    server: Receiver

    def do_POST(self) -> None:
        """Keep the body, answer 200."""
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        with self.server.arrived:
            self.server.bodies.append(body)
            self.server.arrived.notify_all()
        self.send_response(200)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@contextmanager
def a_receiver() -> Iterator[Receiver]:
    """A receiver that is there for one test."""
    receiver = Receiver()
    thread = threading.Thread(target=receiver.serve_forever, args=(0.05,), daemon=True)
    thread.start()
    try:
        yield receiver
    finally:
        receiver.shutdown()
        receiver.server_close()
        thread.join()
