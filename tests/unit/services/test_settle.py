"""What happens once after a run ended, however often it is asked for."""

from __future__ import annotations

from dataclasses import replace

import pytest

from gonogo.domain.batch import Batch
from gonogo.domain.delivery import Subject
from gonogo.domain.run import Run
from gonogo.services.settle import Settlement, finish, settle
from gonogo.services.tell import Telling
from tests.builders import NOW, a_batch, a_run
from tests.fake_stores import FakeAnnouncer, FakeQueue, FakeRuns
from tests.fake_webhooks import FakeDeliveries, FakeStandings, FakeWebhooks
from tests.fakes import FakeClock

BASE = "https://gonogo.example"


class Rig:
    """A settlement over fakes, with a batch in it."""

    def __init__(self, total: int = 1, **fields: object) -> None:
        self.clock = FakeClock()
        self.runs = FakeRuns(self.clock)
        self.deliveries = FakeDeliveries()
        self.announcer = FakeAnnouncer()
        self.batch: Batch = a_batch(total=total)
        self.made = tuple(a_run(self.batch, i, **fields) for i in range(total))
        self.runs.create(self.batch, self.made)
        self.webhooks = FakeWebhooks()
        telling = Telling(self.deliveries, self.webhooks, FakeStandings(), self.clock)
        self.to = Settlement(self.runs, telling, self.announcer, self.clock, BASE, FakeQueue())

    def ended(self, index: int = 0, status: str = "passed") -> Run:
        """The run as its executor would end it."""
        claimed = self.runs.claim(self.made[index].id, self.clock.now())
        assert claimed
        return replace(claimed, status=status, finished_at=NOW + 1)  # type: ignore[arg-type]


def test_the_last_run_announces_the_verdict() -> None:
    """One batch outcome, with the verdict and a page to look at."""
    rig = Rig()
    assert finish(rig.ended(), rig.to)
    (outcome,) = rig.announcer.published
    assert (outcome.kind, outcome.status) == ("batch", "go")
    assert outcome.url == f"{BASE}/ui/batches/{rig.batch.id}"


def test_an_open_batch_announces_nothing() -> None:
    """The verdict waits for the last run."""
    rig = Rig(total=2)
    finish(rig.ended(0), rig.to)
    assert rig.announcer.published == []


def test_one_failed_run_makes_it_no_go() -> None:
    """All must pass."""
    rig = Rig(total=2)
    finish(rig.ended(0), rig.to)
    finish(rig.ended(1, "failed"), rig.to)
    assert rig.announcer.published[-1].status == "no-go"


def test_only_the_first_end_of_a_run_counts() -> None:
    """A second executor with the same attempt changes nothing and has no effects."""
    rig = Rig()
    ended = rig.ended()
    assert finish(ended, rig.to)
    assert not finish(replace(ended, status="failed"), rig.to)
    batch = rig.runs.batch(rig.batch.id)
    assert batch and batch.tally.passed == 1 and batch.tally.failed == 0


@pytest.mark.parametrize("times", [2, 5])
def test_settling_again_notes_and_counts_nothing_twice(times: int) -> None:
    """Whoever finds a run half settled repeats it."""
    rig = Rig(webhooks=("https://hook.example/a",))
    ended = rig.ended()
    rig.runs.finish(ended)
    for _ in range(times):
        settle(ended, rig.to)
    assert len(rig.deliveries.of(Subject("batch", rig.batch.id))) == 1
    batch = rig.runs.batch(rig.batch.id)
    assert batch and batch.tally.passed == 1


def test_a_run_with_webhooks_wakes_the_reporter() -> None:
    """Its outcome is published besides the batch's."""
    rig = Rig(webhooks=("https://hook.example/a",))
    finish(rig.ended(), rig.to)
    assert [outcome.kind for outcome in rig.announcer.published] == ["run", "batch"]


def test_an_announced_batch_is_not_due_any_more() -> None:
    """The janitor stops looking at it."""
    rig = Rig()
    finish(rig.ended(), rig.to)
    assert rig.runs.due_batches(NOW + 10_000, 10) == ()
