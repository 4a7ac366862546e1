"""What a run costs: the calls it makes and the write units they take."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from gonogo.aws.receipts import DynamoReceipts
from gonogo.aws.runs import DynamoRuns
from gonogo.aws.table import Table
from gonogo.domain.ids import EnvironmentId, new_uuid
from gonogo.domain.receipt import Receipt
from gonogo.domain.result import count
from gonogo.domain.terms import Policy, Terms
from tests.builders import NOW, NUMBER, a_batch, a_run
from tests.fakes import FakeClock
from tests.unit.aws.calls import Calls
from tests.unit.aws.typical import a_result


def life(runs: DynamoRuns, steps: int, number: int = NUMBER, **fields: Any) -> None:
    """A batch of one run, from its start to its announcement."""
    batch = a_batch(1, number, **fields)
    run = a_run(
        batch,
        environment=EnvironmentId(new_uuid()),
        environment_name="staging",
        variables={"base_url": "https://api.shop.test", "user": "ada", "token": "t" * 40},
        webhooks=("https://hooks.example.test/services/T000/B000",),
    )
    runs.create(batch, (run,))
    claimed = runs.claim(run.id, NOW + 1)
    assert claimed is not None
    result = a_result(steps)
    runs.save_result(run.id, 1, result)
    end = replace(claimed, status="passed", finished_at=NOW + 9, counts=count(result.steps))
    assert runs.finish(end)
    runs.tally(end)
    runs.mark_announced(batch.id, NOW + 10)


@pytest.mark.parametrize(("steps", "units"), [(1, 13), (10, 14), (100, 22)])
def test_write_units_of_a_run(
    runs_table: Table, clock: FakeClock, calls: Calls, steps: int, units: int
) -> None:
    """Twelve, and the result: creating 5, the history 2, claim, end, count 1 each, announcing 2."""
    life(DynamoRuns(runs_table, clock), steps)
    assert calls.units == units


def test_calls_of_a_run(runs_table: Table, clock: FakeClock, calls: Calls) -> None:
    """One for each thing that happens, and starting is one."""
    life(DynamoRuns(runs_table, clock), 10)
    assert calls.made == ["TransactWriteItems", "UpdateItem", "PutItem", *["UpdateItem"] * 3]


TERMS = Terms(
    facts={
        "commit": "f00dfeedf00dfeedf00dfeedf00dfeedf00dfeed",
        "branch": "feature/checkout-in-one-page",
        "build_url": "https://ci.example.test/shop/api/pipelines/48151623",
        "pull_request": "4711",
    },
    policy=Policy(non_blocking=("flaky",), min_pass_ratio=0.95),
    group="shop/api#4711",
    supersede=True,
)


def test_terms_cost_nothing_until_they_are_long(
    runs_table: Table, clock: FakeClock, calls: Calls
) -> None:
    """A build's facts and a policy fit into the batch's write unit; a plain start stores none."""
    life(DynamoRuns(runs_table, clock), 1)
    plain = calls.units
    life(DynamoRuns(runs_table, clock), 1, number=NUMBER + 50, terms=TERMS)
    assert calls.units == 2 * plain


def test_a_start_with_a_key_costs_one_write_unit(
    guards_table: Table, clock: FakeClock, calls: Calls
) -> None:
    """And a repeat one, which finds the receipt."""
    receipts = DynamoReceipts(guards_table)
    receipt = Receipt(
        number=NUMBER, fingerprint="f" * 64, token="t" * 16, owner="o" * 16, until=NOW
    )
    receipts.note("key#k1#deploy-4711", receipt, NOW)
    assert (calls.made, calls.units) == (["PutItem"], 1)
    receipts.note("key#k1#deploy-4711", receipt, NOW)
    assert calls.made == ["PutItem"] * 2
