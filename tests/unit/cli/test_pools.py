"""Tests side by side: threads and forked processes keep to the same rules."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Callable

import pytest

from gonogo.cli.running import pool as pools
from gonogo.cli.running.job import Ended, Job
from gonogo.cli.running.phased import PhasedPool
from gonogo.cli.running.processes import ProcessPool
from gonogo.cli.running.threads import ThreadPool, Work
from gonogo.domain.ids import TestId
from gonogo.domain.test import Step, Test

Make = Callable[[list[Job], Work, int], pools.Pool]
MAKES: list[Make] = [
    ThreadPool,
    lambda jobs, work, count: ProcessPool(jobs, work, count, 2),
    PhasedPool,
]
both = pytest.mark.parametrize("make", MAKES, ids=["threads", "processes", "phases"])


def jobs(count: int, steps: int = 1) -> list[Job]:
    """Jobs that are told apart by nothing but their place."""
    test = Test(id=TestId("t"), name="T", steps=(Step(),) * steps)
    return [Job(test=test) for _ in range(count)]


def drain(pool: pools.Pool) -> list[int]:
    """The places of all that ended, in their order."""
    found = []
    while (ended := pool.next(10)) is not None:
        found.append(ended.index)
    pool.stop()
    return found


@both
def test_every_test_ends_once(make: Make) -> None:
    pool = make(jobs(300), lambda index, job: Ended(index=index, status="passed"), 7)
    assert sorted(drain(pool)) == list(range(300))


@both
def test_tests_are_told_in_the_order_of_their_ends(make: Make) -> None:
    def work(index: int, job: Job) -> Ended:
        time.sleep(0.3 if index == 0 else 0.0)
        return Ended(index=index, status="passed")

    assert drain(make(jobs(5), work, 5))[-1] == 0


@both
def test_tests_wait_for_their_servers_at_the_same_time(make: Make) -> None:
    def work(index: int, job: Job) -> Ended:
        time.sleep(0.5)
        return Ended(index=index, status="passed")

    began = time.monotonic()
    assert len(drain(make(jobs(8), work, 8))) == 8
    assert time.monotonic() - began < 8 * 0.5


@both
def test_waiting_longer_than_allowed_is_a_timeout(make: Make) -> None:
    def work(index: int, job: Job) -> Ended:
        time.sleep(30)
        return Ended(index=index, status="passed")

    pool = make(jobs(2), work, 2)
    began = time.monotonic()
    with pytest.raises(TimeoutError):
        pool.next(0.05)
    pool.stop()
    assert time.monotonic() - began < 5


def test_a_worker_that_dies_takes_only_its_own_test() -> None:
    def work(index: int, job: Job) -> Ended:
        if index == 0:
            os.kill(os.getpid(), signal.SIGKILL)
        time.sleep(0.01)
        return Ended(index=index, status="passed")

    assert sorted(drain(ProcessPool(jobs(20), work, 2, 2))) == list(range(1, 20))


def test_more_tests_than_the_ticket_pipe_holds() -> None:
    count = 20_000
    pool = ProcessPool(jobs(1) * count, lambda i, job: Ended(index=i, status="passed"), 2, 2)
    assert len(drain(pool)) == count


@pytest.mark.parametrize(("tests", "steps", "kind"), [(1, 500, ThreadPool), (3, 1, ThreadPool)])
def test_little_work_is_not_worth_a_fork(tests: int, steps: int, kind: type) -> None:
    work: Work = lambda index, job: Ended(index=index, status="passed")  # noqa: E731
    pool = pools.start(jobs(tests, steps), work, None)
    assert isinstance(pool, kind)
    assert len(drain(pool)) == tests
