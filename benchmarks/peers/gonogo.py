"""`gonogo run`, as a whole process."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path

from benchmarks.peers._contract import Peer
from benchmarks.workloads import C_SLOW, HASH, SUM, SUMMED, Workload, posts


def prepare(folder: Path, workload: Workload, base: str) -> Sequence[str]:
    """One definition file."""
    lines = [
        "project: benchmark",
        "environments:",
        f"  - {{name: local, variables: {{base: '{base}', token: none}}}}",
        "tests:",
    ]
    for test in range(workload.tests):
        lines += [f"  - name: Test {test}", "    steps:"]
        for number in range(workload.steps):
            lines += _step(workload, number)
    path = folder / "tests.yaml"
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    parallel = ["--parallel", "100"] if workload is C_SLOW else []
    return [sys.executable, "-m", "gonogo.cli", "run", str(path), *parallel]


def _step(workload: Workload, number: int) -> list[str]:
    lines = [
        f"      - url: '{{{{base}}}}{workload.path(number)}'",
        "        headers: {Authorization: 'Bearer {{token}}'}",
        "        assertions:",
        "          - {source: response_status, comparison: equal_number, value: 200}",
        "          - {source: response_json, property: id, comparison: equal_number,"
        f" value: {number}}}",
        "          - {source: response_time, comparison: is_less_than, value: 2000}",
        "        variables: [{name: token, source: response_json, property: token}]",
    ]
    if workload.scripts:
        lines += [
            f"        before_scripts: [\"{HASH} variables.set('hash', hash)\"]",
            f'        scripts: ["{SUM} assert.equal(sum, {SUMMED})"]',
        ]
    if posts(number):
        lines += ["        method: POST", "        json: {name: book, quantity: 2}"]
    return lines


PEER = Peer("gonogo run", prepare, version=lambda: "this tree")
