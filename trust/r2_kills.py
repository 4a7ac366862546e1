"""R2: real processes, killed at random moments, lose nothing."""

from __future__ import annotations

from contextlib import AbstractContextManager
from unittest.mock import patch

from tests.real_kills import SIDE_BY_SIDE, measure
from trust._figure import Figure, Measured

RUNS_A_KILL = 2.5
FEW = 20
"""Kills with a planted fault. Its wait for what never comes is too long for `make test`."""


def _measure(kills: int) -> Measured:
    kills = kills or FEW
    found = measure(int(kills * RUNS_A_KILL), kills)
    figure = (
        f"{found.kills} kills over {found.runs} runs, {found.twice} begun again: {found.lost} lost,"
        f" {found.waiting} gates waiting, {found.verdicts} verdicts, {found.untold} untold;"
        f" begun again after p99 {found.recovery:.0f} s"
    )
    return Measured(figure=figure, holds=found.holds)


def _without_janitor() -> AbstractContextManager[object]:
    """Processes have no patched code of this one: what can be taken away is one of them."""
    return patch.dict(SIDE_BY_SIDE, janitor=0)


FIGURE = Figure(
    id="R2",
    claim="runs lost, gates left waiting, verdicts missing and people untold after `kill -9` of"
    " executors, reporters, janitor and API (time 4 times as fast)",
    bar="0 with 200 kills over 500 runs; a lost run begins again within 2 minutes, p99",
    measure=_measure,
    many=200,
    planted={"nobody sweeps": _without_janitor},
    seconds=600,
)
