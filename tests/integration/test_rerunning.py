"""Starting a batch once more: what is the same, what is left out, and when it is refused."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest

from gonogo.domain.commands import Started, StoredTest, VariableSet
from gonogo.domain.commands.history import Rerun
from gonogo.domain.run import RunStatus
from gonogo.domain.terms import Overrides, Phases, Terms
from gonogo.errors import Conflict, Looping, NotFound
from tests.builders import PROJECT
from tests.started import LOGIN, PAY, SLOW, SUITE, Shop, a_shop, names

TERMS = Terms(facts={"commit": "f00d"}, overrides=Overrides(headers=(("X-Build", "7"),)))


@pytest.fixture
def shop() -> Iterator[Shop]:
    """A project on AWS in memory."""
    with a_shop() as shop:
        yield shop


def ended(shop: Shop, started: Started, *statuses: RunStatus) -> Started:
    """The batch, over: its runs ended so."""
    for run, status in zip(started.runs, statuses, strict=True):
        shop.end(run, status)
    return started


def again(shop: Shop, started: Started, **fields: bool | int) -> Started:
    """Start it once more."""
    return shop.ask(Rerun(key=shop.key, batch=started.batch.id, **fields))  # type: ignore[arg-type]


def test_a_rerun_is_the_same_start(shop: Shop) -> None:
    """Tests, variables, webhooks and terms; and it says whose rerun it is."""
    sets = (VariableSet(variables={"user": "ada"}, webhooks=("https://hook.test",)),)
    first = ended(shop, shop.start(terms=TERMS, sets=sets), "passed", "failed", "passed")
    second = again(shop, first)
    assert second.batch.rerun_of == first.batch.id
    assert second.batch.terms == TERMS
    assert (second.batch.target, second.batch.kind) == (first.batch.target, "project")
    for old, new in zip(first.runs, second.runs, strict=True):
        assert replace(new, id=old.id, number=old.number, batch=old.batch) == old
    assert len(shop.stack.messages()) == 2 * len(first.runs)


def test_only_failed_takes_whatever_did_not_pass(shop: Shop) -> None:
    """Errored and canceled are no passes."""
    first = ended(shop, shop.start(), "canceled", "passed", "errored")
    assert names(again(shop, first, only_failed=True)) == ["Login", "Slow"]


def test_in_phases_what_the_failed_ones_need_is_started_again(shop: Shop) -> None:
    """What is done before and after; and one after the other, all of them."""
    phases = Phases(setup=(LOGIN.id,), main=(PAY.id, SLOW.id), teardown=(LOGIN.id,))
    for sequential, expected in (
        (False, ["Login", "Slow", "Login"]),
        (True, ["Login", "Pay", "Slow", "Login"]),
    ):
        first = shop.start(phases=replace(phases, sequential=sequential))
        ended(shop, first, "passed", "passed", "failed", "passed")
        second = again(shop, first, only_failed=True)
        assert names(second) == expected
        assert [run.phase for run in second.runs[:1]] == ["setup"]
        assert second.batch.sequential is sequential
        assert [run.held for run in second.runs] == [False] + [True] * (len(expected) - 1)


def test_a_rerun_is_refused_while_the_batch_is_open_or_nothing_failed(shop: Shop) -> None:
    """It says which."""
    first = shop.start()
    with pytest.raises(Conflict, match="open: 0 of 3 runs ended"):
        again(shop, first)
    ended(shop, first, "passed", "passed", "passed")
    with pytest.raises(Conflict, match="Every run of the batch passed"):
        again(shop, first, only_failed=True)


def test_tests_that_are_gone_or_disabled_are_told_as_skipped(shop: Shop) -> None:
    """The others run."""
    first = ended(shop, shop.start(), "failed", "failed", "failed")
    catalog = shop.stack.parts.catalog
    catalog.put_suite(PROJECT, replace(SUITE, tests=(), version=2))
    catalog.delete_test(PROJECT, PAY)
    catalog.put_test(PROJECT, StoredTest(head=replace(SLOW, enabled=False, version=2), steps=()))
    second = again(shop, first)
    assert (names(second), second.skipped) == (["Login"], (PAY.id, SLOW.id))
    assert second.tests == {LOGIN.id: LOGIN}


def test_only_a_key_that_opens_the_project_reruns(shop: Shop) -> None:
    """And not in a loop."""
    first = ended(shop, shop.start(), "failed", "failed", "failed")
    foreign = shop.foreign_key()
    with pytest.raises(NotFound, match="no such batch"):
        shop.ask(Rerun(key=foreign, batch=first.batch.id))
    with pytest.raises(Looping):
        again(shop, first, depth=4)
