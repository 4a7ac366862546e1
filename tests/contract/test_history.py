"""What every store of runs must say about what was started before."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from gonogo.aws.clients import Clients
from gonogo.aws.runs import DynamoRuns
from gonogo.aws.table import Table
from gonogo.domain.batch import Batch
from gonogo.domain.ids import ProjectId, TestId, uuid_of
from gonogo.ports import Runs
from tests.builders import NOW, NUMBER, PROJECT, a_batch, a_head, a_run
from tests.fake_stores import RETENTION_SECONDS
from tests.fakes import FakeClock

OTHER = ProjectId("zzzzzzzzzzzz")
TEST = a_head().id


def started(runs: Runs, number: int, *tests: TestId, project: ProjectId = PROJECT) -> Batch:
    """A batch of one run for each test."""
    batch = a_batch(len(tests), number, project=project)
    runs.create(batch, tuple(a_run(batch, index, test=test) for index, test in enumerate(tests)))
    return batch


def walked(runs: Runs, limit: int) -> Iterator[int]:
    """The numbers of the project's batches, page by page."""
    before: int | None = None
    while page := runs.batches_of(PROJECT, limit=limit, before=before):
        assert len(page) <= limit
        yield from (batch.number for batch in page)
        before = page[-1].number


def test_batches_come_newest_first_by_number(runs: Runs) -> None:
    """By the number and not by its text: 9 is older than 10."""
    for number in (9, 1000, 10, 100):
        started(runs, number, TEST)
    assert [batch.number for batch in runs.batches_of(PROJECT, limit=10)] == [1000, 100, 10, 9]


@pytest.mark.parametrize("limit", [1, 2, 3, 7, 100])
def test_pages_of_any_size_give_each_batch_once(runs: Runs, limit: int) -> None:
    """`before` is where the page before ended."""
    numbers = [NUMBER + 10 * index for index in range(7)]
    for number in numbers:
        started(runs, number, TEST)
    assert list(walked(runs, limit)) == numbers[::-1]


def test_a_project_sees_its_own_batches_as_they_stand(runs: Runs) -> None:
    """Not another's; and with what was counted since."""
    batch = started(runs, NUMBER, TEST)
    started(runs, NUMBER + 10, TEST, project=OTHER)
    runs.mark_announced(batch.id, NOW + 3)
    assert runs.batches_of(PROJECT, limit=10) == (runs.batch(batch.id),)
    assert runs.batches_of(ProjectId("nobody"), limit=10) == ()


def test_a_batch_without_runs_is_listed(runs: Runs) -> None:
    """Starting nothing is an outcome too."""
    batch = started(runs, NUMBER)
    assert runs.batches_of(PROJECT, limit=1) == (batch,)


def test_runs_of_a_test_come_newest_first(runs: Runs) -> None:
    """Those of one batch too, and none of another test."""
    other = TestId(uuid_of("test", 7))
    first = started(runs, NUMBER, TEST, other, TEST)
    second = started(runs, NUMBER + 10, other, TEST)
    expected = [second.number + 2, first.number + 3, first.number + 1]
    assert [run.number for run in runs.runs_of_test(PROJECT, TEST, limit=9)] == expected
    assert [
        run.number for run in runs.runs_of_test(PROJECT, TEST, limit=1, before=expected[0])
    ] == expected[1:2]


def test_runs_of_a_test_are_its_projects(runs: Runs) -> None:
    """Whatever test id is asked for: the project is the tenant."""
    started(runs, NUMBER, TEST)
    for index in range(1, 4):
        started(runs, NUMBER + 10 * index, TEST, project=OTHER)
    assert [run.number for run in runs.runs_of_test(PROJECT, TEST, limit=1)] == [NUMBER + 1]


def test_what_is_expired_is_not_listed(runs: Runs, clock: FakeClock) -> None:
    """Whether or not the database has deleted it by then."""
    started(runs, NUMBER, TEST)
    clock.time = NOW + RETENTION_SECONDS + 1
    assert runs.batches_of(PROJECT, limit=5) == ()
    assert runs.runs_of_test(PROJECT, TEST, limit=5) == ()


def test_runs_whose_batch_was_not_written_to_its_end_are_not_listed(
    tables: dict[str, Table], moto_clients: Clients, clock: FakeClock
) -> None:
    """A start that was cut off between two transactions never was."""
    runs = DynamoRuns(tables["runs"], clock)
    batch = started(runs, NUMBER, TEST, TEST)
    whole = started(runs, NUMBER - 10, TEST)
    moto_clients.dynamodb.delete_item(
        TableName=tables["runs"].name,
        Key={"pk": {"S": f"BATCH#{batch.number}"}, "sk": {"S": "BATCH"}},
    )
    assert runs.batches_of(PROJECT, limit=5) == (whole,)
    assert [run.number for run in runs.runs_of_test(PROJECT, TEST, limit=5)] == [whole.number + 1]
