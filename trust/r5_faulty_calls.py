"""R5: one call of AWS is refused or lost, before or after it took effect; each effect is once."""

from __future__ import annotations

import logging
from contextlib import AbstractContextManager
from typing import Any
from unittest.mock import patch

from gonogo.aws.table import ConditionFailed, Key, Table
from gonogo.aws.values import Item
from tests.faults import TOLD
from tests.paths import AWS, PATHS, everywhere, go
from trust._figure import Figure, Measured

FEW = "a start with a key"
"""The way that is gone with few cases, cut at each call after it took effect."""


def _measure(cases: int) -> Measured:
    logging.disable(logging.CRITICAL)
    faults, broken = 0, []
    some = {FEW: PATHS[FEW]} if cases == 1 else PATHS
    for name, nth, kind in everywhere(TOLD[-1:] if cases == 1 else TOLD, AWS, some):
        faults += 1
        try:
            go(PATHS[name], nth, kind, AWS)
        except AssertionError as wrong:
            broken.append(f"; {name}, call {nth}, {kind}: {str(wrong)[:60]}")
    told = f"{len(broken)} of {faults:,} faults on {len(some)} ways" + "".join(broken[:1])
    return Measured(figure=told, holds=bool(faults) and not broken)


def _bare_add() -> AbstractContextManager[object]:
    """An attempt is counted by whoever says so."""
    update = Table.update

    def unguarded(table: Table, key: Key, change: str, **more: Any) -> Item:
        if "#attempt + :one" in change:
            more["condition"] = ""
        return update(table, key, change, **more)

    return patch.object(Table, "update", unguarded)


def _own_writes_unknown() -> AbstractContextManager[object]:
    """Who repeats a call that took effect takes the refusal for another's write."""
    return patch.object(ConditionFailed, "written_by", lambda *_: False)


FIGURE = Figure(
    id="R5",
    claim="throttled, failed, conflicting or cut calls of AWS, one at each call on each way, after"
    " which something is lost or happened twice",
    bar="0, at 100 % of the calls with each of 5 faults",
    measure=_measure,
    many=2,
    few=1,
    planted={"a bare addition": _bare_add, "own writes unknown": _own_writes_unknown},
    seconds=900,
)
