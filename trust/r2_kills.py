"""R2: real processes, killed at random moments, lose nothing."""

from __future__ import annotations

from tests.real_kills import measure
from trust._figure import Figure, Measured

RUNS_A_KILL = 2.5


def _measure(kills: int) -> Measured:
    found = measure(int(kills * RUNS_A_KILL), kills)
    figure = (
        f"{found.kills} kills over {found.runs} runs, {found.twice} begun again: {found.lost} lost,"
        f" {found.waiting} gates waiting, {found.verdicts} verdicts, {found.untold} untold;"
        f" begun again after p99 {found.recovery:.0f} s"
    )
    return Measured(figure=figure, holds=found.holds)


FIGURE = Figure(
    id="R2",
    claim="runs lost, gates left waiting, verdicts missing and people untold after `kill -9` of"
    " executors, reporters, janitor and API (time 4 times as fast)",
    bar="0 with 200 kills over 500 runs; a lost run begins again within 2 minutes, p99",
    measure=_measure,
    many=200,
    seconds=600,
)
