"""Ends an exchange at its wall-clock limit, whatever the server does.

Timeouts of single reads stop neither slow headers nor endless answers. One thread watches all
live deadlines and shuts the connection that a late one uses; the exchange reads `fired` before it
believes anything, since a shut socket looks like an early end of the answer.
"""

from __future__ import annotations

import os
import threading
import time
from typing import Protocol

_LONGEST = 86_400.0


class Cuttable(Protocol):
    """What a deadline can end."""

    def cut(self) -> None:
        """Make every pending read and write return now."""
        ...


class Deadline:
    """The limit of one exchange. Made by `Watchdog.start`, ended by `finish`."""

    __slots__ = ("_dog", "expires", "fired", "target")

    def __init__(self, dog: Watchdog, seconds: float) -> None:
        self._dog = dog
        self.expires = time.monotonic() + seconds
        self.fired = False
        self.target: Cuttable | None = None

    def remaining(self) -> float:
        """Seconds left, never negative."""
        return max(0.0, self.expires - time.monotonic())

    def passed(self) -> bool:
        """Whether the limit is over."""
        return self.fired or time.monotonic() >= self.expires

    def guard(self, target: Cuttable | None) -> None:
        """Name the connection to cut; from now on also if the limit is already over."""
        with self._dog.lock:
            self.target = target
            if self.fired and target is not None:
                target.cut()

    def finish(self) -> None:
        """Take the deadline off; after this call it cuts nothing."""
        dog = self._dog
        with dog.lock:
            self.target = None
            dog.live.discard(self)


class Watchdog:
    """One thread for all deadlines; it sleeps until the nearest one and is woken for nearer ones.

    Most requests have a later deadline than one already seen, so a request costs two set
    operations under a lock and wakes nobody.
    """

    def __init__(self) -> None:
        self._reset()
        os.register_at_fork(after_in_child=self._reset)

    def _reset(self) -> None:
        self.lock = threading.Lock()
        self._wake = threading.Condition(self.lock)
        self.live: set[Deadline] = set()
        self._next = float("inf")
        self._thread: threading.Thread | None = None

    def start(self, seconds: float) -> Deadline:
        """A running deadline."""
        # A wait of infinity would end the thread with an overflow.
        deadline = Deadline(self, max(seconds, 0.0) if seconds < _LONGEST else _LONGEST)
        with self.lock:
            self.live.add(deadline)
            if deadline.expires < self._next:
                self._next = deadline.expires
                if self._thread is None:
                    self._thread = threading.Thread(
                        target=self._watch, name="gonogo-deadlines", daemon=True
                    )
                    self._thread.start()
                else:
                    self._wake.notify()
        return deadline

    def _watch(self) -> None:
        with self.lock:
            while True:
                self._fire()
                self._next = min((d.expires for d in self.live), default=float("inf"))
                wait = None if self._next == float("inf") else self._next - time.monotonic()
                self._wake.wait(wait)

    def _fire(self) -> None:
        now = time.monotonic()
        for deadline in [d for d in self.live if d.expires <= now]:
            deadline.fired = True
            self.live.discard(deadline)
            if deadline.target is not None:
                deadline.target.cut()


WATCHDOG = Watchdog()
