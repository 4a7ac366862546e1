"""What a run costs: the calls it makes and the write units they take."""

from __future__ import annotations

from dataclasses import replace

import pytest

from gonogo.aws.runs import DynamoRuns
from gonogo.aws.table import Table
from gonogo.domain.ids import EnvironmentId, new_uuid
from gonogo.domain.result import count
from tests.builders import NOW, a_batch, a_run
from tests.fakes import FakeClock
from tests.unit.aws.calls import Calls
from tests.unit.aws.typical import a_result


def life(runs: DynamoRuns, steps: int) -> None:
    """A batch of one run, from its start to its announcement."""
    batch = a_batch(1)
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
