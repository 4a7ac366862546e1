"""The figures of the sandbox can fail: without a wall, its test turns red."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from wasmtime import Store

from gonogo.engine.scripts.javascript import guest
from tests.hostile_scripts import LOOPS, MEMORIES
from tests.integration.scripts.test_machine import MEGABYTE, resident
from tests.scripts import script

ROOT = Path(__file__).resolve().parents[3]
WITHOUT_TIME = """
import sys
from wasmtime import Store
from tests.scripts import script
late, fuelled = Store.set_epoch_deadline, Store.set_fuel
Store.set_epoch_deadline = lambda store, ticks: late(store, 10**9)
Store.set_fuel = lambda store, fuel: fuelled(store, 2**62)
print("begun", flush=True)
script(sys.argv[1], seconds=0.2)
"""


def test_a_machine_without_a_clock_never_ends() -> None:
    """J1: it is the clock, and behind it the fuel, that end a loop."""
    command = [sys.executable, "-c", WITHOUT_TIME, LOOPS["plain loop"]]
    with pytest.raises(subprocess.TimeoutExpired) as ended:
        subprocess.run(command, cwd=ROOT, timeout=5, check=False, capture_output=True)  # noqa: S603 -- ours
    assert ended.value.stdout == b"begun\n"


def test_fuel_alone_ends_a_loop(monkeypatch: pytest.MonkeyPatch) -> None:
    """The second wall, for a process whose clock thread gets no turn."""
    late = Store.set_epoch_deadline
    monkeypatch.setattr(Store, "set_epoch_deadline", lambda store, ticks: late(store, 10**9))
    monkeypatch.setattr(guest, "FUEL_PER_SECOND", 50_000_000)
    outcome = script(LOOPS["plain loop"], seconds=1.0)
    assert outcome.seconds < 0.9
    assert outcome.error == "the script took longer than 1 s"


def test_a_machine_that_is_not_closed_keeps_its_memory(monkeypatch: pytest.MonkeyPatch) -> None:
    """J1: the soak would grow without end."""
    left: list[guest.Guest] = []
    monkeypatch.setattr(guest.Guest, "close", lambda self: (guest._count(-1), left.append(self)))
    before = resident()
    for _ in range(6):
        script(MEMORIES["buffers"], seconds=0.4)
    grown = resident() - before
    monkeypatch.undo()
    for each in left:
        each._store.close()
    assert grown > 128 * MEGABYTE
