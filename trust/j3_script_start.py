"""J3: what a script costs before its first line runs, with its libraries there."""

from __future__ import annotations

import shutil
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from statistics import quantiles
from tempfile import TemporaryDirectory
from unittest.mock import patch

from gonogo.engine.scripts.javascript import compiled, guest, loading, machine
from tests.scripts import script
from trust._figure import Figure, Measured

_SOURCE = """
_.max([1, 2]); moment.utc(0).year(); CryptoJS.MD5('a');
pm.test('four', () => pm.expect(4).to.equal(4))
"""
_BUILT = Path(loading.__file__).parent / "built"
_P50, _P95 = 15.0, 30.0


def _measure(cases: int) -> Measured:
    for _ in range(3):
        _milliseconds()
    spent = [_milliseconds() for _ in range(max(cases, 3))]
    p50, p95 = (quantiles(spent, n=100, method="inclusive")[at - 1] for at in (50, 95))
    return Measured(
        figure=f"p50 {p50:.1f} ms, p95 {p95:.1f} ms of {len(spent)}",
        holds=p50 <= _P50 and p95 <= _P95,
    )


def _milliseconds() -> float:
    started = time.thread_time()
    if not script(_SOURCE).passed:
        return float("inf")
    return (time.thread_time() - started) * 1000


@contextmanager
def _interpreted() -> Iterator[None]:
    """What the build compiled for this kind of computer is missing."""
    with TemporaryDirectory() as folder:
        for name in ("machine.wasm", f"{guest.PORTABLE}.cwasm", compiled.LIST):
            shutil.copy(_BUILT / name, folder)
        with patch.object(machine, "_shelf", loading.Shelf(Path(folder))):
            yield


FIGURE = Figure(
    id="J3",
    claim="processor time of a script that uses four libraries, in a machine of its own, warm",
    bar="p50 at most 15 ms, p95 at most 30 ms",
    measure=_measure,
    many=300,
    planted={"interpreted": _interpreted},
)
