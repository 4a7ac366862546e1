"""A tested API and the command line as a process, as a pipeline has them."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import ClassVar

import pytest

ROOT = Path(__file__).parents[3]
Gonogo = Callable[..., subprocess.CompletedProcess[str]]


class Api(BaseHTTPRequestHandler):
    """`/items/<n>` answers its number, `/count/<name>` how often it was asked; `/slow` waits."""

    asked: ClassVar[Counter[str]] = Counter()

    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        """Answer."""
        if self.path == "/slow":
            time.sleep(20)
        self.asked[self.path] += 1
        last = self.path.rpartition("/")[2]
        number = int(last) if last.isdigit() else self.asked[self.path]
        body = json.dumps({"id": number}).encode()
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing."""


@pytest.fixture(scope="session")
def api() -> Iterator[str]:
    """The base URL of the tested API."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), Api)
    server.daemon_threads = True
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_address[1]}"
    server.shutdown()
    server.server_close()


def environment(**more: str) -> dict[str, str]:
    """What the command line is run with: nothing of the developer's own settings."""
    return {"PATH": os.environ["PATH"], "PYTHONPATH": str(ROOT / "layers" / "gonogo"), **more}


def command(*arguments: object) -> list[str]:
    """The command line of `gonogo …`."""
    return [sys.executable, "-m", "gonogo.cli", *map(str, arguments)]


@pytest.fixture
def gonogo(tmp_path: Path) -> Gonogo:
    """`gonogo …` in an empty folder."""

    def call(
        *arguments: object, typed: str | None = None, **env: str
    ) -> subprocess.CompletedProcess[str]:
        return subprocess.run(  # noqa: S603 - our own command line
            command(*arguments),
            cwd=tmp_path,
            env=environment(CI="true", **env),
            input=typed,
            capture_output=True,
            text=True,
            check=False,
            timeout=60,
        )

    return call
