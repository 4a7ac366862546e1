"""What the janitor moves on, and what it leaves alone."""

from __future__ import annotations

from dataclasses import replace

from gonogo.domain.commands import RunMessage
from gonogo.domain.run import LEASE_SECONDS, RUN_LIFETIME
from gonogo.services.settle import Settlement
from gonogo.services.sweep import RESEND_ANYWAY_AFTER, Sweep, sweep
from gonogo.services.tell import Telling
from tests.builders import NOW, PROJECT, a_batch, a_run
from tests.fake_stores import FakeAnnouncer, FakeQueue, FakeRuns
from tests.fake_webhooks import FakeDeliveries, FakeStandings, FakeWebhooks
from tests.fakes import FakeClock


class Rig:
    """A janitor over fakes, with a batch of one run in it."""

    def __init__(self, total: int = 1) -> None:
        self.clock = FakeClock()
        self.runs = FakeRuns(self.clock)
        self.queue = FakeQueue()
        self.announcer = FakeAnnouncer()
        deliveries = FakeDeliveries()
        self.batch = a_batch(total=total)
        self.made = tuple(a_run(self.batch, i) for i in range(total))
        self.runs.create(self.batch, self.made)
        telling = Telling(deliveries, FakeWebhooks(), FakeStandings(), self.clock)
        settlement = Settlement(self.runs, telling, self.announcer, self.clock, "", self.queue)
        self.to = Sweep(self.runs, deliveries, self.queue, self.announcer, self.clock, settlement)

    def sweep_after(self, seconds: float) -> None:
        """Let time pass, then sweep."""
        self.clock.advance(seconds)
        sweep(self.to)

    def sent(self) -> list[str]:
        """Runs in the queue, in their order."""
        return [message.run for message in self.queue.sent]


def test_a_run_that_was_never_sent_is_sent() -> None:
    """Its batch was written, and then its process died."""
    rig = Rig()
    rig.sweep_after(60)
    assert rig.sent() == [rig.made[0].id]


def test_a_fresh_run_is_left_alone() -> None:
    """Its message is on the way."""
    rig = Rig()
    rig.sweep_after(5)
    assert rig.sent() == []


def test_a_run_in_a_backlog_is_not_sent_again() -> None:
    """A message can be missing only where the queue ran dry."""
    rig = Rig()
    rig.queue.send((RunMessage(run="another", project=PROJECT),))
    rig.sweep_after(60)
    assert rig.sent() == ["another"]


def test_a_run_that_waits_for_ten_minutes_is_sent_again_anyway() -> None:
    """A queue that never runs dry must not hide a lost message for ever."""
    rig = Rig()
    rig.queue.send((RunMessage(run="another", project=PROJECT),))
    rig.sweep_after(RESEND_ANYWAY_AFTER + 1)
    assert rig.sent() == ["another", rig.made[0].id]


def test_a_run_of_a_living_executor_is_left_alone() -> None:
    """Its lease has not ended."""
    rig = Rig()
    rig.clock.advance(40)
    rig.runs.claim(rig.made[0].id, rig.clock.now())
    rig.sweep_after(LEASE_SECONDS - 1)
    assert rig.sent() == []


def test_a_run_of_a_lost_executor_is_started_once_more() -> None:
    """The first loss costs an attempt."""
    rig = Rig()
    rig.runs.claim(rig.made[0].id, rig.clock.now())
    rig.sweep_after(LEASE_SECONDS + 1)
    assert rig.sent() == [rig.made[0].id]


def test_a_run_lost_twice_is_errored_and_its_batch_is_no_go() -> None:
    """The second loss ends it, with a reason."""
    rig = Rig()
    for _ in range(2):
        rig.runs.claim(rig.made[0].id, rig.clock.now())
        rig.sweep_after(LEASE_SECONDS + 60)
    run = rig.runs.run(rig.made[0].id)
    assert run and run.status == "errored"
    assert run.problem and run.problem.code == "executor_lost"
    assert rig.announcer.published[-1].status == "no-go"


def test_a_run_past_its_lifetime_is_errored() -> None:
    """Nothing hangs for ever."""
    rig = Rig()
    rig.sweep_after(RUN_LIFETIME + 1)
    run = rig.runs.run(rig.made[0].id)
    assert run and run.problem and run.problem.code == "run_expired"


def test_a_batch_whose_last_executor_died_before_announcing_is_announced() -> None:
    """Its runs are over, and nobody was told."""
    rig = Rig()
    claimed = rig.runs.claim(rig.made[0].id, rig.clock.now())
    assert claimed
    rig.runs.finish(replace(claimed, status="passed", finished_at=NOW + 1))
    rig.sweep_after(60)
    assert [outcome.status for outcome in rig.announcer.published] == ["go"]
    rig.sweep_after(60)
    assert len(rig.announcer.published) == 1


def test_a_batch_of_no_runs_is_announced_as_no_go() -> None:
    """Nothing run is not a pass."""
    rig = Rig(total=0)
    rig.sweep_after(60)
    assert [outcome.status for outcome in rig.announcer.published] == ["no-go"]
