"""pytest with requests by hand: what one would write without a tool. Every ratio refers to it."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from benchmarks.peers._contract import Peer
from benchmarks.workloads import C_SLOW, E, Workload

_FILE = """
import pytest
import requests

BASE = {base!r}


@pytest.mark.parametrize("test", range({tests}))
def test_items(test):
    session = requests.Session()
    token = "none"
    for number in range({steps}):
        url = f"{{BASE}}{prefix}/items/{{number}}"
        headers = {{"Authorization": f"Bearer {{token}}"}}
        if number % 2:
            body = {{"name": "book", "quantity": 2}}
            response = session.post(url, headers=headers, json=body, timeout=30)
        else:
            response = session.get(url, headers=headers, timeout=30)
        assert response.status_code == 200
        document = response.json()
        assert document["id"] == number
        assert response.elapsed.total_seconds() < 2
        token = document["token"]
"""


def prepare(folder: Path, workload: Workload, base: str) -> Sequence[str]:
    """One test file; a session a test, as an isolated test has."""
    path = folder / "test_items.py"
    prefix = "/slow" if workload.slow else ""
    text = _FILE.format(base=base, tests=workload.tests, steps=workload.steps, prefix=prefix)
    path.write_text(text, encoding="utf-8")
    # Without the project's own plugins and settings, which would only slow it down.
    options = ["-q", "-c", "/dev/null", "--rootdir", str(folder), "-p", "no:cacheprovider"]
    return [sys.executable, "-m", "pytest", *options, str(path)]


def _version() -> str | None:
    try:
        return f"{version('pytest')} + {version('requests')}"
    except PackageNotFoundError:
        return None


PEER = Peer("pytest + requests", prepare, _version, without=(C_SLOW.name, E.name))
