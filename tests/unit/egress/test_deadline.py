"""The watchdog: cuts what is late, when it is late, and nothing else."""

from __future__ import annotations

import threading
import time

from gonogo.egress.deadline import Watchdog


class _Target:
    def __init__(self) -> None:
        self.cut_at = threading.Event()

    def cut(self) -> None:
        self.cut_at.set()


def test_late_target_is_cut() -> None:
    """Once the limit is over, and not before."""
    target, started = _Target(), time.monotonic()
    deadline = Watchdog().start(0.05)
    deadline.guard(target)
    assert not deadline.fired
    assert target.cut_at.wait(2)
    assert time.monotonic() - started >= 0.05
    assert deadline.fired
    assert deadline.passed()
    assert deadline.remaining() == 0


def test_nearer_deadline_is_not_made_to_wait_for_a_farther_one() -> None:
    """The thread that sleeps until the first is woken for the second."""
    dog, target = Watchdog(), _Target()
    dog.start(600)
    dog.start(0.05).guard(target)
    assert target.cut_at.wait(2)


def test_farther_deadline_follows_a_nearer_one() -> None:
    """After the first has fired the thread goes on to the next."""
    dog, targets = Watchdog(), [_Target(), _Target()]
    for seconds, target in zip((0.02, 0.08), targets, strict=True):
        dog.start(seconds).guard(target)
    assert all(target.cut_at.wait(2) for target in targets)


def test_finished_deadline_cuts_nothing() -> None:
    """The connection may already serve another exchange."""
    dog, target = Watchdog(), _Target()
    deadline = dog.start(0.03)
    deadline.guard(target)
    deadline.finish()
    assert not target.cut_at.wait(0.15)
    assert not deadline.fired
    assert not dog.live


def test_target_named_too_late_is_cut_at_once() -> None:
    """A connection made after the limit, during a slow look-up, is not left running."""
    deadline = Watchdog().start(0)
    while not deadline.fired:
        time.sleep(0.001)
    target = _Target()
    deadline.guard(target)
    assert target.cut_at.is_set()


def test_one_thread_serves_all() -> None:
    """No thread per request, however many there are."""
    dog, before = Watchdog(), threading.active_count()
    deadlines = [dog.start(60) for _ in range(100)]
    assert threading.active_count() <= before + 1
    for deadline in deadlines:
        deadline.finish()


def test_nonsensical_limit_does_not_end_the_thread() -> None:
    """Infinity and not-a-number become a day, less than nothing is over at once."""
    dog, target = Watchdog(), _Target()
    for seconds in (float("inf"), float("nan")):
        assert dog.start(seconds).remaining() > 3600
    dog.start(-1.0).guard(target)
    assert target.cut_at.wait(2)
