"""bruno's command line in developer mode: scripts have all that Node has."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from benchmarks.peers._bruno import collection, version
from benchmarks.peers._contract import Peer
from benchmarks.workloads import C_SLOW, Workload


def prepare(folder: Path, workload: Workload, base: str) -> Sequence[str]:
    """One collection."""
    return collection(folder, workload, base, "developer")


PEER = Peer("bruno, developer mode", prepare, version, without=(C_SLOW.name,))
