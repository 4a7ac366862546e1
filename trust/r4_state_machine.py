"""R4: whatever happens in whatever order, nothing is lost, doubled or left open."""

from __future__ import annotations

import logging
import traceback
from contextlib import AbstractContextManager
from dataclasses import replace
from itertools import count
from unittest.mock import patch

from gonogo.aws import tallies
from gonogo.aws.deliveries import DynamoDeliveries
from gonogo.aws.gates import DynamoGates
from gonogo.aws.items import batch_key
from gonogo.aws.runs import DynamoRuns
from gonogo.aws.table import Table
from gonogo.aws.values import Item
from gonogo.domain.delivery import Delivery, Subject
from gonogo.domain.gate import GateId
from gonogo.domain.ids import RunId, number_of
from gonogo.domain.run import Run
from tests.state_machine import replay, search
from trust._figure import Figure, Measured

STEPS = 50


def _measure(examples: int) -> Measured:
    logging.disable(logging.CRITICAL)
    try:
        replay()
        search(examples, STEPS, shrink=False)
    except (Exception, ExceptionGroup) as found:
        broken = found.exceptions[0] if isinstance(found, ExceptionGroup) else found
        where = traceback.extract_tb(broken.__traceback__)[-1]
        told = f"{type(broken).__name__} {str(broken)[:60]} at {where.name}: {where.line}"
        return Measured(figure=f"broken: {told}", holds=False)
    return Measured(figure=f"0 breaks in {examples:,} sequences of {STEPS} steps", holds=True)


# ---- faults --------------------------------------------------------------------------------------


def _skips_what_is_not_queued() -> AbstractContextManager[object]:
    claim = DynamoRuns.claim

    def skipping(runs: DynamoRuns, run: RunId, now: float) -> Run | None:
        found = runs.run(run)
        return None if found and found.status != "queued" else claim(runs, run, now)

    return patch.object(DynamoRuns, "claim", skipping)


def _finish_without_fence() -> AbstractContextManager[object]:
    change = DynamoRuns._change

    def anyway(runs: DynamoRuns, run: RunId, text: str, *, condition: str, values: Item) -> bool:
        unfenced = "attribute_exists(#pk)" if " IN " in condition else condition
        return change(runs, run, text, condition=unfenced, values=values)

    return patch.object(DynamoRuns, "_change", anyway)


def _bare_add() -> AbstractContextManager[object]:
    unique = count(1000)

    def added(table: Table, run: Run) -> Item:
        key = batch_key(number_of("batch", run.batch))
        change, values = f"ADD #{run.status} :one", {"one": {next(unique)}}
        return table.update(key, change, values=values, returns="ALL_NEW")

    return patch.object(tallies, "count", added)


def _answer_without_condition() -> AbstractContextManager[object]:
    change = DynamoGates._change

    def anyway(gates: DynamoGates, id: GateId, text: str, *, condition: str, values: Item) -> Item:
        free = condition.replace(" AND attribute_not_exists(#answer)", "")
        return change(gates, id, text, condition=free, values=values)

    return patch.object(DynamoGates, "_change", anyway)


def _forgetful_sweep() -> AbstractContextManager[object]:
    return patch("gonogo.services.sweep._settle_half_done", lambda *_: None)


def _ticked_off_before_it_is_sent() -> AbstractContextManager[object]:
    claim = DynamoDeliveries.claim

    def ticked(log: DynamoDeliveries, subject: Subject, id: str, now: float) -> Delivery | None:
        claimed = claim(log, subject, id, now)
        if claimed is not None:
            log.record(replace(claimed, state="delivered"))
        return claimed

    return patch.object(DynamoDeliveries, "claim", ticked)


FIGURE = Figure(
    id="R4",
    claim="random sequences of starts, deliveries, deaths, cancels, losses, time, gates and failing"
    " receivers that leave a run open, a batch without its one verdict, a gate without its one"
    " answer, or somebody untold",
    bar="0 of 2,000 sequences of 50 steps; each of 6 planted faults found",
    measure=_measure,
    many=2000,
    few=8,
    planted={
        "a consumer that skips what is not queued": _skips_what_is_not_queued,
        "a finish without the fence": _finish_without_fence,
        "a bare addition": _bare_add,
        "an answer without a condition": _answer_without_condition,
        "a sweep that forgets": _forgetful_sweep,
        "a delivery ticked off before it is sent": _ticked_off_before_it_is_sent,
    },
    seconds=900,
)
