"""curl without checks: the floor, one process with one connection a test."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Sequence
from pathlib import Path

from benchmarks.peers._contract import Peer
from benchmarks.workloads import C_SLOW, E, Workload, posts


def prepare(folder: Path, workload: Workload, base: str) -> Sequence[str]:
    """One configuration file with every request."""
    blocks = []
    for _ in range(workload.tests):
        for number in range(workload.steps):
            block = [f'url = "{base}{workload.path(number)}"', 'output = "/dev/null"', "silent"]
            block.append('header = "Authorization: Bearer none"')
            if posts(number):
                block.append('json = "{\\"name\\": \\"book\\", \\"quantity\\": 2}"')
            blocks.append("\n".join(block))
    path = folder / "curl.txt"
    path.write_text("\nnext\n".join(blocks) + "\n", encoding="utf-8")
    return ["curl", "--config", str(path)]


def _version() -> str | None:
    if shutil.which("curl") is None:
        return None
    said = subprocess.run(["curl", "--version"], capture_output=True, text=True, check=True)
    return said.stdout.split()[1]


PEER = Peer("curl, no checks", prepare, _version, without=(C_SLOW.name, E.name))
