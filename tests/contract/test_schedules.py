"""What every store of schedules must do, in memory or on DynamoDB."""

from __future__ import annotations

from dataclasses import replace

import pytest

from gonogo.aws.schedules import DynamoSchedules
from gonogo.domain.ids import EnvironmentId, ProjectId, ScheduleId
from gonogo.domain.schedule import Schedule
from gonogo.errors import Conflict
from gonogo.stores import Schedules
from tests.builders import NOW, PROJECT
from tests.fake_schedules import FakeSchedules

FULL = Schedule(
    id=ScheduleId("0b0b0b0b-0000-4000-8000-000000000001"),
    project=PROJECT,
    kind="suite",
    target="smoke-id",
    cron="30 6 * * MON-FRI",
    timezone="Europe/Berlin",
    environment=EnvironmentId("staging"),
    variables={"host": "https://a.test/", "empty": ""},
    note="before work",
    paused=True,
    resume_at=NOW + 3600,
    counts_from=NOW,
    created_at=NOW,
    kept={"version": "1.0", "nested": {"a": [1, None]}},
)
PLAIN = Schedule(
    id=ScheduleId("0b0b0b0b-0000-4000-8000-000000000002"),
    project=PROJECT,
    kind="project",
    target=PROJECT,
    interval="1h",
    created_at=NOW - 5,
)


@pytest.fixture
def schedules(request: pytest.FixtureRequest, host: str) -> Schedules:
    """The `Schedules` port."""
    if host == "fake":
        return FakeSchedules()
    return DynamoSchedules(request.getfixturevalue("tables")["catalog"])


def test_what_was_put_reads_back_equal(schedules: Schedules) -> None:
    """Every field, and the oldest first."""
    schedules.put(FULL)
    schedules.put(PLAIN)
    assert schedules.find(PROJECT, FULL.id) == FULL
    assert schedules.of(PROJECT) == (PLAIN, FULL)


def test_another_project_has_none_of_them(schedules: Schedules) -> None:
    """The project is the tenant."""
    schedules.put(PLAIN)
    other = ProjectId("zzzzzzzzzzzz")
    assert schedules.find(other, PLAIN.id) is None
    assert schedules.of(other) == ()
    assert schedules.delete(other, PLAIN.id) is None
    assert schedules.find(PROJECT, PLAIN.id) == PLAIN


def test_the_slower_of_two_writers_is_told(schedules: Schedules) -> None:
    """And a new one does not replace what is there."""
    schedules.put(PLAIN)
    second = replace(PLAIN, version=2, note="second")
    schedules.put(second)
    for late in (PLAIN, replace(second, note="late")):
        with pytest.raises(Conflict):
            schedules.put(late)
    assert schedules.find(PROJECT, PLAIN.id) == second


def test_a_change_of_what_was_deleted_is_a_conflict(schedules: Schedules) -> None:
    """It does not come back."""
    schedules.put(PLAIN)
    schedules.delete(PROJECT, PLAIN.id)
    with pytest.raises(Conflict):
        schedules.put(replace(PLAIN, version=2))
    assert schedules.find(PROJECT, PLAIN.id) is None


def test_each_change_is_there_until_it_was_told(schedules: Schedules) -> None:
    """One for each schedule; the last counts, and telling an earlier one does not remove it."""
    first = schedules.put(PLAIN)
    schedules.put(FULL)
    second = schedules.put(replace(PLAIN, version=2))
    schedules.told(first)
    assert second in schedules.changes(10)
    assert len(schedules.changes(10)) == 2
    assert len(schedules.changes(1)) == 1
    schedules.told(second)
    gone = schedules.delete(PROJECT, FULL.id)
    assert schedules.changes(10) == (gone,)
    schedules.told(gone)  # type: ignore[arg-type]
    assert schedules.changes(10) == ()


def test_a_refused_change_is_none(schedules: Schedules) -> None:
    """Nothing has to be told then."""
    schedules.told(schedules.put(PLAIN))
    with pytest.raises(Conflict):
        schedules.put(PLAIN)
    assert schedules.delete(PROJECT, FULL.id) is None
    assert schedules.changes(10) == ()


def test_a_doubt_is_a_change(schedules: Schedules) -> None:
    """Of one that is there, and of one that is not."""
    for id in (PLAIN.id, FULL.id):
        schedules.doubt(PROJECT, id)
    assert {change.schedule for change in schedules.changes(10)} == {PLAIN.id, FULL.id}


def test_the_last_start_only_goes_forward(schedules: Schedules) -> None:
    """Rings may come late; and a note of one changes neither version nor what is to be told."""
    schedules.told(schedules.put(PLAIN))
    for at in (NOW + 60, NOW + 120, NOW + 60):
        schedules.started(PROJECT, PLAIN.id, at)
    assert schedules.find(PROJECT, PLAIN.id) == replace(PLAIN, last_started_at=NOW + 120)
    schedules.started(PROJECT, FULL.id, NOW)
    assert schedules.find(PROJECT, FULL.id) is None
    assert schedules.changes(10) == ()
