"""Many calls with one idempotency key at the same moment: one start, and nobody left out."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest

from gonogo.domain.commands import StartByTrigger, Started, StoredTest
from gonogo.domain.receipt import OPEN_SECONDS
from gonogo.domain.terms import Idempotency
from gonogo.errors import Conflict, IdempotencyMismatch
from gonogo.services.accept import Acceptance, start_by_trigger
from tests.builders import PROJECT, a_head, a_project
from tests.fake_receipts import FakeReceipts
from tests.fake_stores import FakeCatalog, FakeKeys, FakeQueue, FakeRateLimiter, FakeRuns
from tests.fakes import FakeClock

CALLERS = 12


@pytest.fixture
def to() -> Acceptance:
    """A test to start, in memory."""
    clock = FakeClock()
    catalog = FakeCatalog(clock)
    catalog.add_project(a_project())
    catalog.put_test(PROJECT, StoredTest(head=a_head(), steps=()))
    return Acceptance(
        catalog=catalog,
        keys=FakeKeys(),
        limiter=FakeRateLimiter(clock),
        runs=FakeRuns(clock),
        queue=FakeQueue(),
        clock=clock,
        locations=frozenset({"us1"}),
        default_location="us1",
        receipts=FakeReceipts(),
    )


def call(to: Acceptance, fingerprint: str = "f") -> Started | type[Conflict]:
    """One call; a refusal is an answer too."""
    asked = Idempotency(key="deploy-7", fingerprint=fingerprint)
    try:
        return start_by_trigger(
            StartByTrigger(trigger=a_head().trigger, kinds=("test",), idempotency=asked), to
        )
    except Conflict as refused:
        return type(refused)


def test_of_many_at_once_one_starts(to: Acceptance) -> None:
    """The others get its answer, or hear that it is still at it."""
    together = Barrier(CALLERS)

    def one(_: int) -> Started | type[Conflict]:
        together.wait()
        return call(to)

    with ThreadPoolExecutor(CALLERS) as pool:
        answers = list(pool.map(one, range(CALLERS)))
    started = [answer for answer in answers if isinstance(answer, Started)]
    assert len({answer.batch.id for answer in started}) == 1
    assert [answer.replayed for answer in started].count(False) == 1
    assert {answer for answer in answers if not isinstance(answer, Started)} <= {Conflict}
    assert isinstance(to.queue, FakeQueue)
    assert len(to.queue.sent) == 1


def test_of_many_that_take_over_from_a_dead_call_one_starts(
    to: Acceptance, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The first died with its receipt written and nothing else."""

    def die(*_: object, **__: object) -> bool:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch, pytest.raises(KeyboardInterrupt):
        patch.setattr(to.runs, "create", die)
        call(to)
    assert call(to) is Conflict
    assert isinstance(to.clock, FakeClock)
    to.clock.advance(OPEN_SECONDS)
    with ThreadPoolExecutor(CALLERS) as pool:
        answers = list(pool.map(lambda _: call(to), range(CALLERS)))
    started = [answer for answer in answers if isinstance(answer, Started)]
    assert len({answer.batch.id for answer in started}) == 1
    assert call(to, "other") is IdempotencyMismatch
