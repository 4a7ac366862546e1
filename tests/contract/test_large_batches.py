"""Batches of thousands of runs: written side by side, and still all or unreadable."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from gonogo.aws.queue import SqsRunQueue
from gonogo.aws.runs import DynamoRuns
from gonogo.aws.table import Table
from gonogo.domain.commands import RunMessage
from gonogo.domain.run import Run
from gonogo.errors import AlreadyThere
from tests.builders import a_batch, a_run
from tests.contract.template_tables import make_tables
from tests.fakes import FakeClock
from tests.quick_aws import QuickClients

TOTAL = 2_050
"""More than are written one after the other."""


@pytest.fixture
def clients() -> Iterator[QuickClients]:
    """Of AWS in memory: moto takes no transactions side by side."""
    found = QuickClients()
    make_tables(found.dynamodb)
    yield found


@pytest.fixture
def runs(clients: QuickClients) -> DynamoRuns:
    """The store."""
    return DynamoRuns(Table(clients, "runs"), FakeClock())


def all_of(total: int) -> tuple[Run, ...]:
    """A large batch's runs."""
    batch = a_batch(total=total)
    return tuple(a_run(batch, index) for index in range(total))


def test_a_large_batch_is_written_whole(runs: DynamoRuns) -> None:
    """In its order."""
    batch, all = a_batch(total=TOTAL), all_of(TOTAL)
    assert runs.create(batch, all, token="t")
    assert not runs.create(batch, all, token="t"), "the same start is written once"
    assert [run.number for run in runs.runs_of(batch)] == [run.number for run in all]


def test_a_number_that_is_taken_leaves_no_batch(runs: DynamoRuns) -> None:
    """Whichever of the transactions meets it: the head is written last."""
    batch, all = a_batch(total=TOTAL), all_of(TOTAL)
    other = a_batch(total=1, number=all[1_000].number - 1)
    assert runs.create(other, (a_run(other),))
    with pytest.raises(AlreadyThere):
        runs.create(batch, all)
    assert runs.batch(batch.id) is None


def test_runs_with_much_in_them_are_written_whole(runs: DynamoRuns) -> None:
    """A hundred of them are more than a transaction takes."""
    batch, much = a_batch(total=99), ("https://hook.example/" + "x" * 46_000,)
    assert runs.create(batch, tuple(a_run(batch, index, webhooks=much) for index in range(99)))
    assert [run.webhooks for run in runs.runs_of(batch)] == [much] * 99


def test_a_large_batch_is_sent_whole(clients: QuickClients) -> None:
    """Each run once."""
    clients.sqs.create_queue(QueueName="runs")
    messages = tuple(RunMessage(run=run.id, project=run.project) for run in all_of(TOTAL))
    SqsRunQueue(clients, "runs").send(messages)
    sent = {each["Body"] for each in clients.sqs.queues["runs"]}  # type: ignore[attr-defined]
    assert len(sent) == len(clients.sqs.queues["runs"]) == TOTAL  # type: ignore[attr-defined]
