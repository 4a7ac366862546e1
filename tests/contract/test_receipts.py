"""What every store of receipts must do, in memory or in the guards table."""

from __future__ import annotations

from dataclasses import replace

import pytest

from gonogo.aws.receipts import DynamoReceipts
from gonogo.aws.table import Table
from gonogo.domain.receipt import KEPT_SECONDS, Receipt
from gonogo.stores import Receipts
from tests.builders import NOW, NUMBER
from tests.fake_receipts import FakeReceipts

FIRST = Receipt(number=NUMBER, fingerprint="f", token="t", owner="one", until=NOW + 10)
SECOND = replace(FIRST, number=NUMBER + 5, token="u", owner="two")


@pytest.fixture
def receipts(request: pytest.FixtureRequest, host: str) -> Receipts:
    """The `Receipts` port."""
    if host == "fake":
        return FakeReceipts()
    tables: dict[str, Table] = request.getfixturevalue("tables")
    return DynamoReceipts(tables["guards"])


def test_the_first_receipt_stands(receipts: Receipts) -> None:
    """For everybody who comes with the same name, and for a day."""
    assert receipts.note("a", FIRST, NOW) == FIRST
    assert receipts.note("a", SECOND, NOW + 1) == FIRST
    assert receipts.note("b", SECOND, NOW + 1) == SECOND
    assert receipts.note("a", SECOND, NOW + KEPT_SECONDS - 1) == FIRST
    assert receipts.note("a", SECOND, NOW + KEPT_SECONDS) == SECOND


def test_a_receipt_is_kept_for_as_long_as_is_asked(receipts: Receipts) -> None:
    """Not for a day."""
    receipts.note("a", FIRST, NOW, 3 * KEPT_SECONDS)
    assert receipts.note("a", SECOND, NOW + 3 * KEPT_SECONDS - 1) == FIRST
    assert receipts.note("a", SECOND, NOW + 3 * KEPT_SECONDS) == SECOND


def test_a_receipt_is_changed_by_who_knows_it_as_it_is(receipts: Receipts) -> None:
    """Of two that take over only one does; the other is told by whom it stands."""
    receipts.note("a", FIRST, NOW)
    taken = replace(FIRST, owner="two", until=NOW + 20)
    assert receipts.change("a", FIRST, taken) == taken
    assert receipts.change("a", FIRST, replace(FIRST, owner="three")) == taken
    assert receipts.note("a", SECOND, NOW) == taken


def test_what_was_forgotten_can_be_noted_again(receipts: Receipts) -> None:
    """But only its owner forgets it."""
    receipts.note("a", FIRST, NOW)
    receipts.forget("a", replace(FIRST, owner="two"))
    assert receipts.note("a", SECOND, NOW) == FIRST
    receipts.forget("a", FIRST)
    assert receipts.note("a", SECOND, NOW) == SECOND


def test_forgetting_what_is_not_there_is_nothing(receipts: Receipts) -> None:
    """A repeated call does no harm."""
    receipts.forget("a", FIRST)
    assert receipts.note("a", SECOND, NOW) == SECOND
