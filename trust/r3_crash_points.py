"""R3: the process dies at every call that it makes, before or after it took effect."""

from __future__ import annotations

import logging
from contextlib import AbstractContextManager
from unittest.mock import patch

from tests.faults import KILLS
from tests.paths import PATHS, everywhere, go
from trust._figure import Figure, Measured

FEW = "a start with a key"
"""The way on which the process dies, with few cases, after each call."""


def _measure(cases: int) -> Measured:
    logging.disable(logging.CRITICAL)
    points, broken = 0, []
    some = {FEW: PATHS[FEW]} if cases == 1 else PATHS
    for name, nth, kind in everywhere(KILLS[1:] if cases == 1 else KILLS, paths=some):
        points += 1
        try:
            go(PATHS[name], nth, kind)
        except AssertionError as wrong:
            broken.append(f"; {name}, call {nth}, {kind}: {str(wrong)[:60]}")
    told = f"{len(broken)} of {points:,} deaths on {len(some)} ways" + "".join(broken[:1])
    return Measured(figure=told, holds=bool(points) and not broken)


def _never_sent_again() -> AbstractContextManager[object]:
    return patch("gonogo.services.sweep._send_again", lambda *_: None)


def _never_settled_again() -> AbstractContextManager[object]:
    return patch("gonogo.services.sweep._settle_half_done", lambda *_: None)


def _deliveries_never_woken() -> AbstractContextManager[object]:
    return patch("gonogo.services.sweep._wake_deliveries", lambda *_: 0)


FIGURE = Figure(
    id="R3",
    claim="deaths, one at each call of AWS and HTTP on each way, before and after the call, that"
    " lose or double a run, a verdict, a gate's answer or a notification",
    bar="0, at 100 % of the calls",
    measure=_measure,
    many=2,
    few=1,
    planted={
        "what was not sent is forgotten": _never_sent_again,
        "what is half settled is forgotten": _never_settled_again,
        "who was not told is forgotten": _deliveries_never_woken,
    },
    seconds=600,
)
