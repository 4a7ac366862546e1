"""J1: no script hangs, crashes or fills the process that runs it, and a soak leaves nothing."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import AbstractContextManager
from itertools import chain, cycle, islice
from pathlib import Path
from typing import Any
from unittest.mock import patch

from wasmtime import Store

from gonogo.engine.scripts.javascript import guest
from tests.hostile_scripts import ATTACKS, LOOPS, MEMORIES
from tests.scripts import script
from trust._figure import Figure, Measured

_LIMIT, _GRACE, _HANGS = 0.3, 0.3, 2.0
_MEGABYTE = 1024 * 1024
_ENOUGH = 1
"""What hangs is not waited for 552 times."""
_MOST, _LEFT = 128 * _MEGABYTE, 64 * _MEGABYTE
_DEADLINE, _FUEL = Store.set_epoch_deadline, Store.set_fuel


def _measure(cases: int) -> Measured:
    """So many scripts one after the other."""
    script("1")  # the machine is loaded
    before, most, late = _resident(), 0, 0
    for source in islice(cycle(_in_turn()), cases):
        # A busy computer may wake the clock late once: late is what is late twice.
        late += _over(source) and _over(source)
        most = max(most, _resident() - before)
        if late >= _ENOUGH:
            break
    left = _resident() - before
    alive = script("variables.set('a', 'b')").changes == {"a": "b"}
    return Measured(
        figure=f"{late} of {cases} late; at most {most // _MEGABYTE} MB more, "
        f"{left // _MEGABYTE} MB at the end",
        holds=not late and alive and most <= _MOST and left <= _LEFT,
    )


def _in_turn() -> Iterator[str]:
    """All attacks; those on memory and on time are mixed, so that few cases have both."""
    mixed = zip(MEMORIES.values(), LOOPS.values(), strict=False)
    yield from dict.fromkeys([*chain.from_iterable(mixed), *ATTACKS.values()])


def _over(source: str) -> bool:
    """Late by the processor's time: a busy computer is not the script's fault, a hanging one is."""
    started, worked = time.monotonic(), time.thread_time()
    script(source, seconds=_LIMIT)
    late = time.thread_time() - worked > _LIMIT + _GRACE
    return late or time.monotonic() - started > _LIMIT + _HANGS


def _resident() -> int:
    return int(Path("/proc/self/statm").read_text().split()[1]) * 4096


def _slow_clock() -> AbstractContextManager[object]:
    """A machine whose clock, and the fuel behind it, end nothing in time."""

    def fuelled(store: Store, fuel: int) -> None:
        _FUEL(store, fuel * 10)

    def late(store: Store, ticks: int) -> None:
        _DEADLINE(store, ticks * 8)

    return patch.multiple(Store, set_epoch_deadline=late, set_fuel=fuelled)


def _never_closed() -> AbstractContextManager[object]:
    """A machine that keeps its memory when its script ended."""
    kept: list[Any] = []

    def close(machine: guest.Guest) -> None:
        guest._count(-1)
        kept.append(machine)

    return patch.object(guest.Guest, "close", close)


FIGURE = Figure(
    id="J1",
    claim=f"hostile scripts in a row ({len(ATTACKS)} attacks in turn) that outlive their time by "
    "0.3 s; what they leave of memory",
    bar="0 late of 552; at most 128 MB more, 64 MB at the end",
    measure=_measure,
    many=552,
    few=8,
    planted={"the clock is slow": _slow_clock, "machines are not closed": _never_closed},
    seconds=900,
)
