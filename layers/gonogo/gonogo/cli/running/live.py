"""The live line of a terminal while tests go on: which step is under way, however deep."""

from __future__ import annotations

import os
import time
from collections.abc import Callable

from gonogo.cli.running import tell
from gonogo.cli.running.job import Job
from gonogo.cli.screen import Screen, clean
from gonogo.domain.events import UnderWay

SECONDS = 0.1
"""Between two changes of the line: nobody reads faster."""
WIDTH = 40
"""Characters of a test's name in it."""


class LiveLine:
    """Tells of the step that began last; tests in other processes are not heard."""

    def __init__(
        self, screen: Screen, tally: tell.Tally, now: Callable[[], float] = time.monotonic
    ) -> None:
        self._screen = screen
        self._tally = tally
        self._now = now
        self._process = os.getpid()
        self._told = float("-inf")

    def hear(self, job: Job, event: UnderWay) -> None:
        """A step of the test is under way."""
        now = self._now()
        if now - self._told < SECONDS or os.getpid() != self._process:
            return
        self._told = now
        waited = f", waiting for {event.waited:.0f} s" if event.waited else ""
        note = f" {clean(event.step.note, WIDTH)}" if event.step.note else ""
        place = f"{clean(job.title, WIDTH)}, {event.place.lower()}{note}{waited}"
        self._screen.status(f"{tell.progress(self._tally)} · {place}")
