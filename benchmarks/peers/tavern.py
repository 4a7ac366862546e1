"""tavern: one YAML file with a document for each test, run by pytest."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from benchmarks.peers._contract import Peer
from benchmarks.peers._installed import interpreter_of, program
from benchmarks.workloads import C_SLOW, E, Workload, posts

_QUICK = "def quick(response):\n    assert response.elapsed.total_seconds() < 2\n"


def prepare(folder: Path, workload: Workload, base: str) -> Sequence[str]:
    """The file; JSON is YAML too. Python code is the only way to look at the time."""
    documents = []
    for test in range(workload.tests):
        stages = [_stage(workload, base, number) for number in range(workload.steps)]
        documents.append(json.dumps({"test_name": f"Test {test}", "stages": stages}))
    path = folder / "test_items.tavern.yaml"
    path.write_text("\n---\n".join(documents) + "\n", encoding="utf-8")
    (folder / "quick.py").write_text(_QUICK, encoding="utf-8")
    (folder / "conftest.py").write_text("", encoding="utf-8")  # puts its folder on the path
    python = interpreter_of(program("tavern-ci") or "")
    command = [
        python or "python",
        "-m",
        "pytest",
        "-q",
        "-c",
        "/dev/null",
        "--rootdir",
        str(folder),
    ]
    return [*command, "-p", "no:cacheprovider", "-p", "tavern._core.pytest", str(path)]


def _stage(workload: Workload, base: str, number: int) -> dict[str, Any]:
    token = "{token}" if number else "none"
    request: dict[str, Any] = {
        "url": base + workload.path(number),
        "method": "POST" if posts(number) else "GET",
        "headers": {"Authorization": f"Bearer {token}"},
    }
    if posts(number):
        request["json"] = {"name": "book", "quantity": 2}
    response = {
        "strict": False,
        "status_code": 200,
        "json": {"id": number},
        "verify_response_with": {"function": "quick:quick"},
        "save": {"json": {"token": "token"}},
    }
    return {"name": str(number), "request": request, "response": response}


def _version() -> str | None:
    python = interpreter_of(program("tavern-ci") or "")
    if python is None:
        return None
    code = "from importlib.metadata import version; print(version('tavern'))"
    said = subprocess.run([python, "-c", code], capture_output=True, text=True, check=False)
    return said.stdout.strip() or None


PEER = Peer("tavern", prepare, _version, without=(C_SLOW.name, E.name))
