"""Runs tests in threads of this process: enough where they wait more than they compute."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from queue import Empty, SimpleQueue

from gonogo.cli.running.job import Ended, Job

Work = Callable[[int, Job], Ended]
Take = Callable[[], int | None]
Tell = Callable[[Ended], None]


def work_in_threads(jobs: Sequence[Job], work: Work, take: Take, tell: Tell, count: int) -> None:
    """Run what `take` gives until it gives None, `count` tests side by side; returns at the end."""

    def loop() -> None:
        while (index := take()) is not None:
            tell(work(index, jobs[index]))

    others = [threading.Thread(target=loop, daemon=True) for _ in range(count - 1)]
    for thread in others:
        thread.start()
    loop()
    for thread in others:
        thread.join()


class ThreadPool:
    """All tests in threads of this process; they end with it."""

    def __init__(self, jobs: Sequence[Job], work: Work, side_by_side: int) -> None:
        self._ended: SimpleQueue[Ended | None] = SimpleQueue()
        self._stopped = False
        numbers = iter(range(len(jobs)))

        def all_of_it() -> None:
            # `next` is one step of the interpreter: no lock.
            take = lambda: None if self._stopped else next(numbers, None)  # noqa: E731
            work_in_threads(jobs, work, take, self._ended.put, side_by_side)
            self._ended.put(None)

        threading.Thread(target=all_of_it, daemon=True).start()

    def next(self, timeout: float | None) -> Ended | None:
        """The next test that ended; None when all have. `TimeoutError` if none did in time."""
        try:
            return self._ended.get(timeout=timeout)
        except Empty:
            raise TimeoutError from None

    def cut_short(self) -> bool:
        """There is nothing that must be done in any case."""
        return False

    def stop(self) -> None:
        """Begin no other test; what still runs ends with the process."""
        self._stopped = True
