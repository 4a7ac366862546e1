"""What a measured tool is: how its files are written, how it is called, which version is there."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from benchmarks.workloads import Workload

Prepare = Callable[[Path, Workload, str], Sequence[str]]
"""Writes the files for a workload against a base URL into a folder; returns the command."""


@dataclass(frozen=True, slots=True)
class Peer:
    """A tool. `version` gives None when it is not installed; then it is left out."""

    title: str
    prepare: Prepare
    version: Callable[[], str | None]
    without: tuple[str, ...] = ()
    """Workloads that it cannot do, by name."""
