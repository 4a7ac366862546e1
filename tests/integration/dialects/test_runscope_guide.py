"""The guide's shell loop moves a bucket's tests, run by bash with the real curl and jq."""

from __future__ import annotations

import base64
import os
import re
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from threading import Thread

from tests.runscope_client import STEP, Runscope, runscope_client

PAGE = (Path(__file__).parents[3] / "docs/guide/runscope.md").read_text(encoding="utf-8")
[LOOP] = [block for block in re.findall(r"```shell\n(.*?)```", PAGE, re.DOTALL) if "OLD=" in block]


@contextmanager
def served(api: Runscope) -> Iterator[str]:
    """The API on loopback; the base URL. One call at a time."""

    class Handler(BaseHTTPRequestHandler):
        def _answer(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
            path, _, query = self.path.partition("?")
            event = {
                "rawPath": path,
                "rawQueryString": query,
                "headers": {name.lower(): value for name, value in self.headers.items()},
                "requestContext": {
                    "http": {"method": self.command, "path": path},
                    "requestId": f"{self.client_address}",
                },
                "body": base64.b64encode(body).decode(),
                "isBase64Encoded": True,
            }
            reply = api.answer(event)
            self.send_response(reply["statusCode"])
            self.end_headers()
            self.wfile.write(str(reply.get("body") or "").encode())

        do_GET = do_POST = _answer

        def log_message(self, format: str, *args: object) -> None:
            """Silence."""

    server = HTTPServer(("127.0.0.1", 0), Handler)
    thread = Thread(target=server.serve_forever, args=(0.01,), daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


def test_the_loop_copies_every_test_and_prints_its_trigger() -> None:
    """What the copies say is what the originals said, but for ids and addresses."""
    with runscope_client() as api:
        api.make_test("Log in", {**STEP, "note": "with 'quotes' & ünïcode", "odd": {"a": [1]}})
        api.make_test("Shop", STEP, {"step_type": "ghost-inspector", "test_name": "x"})
        new = api.post("/buckets?name=new", key=api.admin)["key"]
        with served(api) as base:
            environment = {
                **{name: os.environ[name] for name in ("PATH",)},
                **{"GONOGO_URL": base, "OLD_BUCKET": api.bucket, "BUCKET": new},
                **{"OLD_TOKEN": api.key, "TOKEN": api.admin},
            }
            script = LOOP.replace("https://api.runscope.com", f"{base}/runscope")
            done = subprocess.run(  # noqa: S603 — our own page's script
                ["/bin/bash", "-eo", "pipefail", "-c", script],
                capture_output=True,
                text=True,
                check=True,
                timeout=60,
                env=environment,
            )
        copies = api.get(f"/buckets/{new}/tests", key=api.admin)
        assert sorted(each["name"] for each in copies) == ["Log in", "Shop"]
        printed = {line.rpartition(" ")[::2] for line in done.stdout.splitlines()}
        assert printed == {(each["name"], each["trigger_url"]) for each in copies}
        for copy in copies:
            steps = api.get(f"/buckets/{new}/tests/{copy['id']}/steps", key=api.admin)
            [origin] = [e for e in api.get(api.tests) if e["name"] == copy["name"]]
            originals = api.get(f"{api.tests}/{origin['id']}/steps")
            assert [{**step, "id": ""} for step in steps] == [{**s, "id": ""} for s in originals]
