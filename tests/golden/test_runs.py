"""Whole runs: definition files against a small server, and the result tree they must give.

A case is a folder: `suite.yaml`, `server.py` with `answer(method, path, headers, body)`, and
`expect.json`, the results by test without what changes from run to run. With a `data.csv` every
test runs once with each of its rows.
"""

from __future__ import annotations

import json
import runpy
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

from gonogo.cli.running.given import read_rows
from gonogo.cli.running.select import Wish, select
from gonogo.cli.running.worker import Runner
from gonogo.domain.reasons import claim
from gonogo.domain.result import RunResult, ScriptResult, StepResult
from gonogo.egress import AddressPolicy, Sender
from gonogo.services.define.files import read_files

RUNS = Path(__file__).parent / "runs"
CASES = sorted(folder.name for folder in RUNS.iterdir() if (folder / "suite.yaml").exists())
Answer = Callable[[str, str, dict[str, str], bytes], tuple[int, dict[str, str], bytes]]


@pytest.mark.parametrize("case", CASES)
def test_run_gives_the_expected_tree(case: str) -> None:
    """Definitions, engine and the way out together, on loopback."""
    folder = RUNS / case
    answer: Answer = runpy.run_path(str(folder / "server.py"))["answer"]
    with serving(answer) as base:
        variables = {"base": base}
        data = folder / "data.csv"
        rows = read_rows(data) if data.exists() else ()
        wish = Wish(variables=variables, keep_results=True, rows=rows)
        jobs = select(read_files([folder / "suite.yaml"]), wish)
        runner = Runner(Sender(AddressPolicy("local")))
        results = {job.title: runner.run(n, job).result for n, job in enumerate(jobs)}
    found = {name: tree(result, base) for name, result in results.items() if result}
    assert found == json.loads((folder / "expect.json").read_text())


def tree(result: RunResult, base: str) -> Any:
    """A result as plain data, without times, ids and the server's port."""
    plain: dict[str, Any] = {
        "status": result.status,
        "problem": result.problem and [result.problem.code, result.problem.message],
        "variables": {name: v for name, v in result.variables.items() if name != "base"},
        "steps": [step_tree(step) for step in result.steps],
    }
    if result.scripts:
        plain["initial_scripts"] = [script_tree(script) for script in result.scripts]
    return json.loads(json.dumps(plain).replace(base, "{base}"))


def step_tree(step: StepResult) -> dict[str, Any]:
    """One step, in as few lines as tell it all."""
    answered = step.response
    nested: dict[str, Any] = {}
    if step.steps or step.remark:
        steps = [step_tree(each) for each in step.steps]
        nested = {"type": step.type, "remark": step.remark, "steps": steps}
    return {
        "step": " ".join(filter(None, (step.note, step.method, step.url))),
        "status": step.status,
        "response": answered and [answered.status, answered.body, *answered.redirects],
        "variables": [f"{v.name} = {v.value}" if v.passed else v.error for v in step.variables],
        "assertions": [
            " ".join(filter(None, (claim(a), a.expected))) + ("" if a.passed else f": {a.error}")
            for a in step.assertions
        ],
        "problem": step.problem and [step.problem.code, step.problem.message],
        **({"scripts": [script_tree(each) for each in step.scripts]} if step.scripts else {}),
        **({"attempts": [list(a.reasons) for a in step.attempts]} if step.attempts else {}),
        **nested,
    }


def script_tree(script: ScriptResult) -> list[Any]:
    """Whether it passed, what it logged, and what was wrong."""
    return [script.passed, script.output, script.error]


@contextmanager
def serving(answer: Answer) -> Iterator[str]:
    """The base URL of a server that answers so, on loopback."""

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def handle_one_request(self) -> None:
            self.raw_requestline = self.rfile.readline(65537)
            if not self.raw_requestline or not self.parse_request():
                self.close_connection = True
                return
            body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
            lower = {name.lower(): value for name, value in self.headers.items()}
            status, headers, content = answer(self.command, self.path, lower, body)
            self.send_response(status)
            for name, value in {**headers, "Content-Length": str(len(content))}.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(content)

        def log_message(self, *_: object) -> None:
            """Be quiet."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
