"""Holding the leases of the runs that this process executes."""

from __future__ import annotations

import logging
import threading
from dataclasses import dataclass, field

from gonogo.domain.ids import RunId
from gonogo.domain.run import LEASE_SECONDS, Run
from gonogo.ports import Clock, Runs

_log = logging.getLogger(__name__)


class LeaseLost(Exception):
    """The run is another executor's by now."""


@dataclass(slots=True)
class Lease:
    """One run's lease; `lost` once another executor may have the run."""

    run: RunId
    attempt: int
    lost: threading.Event = field(default_factory=threading.Event)

    def check(self, *_: object) -> None:
        """Raises `LeaseLost` once the run is no longer this attempt's."""
        if self.lost.is_set():
            raise LeaseLost


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
            if not self.beating or self._stop.is_set():
                self._stop = threading.Event()
                self._thread = threading.Thread(
                    target=self._run, args=(self._stop,), name="leases", daemon=True
                )
                self._thread.start()
        return lease

    def release(self, lease: Lease) -> None:
        """Stop renewing; the thread ends with the last lease."""
        with self._lock:
            self._held.pop(lease.run, None)
            if not self._held:
                self._stop.set()

    @property
    def beating(self) -> bool:
        """Whether the thread is at work."""
        return self._thread is not None and self._thread.is_alive()

    def _run(self, stop: threading.Event) -> None:
        while not stop.wait(self._beat):
            try:
                self.beat()
            except Exception:
                # A beat that fails must not be the last: the lease outlives two of them.
                _log.exception("The leases could not be renewed; trying again.")

    def beat(self) -> None:
        """Renew every held lease once; a refused one is lost."""
        with self._lock:
            held = tuple(self._held.values())
        for lease in held:
            until = self._clock.now() + LEASE_SECONDS
            if not self._runs.renew(lease.run, lease.attempt, until):
                lease.lost.set()
