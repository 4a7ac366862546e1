"""Small stand-ins for ports: plain classes that a test can set and look into."""

from __future__ import annotations

from tests.builders import NOW


class FakeClock:
    """A `Clock` that stands until it is told to move; sleeping moves it."""

    def __init__(self, now: float = NOW) -> None:
        self.time = now
        self.slept: list[float] = []

    def now(self) -> float:
        """The set time."""
        return self.time

    def sleep(self, seconds: float) -> None:
        """Move on by so much."""
        self.slept.append(seconds)
        self.time += seconds

    def advance(self, seconds: float) -> None:
        """Move on without having slept."""
        self.time += seconds
