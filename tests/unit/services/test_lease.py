"""Leases are renewed while held, and a lost one is noticed."""

from __future__ import annotations

import time
from dataclasses import replace

from gonogo.domain.run import LEASE_SECONDS, Run
from gonogo.services.lease import Heart
from tests.builders import a_batch, a_run
from tests.fake_stores import FakeRuns
from tests.fakes import FakeClock


def claimed(clock: FakeClock) -> tuple[FakeRuns, Run]:
    """A store with one claimed run."""
    runs, batch = FakeRuns(clock), a_batch()
    runs.create(batch, (a_run(batch),))
    run = runs.claim(a_run(batch).id, clock.now())
    assert run
    return runs, run


def test_a_beat_renews_the_lease() -> None:
    """It reaches a full lease from now on."""
    clock = FakeClock()
    runs, run = claimed(clock)
    heart = Heart(runs, clock)
    lease = heart.hold(run)
    clock.advance(10)
    heart.beat()
    heart.release(lease)
    renewed = runs.run(run.id)
    assert renewed and renewed.lease_until == clock.now() + LEASE_SECONDS
    assert not lease.lost.is_set()


def test_a_refused_renewal_is_a_lost_lease() -> None:
    """Another attempt has the run: this one must stop."""
    clock = FakeClock()
    runs, run = claimed(clock)
    heart = Heart(runs, clock)
    lease = heart.hold(run)
    clock.advance(LEASE_SECONDS + 1)
    assert runs.claim(run.id, clock.now())
    heart.beat()
    heart.release(lease)
    assert lease.lost.is_set()


def test_the_thread_beats_by_itself_and_ends_with_the_last_lease() -> None:
    """Nothing has to call it, and nothing is left behind."""
    clock = FakeClock()
    runs, run = claimed(clock)
    heart = Heart(runs, clock, beat=0.01)
    lease = heart.hold(replace(run, attempt=9))
    assert lease.lost.wait(5)
    heart.release(lease)
    deadline = time.monotonic() + 5
    while heart.beating and time.monotonic() < deadline:
        time.sleep(0.01)
    assert not heart.beating
