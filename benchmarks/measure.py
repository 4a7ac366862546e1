"""Measures whole processes: wall seconds and the peak memory of the largest one."""

from __future__ import annotations

import os
import statistics
import subprocess
import threading
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

LIMIT_SECONDS = 60.0


@dataclass(slots=True)
class Series:
    """The runs of one command."""

    seconds: list[float] = field(default_factory=list)
    mib: list[float] = field(default_factory=list)
    problem: str | None = None

    @property
    def median(self) -> float:
        """The middle of the wall seconds."""
        return statistics.median(self.seconds)

    def document(self) -> dict[str, object]:
        """For the JSON document."""
        if self.problem or not self.seconds:
            return {"problem": self.problem or "not measured"}
        return {
            "runs": len(self.seconds),
            "median_s": round(self.median, 4),
            "min_s": round(min(self.seconds), 4),
            "max_s": round(max(self.seconds), 4),
            "peak_mib": round(max(self.mib), 1),
        }


def measure(
    series: Series, command: Sequence[str], folder: Path, environment: Mapping[str, str]
) -> None:
    """Run the command once more. A command that fails is no measurement, and says so."""
    output = folder / "output.txt"
    with output.open("wb") as sink:
        started = time.perf_counter()
        process = subprocess.Popen(
            command, cwd=folder, env=environment, stdin=subprocess.DEVNULL, stdout=sink, stderr=sink
        )
        guard = threading.Timer(LIMIT_SECONDS, process.kill)
        guard.start()
        # wait4 tells the peak memory of this process (and of those it waited for), not of all.
        _, status, usage = os.wait4(process.pid, 0)
        seconds = time.perf_counter() - started
        guard.cancel()
    process.returncode = os.waitstatus_to_exitcode(status)
    if seconds >= LIMIT_SECONDS:
        series.problem = f"ended after {LIMIT_SECONDS:g} s"
        return
    if process.returncode != 0:
        tail = output.read_text(encoding="utf-8", errors="replace")[-300:]
        series.problem = f"exit code {process.returncode}: {tail}"
        return
    series.seconds.append(seconds)
    series.mib.append(usage.ru_maxrss / 1024)
