"""The sandbox of scripts, measured: how it ends attacks, how quickly it starts, what it keeps."""

from __future__ import annotations

import json
import resource
import statistics
import subprocess
import sys
import time
from itertools import cycle, islice
from pathlib import Path
from typing import Any

from benchmarks.engine import environment

LIMIT = 0.4
STARTS = 200
SOAK = 500
SOAK_LIMIT = 0.05
USUAL = "chai.assert.equal(_.max([1, 2]), 2); moment.utc(0).year(); CryptoJS.MD5('a').toString()"
"""Touches all four libraries."""


def measure_scripts(tree: Path) -> dict[str, Any]:
    """The figures, measured in a process of its own: its memory is looked at."""
    said = subprocess.run(
        [sys.executable, "-m", "benchmarks.scripts"],
        cwd=tree,
        env={**environment(), "PYTHONPATH": f"{tree}/layers/gonogo:{tree}"},
        stdout=subprocess.PIPE,
        check=True,
    )
    found: dict[str, Any] = json.loads(said.stdout)
    return found


def main() -> None:
    """Measure in this process."""
    from tests.scripts import script

    began = time.monotonic()
    assert script(USUAL).passed
    first = time.monotonic() - began
    print(json.dumps({"first_ms": _ms(first), **_starts(), **_attacks(), **_soak()}))


def _starts() -> dict[str, float]:
    """From nothing to a result with all libraries, in a process that runs scripts already."""
    from tests.scripts import script

    taken = []
    for _ in range(STARTS):
        began = time.monotonic()
        assert script(USUAL).passed
        taken.append(time.monotonic() - began)
    parts = statistics.quantiles(taken, n=20)
    return {"start_ms_p50": _ms(statistics.median(taken)), "start_ms_p95": _ms(parts[-1])}


def _attacks() -> dict[str, float]:
    """Every hostile script once: the worst excess over its time, and the memory that it took."""
    from tests.hostile_scripts import ATTACKS
    from tests.scripts import script

    before, excess = _resident(), 0.0
    for source in ATTACKS.values():
        began = time.monotonic()
        script(source, seconds=LIMIT)
        excess = max(excess, time.monotonic() - began - LIMIT)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return {
        "attacks": len(ATTACKS),
        "worst_excess_s": round(excess, 3),
        "memory_mib": round(peak - before, 1),
    }


def _soak() -> dict[str, float]:
    """Hostile scripts in turn: how much more is kept after all than after a fifth of them."""
    from tests.hostile_scripts import ATTACKS
    from tests.scripts import script

    after_fifth = 0.0
    for number, source in enumerate(islice(cycle(ATTACKS.values()), SOAK), 1):
        script(source, seconds=SOAK_LIMIT)
        if number == SOAK // 5:
            after_fifth = _resident()
    return {"soak": SOAK, "soak_growth_mib": round(_resident() - after_fifth, 1)}


def _resident() -> float:
    """MiB that this process holds."""
    return int(Path("/proc/self/statm").read_text().split()[1]) * 4096 / 1024**2


def _ms(seconds: float) -> float:
    return round(seconds * 1000, 1)


if __name__ == "__main__":
    main()
