"""I3: no locked package of the layers has a known weakness."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

from trust._figure import Figure, Measured

_TREE = Path(__file__).parent.parent
_LOCKS = ("layers", "scripting")
_FOUND = re.compile(r"(\d+) packages of \S+ looked up, (\d+) findings")


def _measure(_cases: int) -> Measured:
    """Where no source of advisories answers, that is said, and nothing else is claimed."""
    looked_up = findings = 0
    for lock in _LOCKS:
        command = [".ci/audit.py", ".tools/scan/bin/pip-audit", f"requirements/{lock}.txt"]
        done = subprocess.run(
            [sys.executable, *command], cwd=_TREE, capture_output=True, text=True, check=False
        )
        counts = _FOUND.search(done.stdout)
        if counts is None and "NOT AUDITED" not in done.stdout:
            return Measured(figure="the audit itself failed", holds=False)
        if counts is None:
            return Measured(figure="not audited: no source of advisories answered", holds=None)
        looked_up += int(counts[1])
        findings += int(counts[2])
    return Measured(figure=f"{findings} of {looked_up} packages", holds=findings == 0)


FIGURE = Figure(
    id="I3",
    claim="locked packages of the layers with a known weakness, or that could not be looked up",
    bar="0, where a source of advisories can be reached",
    measure=_measure,
    seconds=300.0,
)
