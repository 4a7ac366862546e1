"""A host hears of every step under way, however deep, and can end the run there."""

from __future__ import annotations

import pytest

from gonogo.domain.events import UnderWay
from gonogo.domain.test import Retry, Step
from gonogo.engine.steps.foreach import ForeachStep
from gonogo.engine.steps.group import GroupStep
from gonogo.engine.steps.loop import LoopStep
from gonogo.engine.steps.pause import PauseStep
from tests.engine_runs import a_step, an_assertion, events
from tests.fakes import FakeClock, FakeHttp, a_reply


class Ended(Exception):
    """What a host raises."""


def heard(*steps: Step, **given: object) -> list[str]:
    told: list[str] = []
    events(*steps, tell=lambda event: told.append(event.place), **given)  # type: ignore[arg-type]
    return told


def test_nested_steps_are_told_with_their_places() -> None:
    inner = GroupStep(steps=(a_step(), a_step()))
    assert heard(ForeachStep(values=(1, 2), steps=(inner,))) == [
        *("Step 1", "Step 1.1.1", "Step 1.1.1.1", "Step 1.1.1.2"),
        *("Step 1.2.1", "Step 1.2.1.1", "Step 1.2.1.2"),
    ]


def test_every_try_and_every_nap_of_a_long_wait_is_told() -> None:
    clock = FakeClock()
    assert len(heard(PauseStep(duration=60), clock=clock)) == 1 + 12
    bad = a_step(assertions=(an_assertion("response_status", "equal", 1),), retry=Retry(times=3))
    assert len(heard(bad, clock=clock)) == 3 + 2


@pytest.mark.parametrize(
    "step",
    [
        LoopStep(left_value=1, right_value=1, steps=(a_step(),)),
        ForeachStep(values=tuple(range(50)), steps=(a_step(),)),
        GroupStep(steps=tuple(a_step() for _ in range(50))),
        a_step(retry=Retry(times=50), assertions=(an_assertion("response_status", "equal", 1),)),
    ],
    ids=["loop", "foreach", "group", "retry"],
)
def test_a_host_can_end_a_run_inside_a_step(step: Step) -> None:
    http = FakeHttp(a_reply())

    def end(event: UnderWay) -> None:
        if len(http.requests) == 3:
            raise Ended

    with pytest.raises(Ended):
        events(step, http=http, tell=end)
    assert (len(http.requests), http.closed) == (3, True)
