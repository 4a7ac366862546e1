"""Runs tests of suites with phases on this machine: whose turn it is, the server's own rule says.

Threads only: such tests wait for each other, so a second core has little to do.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator, Sequence
from dataclasses import replace
from queue import Empty, SimpleQueue

from gonogo.cli.running.job import Ended, Failure, Job, Place
from gonogo.cli.running.threads import Work, work_in_threads
from gonogo.domain.batch import Batch
from gonogo.domain.ids import BatchId, ProjectId, RunId, TestId
from gonogo.domain.left import Left
from gonogo.domain.result import Problem, RunResult
from gonogo.domain.run import Run, RunStatus
from gonogo.domain.turns import handed_by, turn


class PhasedPool:
    """All tests in threads of this process, each when its turn has come."""

    def __init__(self, jobs: Sequence[Job], work: Work, side_by_side: int) -> None:
        self._work = work
        self._ended: SimpleQueue[Ended | None] = SimpleQueue()
        self._ready: SimpleQueue[int | None] = SimpleQueue()
        self._lock = threading.Lock()
        self._groups = _groups(jobs)
        self._waiting = set(range(len(jobs)))
        """Those that did not begin."""
        self._open = len(jobs)
        for index, job in enumerate(jobs):
            if job.place is None:
                self._ready.put(index)
        for group in dict.fromkeys(self._groups.values()):
            self._move_on(group)

        def all_of_it() -> None:
            work_in_threads(jobs, self._do, self._take, self._over, side_by_side)
            self._ended.put(None)

        threading.Thread(target=all_of_it, daemon=True).start()

    def next(self, timeout: float | None) -> Ended | None:
        """The next test that ended; None when all have. `TimeoutError` if none did in time."""
        try:
            return self._ended.get(timeout=timeout)
        except Empty:
            raise TimeoutError from None

    def stop(self) -> None:
        """Begin no other test; what still runs ends with the process."""
        with self._lock:
            self._waiting.clear()
            self._ready.put(None)

    def cut_short(self) -> bool:
        """Begin nothing more but `teardown` of what was begun; False if there is nothing to hear.

        What ended or was canceled up to now is still told by `next`.
        """
        with self._lock:
            groups = list(dict.fromkeys(self._groups.values()))
            kept = {index for group in groups for index in group.clearing_up()}
            dropped = self._waiting - kept
            self._waiting -= dropped
            for index in dropped:
                self._open -= 1
                if index in self._groups:
                    self._groups[index].note(index, "canceled", Left())
            for group in groups:
                self._move_on(group)
            self._end_if_over()
            return bool(kept) or not self._ended.empty()

    def _take(self) -> int | None:
        while (index := self._ready.get()) is not None:
            with self._lock:
                if index in self._waiting:
                    self._waiting.discard(index)
                    return index
        self._ready.put(None)  # for the other threads
        return None

    def _do(self, index: int, job: Job) -> Ended:
        group = self._groups.get(index)
        if group is None:
            return self._work(index, job)
        with self._lock:
            handed = group.handed_to(index)
        return self._work(index, replace(job, handed=handed))

    def _over(self, ended: Ended) -> None:
        with self._lock:
            self._tell(ended)
            group = self._groups.get(ended.index)
            if group is not None:
                group.note(ended.index, ended.status, ended.left)
                self._move_on(group)
            self._end_if_over()

    def _move_on(self, group: _Group) -> None:
        begin, cancel, problem = group.next()
        for index in cancel:
            self._waiting.discard(index)
            group.note(index, "canceled", Left())
            self._tell(_canceled(index, problem))
        if cancel:
            begin, _, _ = group.next()
        for index in begin:
            self._ready.put(index)

    def _tell(self, ended: Ended) -> None:
        self._open -= 1
        self._ended.put(replace(ended, left=Left()))

    def _end_if_over(self) -> None:
        if self._open == 0:
            self._ready.put(None)


class _Group:
    """The tests of one suite, as runs of a batch."""

    def __init__(self, places: Sequence[tuple[int, Place]]) -> None:
        phases = [place.phase for _, place in places]
        self._batch = Batch(
            id=BatchId(""),
            number=0,
            project=ProjectId(""),
            project_name="",
            source="api",
            target="",
            total=len(places),
            created_at=0.0,
            deadline_at=0.0,
            setup=phases.count("setup"),
            teardown=phases.count("teardown"),
            sequential=places[0][1].sequential,
        )
        self._indexes = [index for index, _ in places]
        self._runs = {index: _run(number, place) for number, (index, place) in enumerate(places, 1)}
        self._left: dict[int, Left] = {}

    def next(self) -> tuple[list[int], list[int], Problem | None]:
        """Those that begin now, those that never do, and why."""
        found = turn(self._batch, tuple(self._runs.values()))
        begin = [self._indexes[run.number - 1] for run in found.begin]
        for index in begin:
            self._runs[index] = replace(self._runs[index], held=False)
        cancel = [self._indexes[run.number - 1] for run in found.cancel]
        return begin, cancel, found.problem

    def note(self, index: int, status: RunStatus, left: Left) -> None:
        """A test ended so, and left that."""
        self._runs[index] = replace(self._runs[index], status=status)
        self._left[index] = left

    def handed_to(self, index: int) -> Left:
        """What a test takes over."""
        handed = Left()
        for run in handed_by(self._batch, tuple(self._runs.values()), self._runs[index]):
            handed = handed.then(self._left[self._indexes[run.number - 1]])
        return handed

    def clearing_up(self) -> Iterator[int]:
        """The tests of `teardown` that are not over, if any test began."""
        if all(run.held for run in self._runs.values()):
            return
        for index, run in self._runs.items():
            if run.phase == "teardown" and not run.over:
                yield index


def _groups(jobs: Sequence[Job]) -> dict[int, _Group]:
    """The group of every test that stands in one, by its place among the jobs."""
    found: dict[str, list[tuple[int, Place]]] = {}
    for index, job in enumerate(jobs):
        if job.place is not None:
            found.setdefault(job.place.suite, []).append((index, job.place))
    return {
        index: group
        for places in found.values()
        for group in (_Group(sorted(places, key=_order)),)
        for index, _ in places
    }


def _order(place: tuple[int, Place]) -> tuple[int, int]:
    return ("setup", "main", "teardown").index(place[1].phase), place[0]


def _run(number: int, place: Place) -> Run:
    """A test as the rule of turns sees it."""
    return Run(
        id=RunId(str(number)),
        number=number,
        batch=BatchId(""),
        project=ProjectId(""),
        test=TestId(""),
        test_name=place.test,
        phase=place.phase,
        row=place.row,
        held=True,
    )


def _canceled(index: int, problem: Problem | None) -> Ended:
    """A test that was never begun."""
    problem = problem or Problem(code="canceled", message="The test was not run.")
    failure = Failure(kind="problem", step=0, what=problem.code, message=problem.message)
    return Ended(
        index=index,
        status="canceled",
        failures=(failure,),
        failed=1,
        problem=problem,
        result=RunResult(status="canceled", started_at=0.0, finished_at=0.0, problem=problem),
    )
