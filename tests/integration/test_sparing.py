"""What an open batch of a group runs already is canceled in the next one that says `once`."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from gonogo.domain.commands import Started
from gonogo.domain.terms import Selection, Terms
from tests.started import LOGIN, PAY, Shop, a_shop

ONCE = Terms(group="0a1b2c3", once=True)


@pytest.fixture
def shop() -> Iterator[Shop]:
    """A project on AWS in memory."""
    with a_shop() as shop:
        yield shop


def start(shop: Shop, **fields: Any) -> Started:
    """A start, a moment after the one before."""
    shop.stack.clock.advance(0.01)  # type: ignore[attr-defined]
    return shop.start(**{"terms": ONCE, **fields})


def test_a_test_that_runs_already_is_canceled_and_never_sent(shop: Shop) -> None:
    """The others run; each canceled one names the batch that has it."""
    first = start(shop, selection=Selection(tests=(LOGIN.id,)))
    second = start(shop, selection=Selection(tests=(LOGIN.id, PAY.id)))
    assert {run.test: run.status for run in second.runs} == {
        LOGIN.id: "canceled",
        PAY.id: "queued",
    }
    (canceled,) = (run for run in second.runs if run.over)
    assert canceled.problem is not None
    assert canceled.problem.code == "duplicate"
    assert first.batch.id in canceled.problem.message
    assert sorted(shop.stack.messages()) == sorted(
        run.id for started in (first, second) for run in started.runs if not run.over
    )


def test_what_is_over_may_run_again(shop: Shop) -> None:
    """A test, although its batch is open; and all of a batch that was canceled whole."""
    first = start(shop)
    shop.end(first.runs[0], "passed")
    second = start(shop)
    again = [run.test for run in second.runs if not run.over]
    assert again == [first.runs[0].test]
    for run in (*first.runs[1:], *(run for run in second.runs if not run.over)):
        shop.end(run, "failed")
    assert not any(run.over for run in start(shop).runs)


@pytest.mark.parametrize(
    "terms",
    [Terms(), Terms(once=True), Terms(group="0a1b2c3"), Terms(group="other", once=True)],
)
def test_nothing_is_spared_unless_both_are_of_the_group_and_it_is_asked_for(
    shop: Shop, terms: Terms
) -> None:
    """A start that does not say so runs everything."""
    start(shop)
    assert not any(run.over for run in start(shop, terms=terms).runs)


def test_terms_are_stored_with_it(shop: Shop) -> None:
    """A rerun is on the same ones."""
    started = start(shop)
    batch = shop.stack.parts.runs.batch(started.batch.id)
    assert batch is not None
    assert batch.terms == ONCE
