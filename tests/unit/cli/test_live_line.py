"""The live line says which step is under way, and a slow terminal is not flooded."""

from __future__ import annotations

from gonogo.cli.running.job import Job
from gonogo.cli.running.live import LiveLine
from gonogo.cli.running.tell import Tally
from gonogo.cli.running.worker import Runner
from gonogo.domain.ids import TestId
from gonogo.domain.test import Test
from gonogo.engine.steps.loop import LoopStep
from gonogo.engine.steps.pause import PauseStep
from tests.engine_runs import a_step
from tests.fakes import FakeClock, FakeHttp


class Line:
    """A screen that keeps its live line."""

    def __init__(self) -> None:
        self.said: list[str] = []

    def line(self, text: str, *, word: str = "") -> None:
        """Not asked for here."""

    def status(self, text: str) -> None:
        """Keep it."""
        self.said.append(text)

    def close(self) -> None:
        """Nothing."""


def told(*steps: object, every: float = 1.0) -> list[str]:
    """The live line while a test runs; the clock moves on by so much at each look at it."""
    screen, moments = Line(), iter(range(10_000))
    line = LiveLine(screen, Tally(3), lambda: next(moments) * every)
    job = Job(test=Test(id=TestId("t"), name="Orders", steps=steps))  # type: ignore[arg-type]
    Runner(FakeHttp(), FakeClock(), hear=line.hear).run(0, job)
    return screen.said


def test_rounds_of_a_loop_and_waiting_are_seen() -> None:
    loop = LoopStep(left_value=1, right_value=1, times=2, steps=(a_step(note="look"),))
    said = told(loop, PauseStep(duration=10))
    assert said[0] == "0 of 3 tests done · Orders, step 1"
    assert said[1:3] == ["0 of 3 tests done · Orders, step 1.1 look"] * 2
    assert said[-1] == "0 of 3 tests done · Orders, step 2, waiting for 10 s"


def test_many_steps_at_once_change_it_ten_times_a_second() -> None:
    assert len(told(*(a_step() for _ in range(50)), every=1 / 16)) == 25
