"""Engine workloads: every tool that is installed, in turns, against one local server."""

from __future__ import annotations

import os
import sys
import tempfile
import time
from collections.abc import Iterable, Mapping
from pathlib import Path

from benchmarks.measure import Series, measure
from benchmarks.peers import PEERS
from benchmarks.peers._contract import Peer
from benchmarks.server import running
from benchmarks.workloads import Workload

Figures = dict[str, dict[str, Series]]
"""Series by workload and tool."""
ROUNDS = 5
SHORT_SECONDS = 3.0
LONG_SECONDS = 10.0
"""A tool that takes longer is measured three times instead of five, or just once."""


def installed() -> dict[str, tuple[Peer, str]]:
    """The tools on this machine by name, with their versions."""
    found = {name: (PEERS[name], PEERS[name].version()) for name in PEERS.names}
    return {name: (peer, said) for name, (peer, said) in found.items() if said is not None}


def measure_all(workloads: Iterable[Workload], until: float) -> Figures:
    """Run them all, as often as the time allows; the first run of each is only a warm-up."""
    peers = {name: peer for name, (peer, _) in installed().items()}
    figures: Figures = {}
    with running() as base, tempfile.TemporaryDirectory() as folder:
        for workload in workloads:
            print(f"workload {workload.name} …", file=sys.stderr, flush=True)
            able = {n: peer for n, peer in peers.items() if workload.name not in peer.without}
            figures[workload.name] = _one(workload, able, base, Path(folder), until)
    return figures


def _one(
    workload: Workload, peers: Mapping[str, Peer], base: str, folder: Path, until: float
) -> dict[str, Series]:
    commands = {}
    for name, peer in peers.items():
        own = folder / workload.name / name
        own.mkdir(parents=True)
        commands[name] = (peer.prepare(own, workload, base), own)
    series = {name: Series() for name in peers}
    for turn in range(ROUNDS + 1):
        for name, (command, own) in commands.items():
            one = series[name]
            slow = bool(one.seconds) and turn >= _turns(one.median)
            if one.problem or slow or (time.monotonic() > until and one.seconds):
                continue
            measure(one, command, own, environment())
            if turn == 0 and not one.problem and one.median < SHORT_SECONDS:
                one.seconds.clear()  # that was the warm-up: bytecode, file cache
                one.mib.clear()
    return series


def _turns(seconds: float) -> int:
    """How often a tool that takes so long is measured."""
    if seconds > LONG_SECONDS:
        return 1
    return 3 if seconds > SHORT_SECONDS else ROUNDS + 1


def environment() -> Mapping[str, str]:
    """What every tool is run with: this tree's library, no plugins that happen to be installed."""
    tree = Path(__file__).parent.parent
    return {
        **{name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ},
        "PYTHONPATH": str(tree / "layers" / "gonogo"),
        "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1",
        "STEPCI_DISABLE_ANALYTICS": "1",
        "DO_NOT_TRACK": "1",
        "CI": "true",
    }
