"""Holding the leases of the runs that this process executes."""

from __future__ import annotations

import threading
from dataclasses import dataclass, field

from gonogo.domain.ids import RunId
from gonogo.domain.run import LEASE_SECONDS, Run
from gonogo.ports import Clock, Runs


@dataclass(slots=True)
class Lease:
    """One run's lease; `lost` once another executor may have the run."""

    run: RunId
    attempt: int
    lost: threading.Event = field(default_factory=threading.Event)


class Heart:
    """One thread that renews every held lease at a third of its length."""

    def __init__(self, runs: Runs, clock: Clock, beat: float = LEASE_SECONDS / 3) -> None:
        self._runs = runs
        self._clock = clock
        self._beat = beat
        self._held: dict[RunId, Lease] = {}
        self._lock = threading.Lock()
        self._stop = threading.Event()
        self._thread: threading.Thread | None = None

    def hold(self, run: Run) -> Lease:
        """Begin to renew a claimed run's lease."""
        lease = Lease(run.id, run.attempt)
        with self._lock:
            self._held[run.id] = lease
            if self._thread is None or not self._thread.is_alive():
                self._stop.clear()
                self._thread = threading.Thread(target=self._run, name="leases", daemon=True)
                self._thread.start()
        return lease

    def release(self, lease: Lease) -> None:
        """Stop renewing; the thread ends with the last lease."""
        with self._lock:
            self._held.pop(lease.run, None)
            if not self._held:
                self._stop.set()

    def _run(self) -> None:
        while not self._stop.wait(self._beat):
            self.beat()

    def beat(self) -> None:
        """Renew every held lease once; a refused one is lost."""
        with self._lock:
            held = tuple(self._held.values())
        for lease in held:
            until = self._clock.now() + LEASE_SECONDS
            if not self._runs.renew(lease.run, lease.attempt, until):
                lease.lost.set()
