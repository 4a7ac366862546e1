"""`gonogo run --base-url --header`: the same file, another system."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from threading import Thread

from tests.integration.cli.processes import Gonogo


@contextmanager
def a_system() -> Iterator[tuple[str, list[tuple[str, str | None]]]]:
    """Its URL, and what it was asked with which `X-Pr`."""
    asked: list[tuple[str, str | None]] = []

    class System(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked.append((self.path, self.headers["X-Pr"]))
            self.send_response(200)
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, *_: object) -> None:
            """Nothing."""

    with HTTPServer(("127.0.0.1", 0), System) as server:
        thread = Thread(target=server.serve_forever)
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_port}", asked
        finally:
            server.shutdown()
            thread.join()


def a_file(folder: Path) -> Path:
    """One test of two requests to a system that is not there."""
    steps = [{"url": "{{base_url}}/a"}, {"url": "/b?c=1", "headers": {"x-pr": "none"}}]
    document = {
        "environments": [{"name": "e", "variables": {"base_url": "http://127.0.0.1:9"}}],
        "tests": [{"name": "One", "steps": steps}],
    }
    path = folder / "t.yaml"
    path.write_text(json.dumps(document), encoding="utf-8")
    return path


def test_base_url_and_header_reach_every_request(gonogo: Gonogo, tmp_path: Path) -> None:
    with a_system() as (url, asked):
        given = ("--base-url", f"{url}/pr-7/", "--header", "X-Pr: 7")
        done = gonogo("run", a_file(tmp_path), *given)
    assert done.returncode == 0, done.stdout + done.stderr
    assert asked == [("/pr-7/a", "7"), ("/pr-7/b?c=1", "7")]


def test_what_is_no_url_or_header_is_refused_by_name(gonogo: Gonogo, tmp_path: Path) -> None:
    for option, value in (("--base-url", "pr-7.test"), ("--header", "X-Pr")):
        done = gonogo("run", a_file(tmp_path), option, value)
        assert done.returncode == 2
        assert option in done.stderr
