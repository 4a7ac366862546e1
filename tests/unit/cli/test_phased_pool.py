"""Tests of suites with phases on one machine: in turn, with the state that was left."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from gonogo.cli.running.job import Ended, Job, Place
from gonogo.cli.running.phased import PhasedPool
from gonogo.domain.ids import TestId
from gonogo.domain.left import Left
from gonogo.domain.result import RunOutcome
from gonogo.domain.terms import Phase
from gonogo.domain.test import Step, Test


def a_job(name: str, phase: Phase = "main", suite: str = "s", **place: object) -> Job:
    """A test of a suite, named by its phase and number."""
    test = Test(id=TestId(name), name=name, steps=(Step(),))
    where = Place(suite=suite, test=name, phase=phase, **place)  # type: ignore[arg-type]
    return Job(test=test, place=where)


def run(
    jobs: list[Job], bad: str = "", during: Callable[[PhasedPool, Ended], object] | None = None
) -> tuple[list[str], dict[str, RunOutcome]]:
    """What was done with which state, in its order, and how each test ended."""
    done: list[str] = []

    def work(index: int, job: Job) -> Ended:
        name = job.test.name
        done.append(" ".join([name, *(f"{k}={v}" for k, v in job.handed.variables.items())]))
        status: RunOutcome = "failed" if name == bad else "passed"
        return Ended(index=index, status=status, left=Left(variables={"by": name}))

    pool = PhasedPool(jobs, work, 3)
    ends: dict[str, RunOutcome] = {}
    while (ended := pool.next(10)) is not None:
        ends[jobs[ended.index].test.name] = ended.status
        assert ended.left == Left(), "real values stay where they are needed"
        if during is not None:
            during(pool, ended)
    return done, ends


SUITE = [a_job("log in", "setup"), a_job("a"), a_job("b"), a_job("clean", "teardown")]


def test_phases_go_in_order_with_what_setup_left() -> None:
    done, ends = run(SUITE)
    assert (done[0], done[-1]) == ("log in", "clean by=log in")
    assert sorted(done[1:3]) == ["a by=log in", "b by=log in"]
    assert set(ends.values()) == {"passed"}


def test_a_sequential_suite_hands_on_from_one_to_the_next() -> None:
    jobs = [replace(job, place=replace(job.place, sequential=True)) for job in SUITE if job.place]
    assert run(jobs)[0] == ["log in", "a by=log in", "b by=a", "clean by=b"]


def test_a_failed_setup_cancels_the_tests_and_clears_up() -> None:
    done, ends = run(SUITE, bad="log in")
    assert done == ["log in", "clean by=log in"]
    assert ends == {"log in": "failed", "a": "canceled", "b": "canceled", "clean": "passed"}


def test_copies_of_a_test_have_a_state_of_their_own() -> None:
    """One for each row of data."""
    jobs = [
        a_job(f"{n}{row}", p, row=row)
        for n, p in (("log", "setup"), ("t", "main"))
        for row in (0, 1)
    ]  # type: ignore[arg-type]
    assert sorted(run(jobs)[0][2:]) == ["t0 by=log0", "t1 by=log1"]


def test_suites_wait_for_their_own_setup_only() -> None:
    """And tests of no phase for none."""
    free = Job(test=Test(id=TestId("f"), name="free", steps=(Step(),)))
    other = [a_job("log out", "setup", "t"), a_job("c", suite="t")]
    done, ends = run([*SUITE, free, *other], bad="log in")
    assert {"free", "log out", "c by=log out"} <= set(done)
    assert ends["c"] == "passed"


@pytest.mark.parametrize("bad", ["log in", "a"])
def test_cut_short_it_still_clears_up(bad: str) -> None:
    """What did not begin is not told; what was begun is cleared up after."""
    jobs = [replace(job, place=replace(job.place, sequential=True)) for job in SUITE if job.place]
    done, ends = run(jobs, bad, lambda pool, ended: ended.status == "failed" and pool.cut_short())
    assert done[-1].startswith("clean")
    assert ends["clean"] == "passed"


def test_cut_short_it_still_tells_what_ended_until_then() -> None:
    """The tests that a failed setup canceled are among it."""
    _, ends = run(SUITE, "log in", lambda pool, ended: pool.cut_short())
    assert ends == {"log in": "failed", "a": "canceled", "b": "canceled", "clean": "passed"}
