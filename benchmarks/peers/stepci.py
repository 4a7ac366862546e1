"""stepci: one workflow file, its tests side by side."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from benchmarks.peers._contract import Peer
from benchmarks.peers._installed import program, version_of
from benchmarks.workloads import E, Workload, posts


def prepare(folder: Path, workload: Workload, base: str) -> Sequence[str]:
    """A workflow; JSON is YAML too."""
    tests = {
        f"test{test}": {"steps": [_step(workload, n) for n in range(workload.steps)]}
        for test in range(workload.tests)
    }
    document = {"version": "1.1", "env": {"base": base}, "tests": tests}
    path = folder / "workflow.yml"
    path.write_text(json.dumps(document), encoding="utf-8")
    return [program("stepci") or "stepci", "run", str(path)]


def _step(workload: Workload, number: int) -> dict[str, Any]:
    token = "${{captures.token}}" if number else "none"
    http: dict[str, Any] = {
        "url": "${{env.base}}" + workload.path(number),
        "method": "POST" if posts(number) else "GET",
        "headers": {"Authorization": f"Bearer {token}"},
        "captures": {"token": {"jsonpath": "$.token"}},
        "check": {
            "status": 200,
            "jsonpath": {"$.id": number},
            "performance": {"total": [{"lte": 2000}]},
        },
    }
    if posts(number):
        http["json"] = {"name": "book", "quantity": 2}
    return {"name": str(number), "http": http}


def _version() -> str | None:
    said = version_of("stepci")
    return said and said.removeprefix("v")


PEER = Peer("stepci", prepare, _version, without=(E.name,))
