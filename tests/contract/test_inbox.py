"""What every store of calls from outside must do."""

from __future__ import annotations

import pytest

from gonogo.aws.inbox import DynamoInbox
from gonogo.domain.ids import RunId
from gonogo.ports import Inbox
from tests.builders import NOW
from tests.contract.conftest import table_of
from tests.fake_inbox import FakeInbox, an_arrival

ONE, OTHER = RunId("one"), RunId("other")


@pytest.fixture
def inbox(request: pytest.FixtureRequest, host: str) -> Inbox:
    """The `Inbox` port."""
    return FakeInbox() if host == "fake" else DynamoInbox(table_of(request, "runs"))


def test_an_address_is_awaited_until_the_last_run_is_over(inbox: Inbox) -> None:
    assert not inbox.awaited("x", NOW)
    inbox.open("x", ONE, NOW + 10)
    inbox.open("x", OTHER, NOW + 20)
    inbox.close("x", ONE)
    assert inbox.awaited("x", NOW + 19)
    assert not inbox.awaited("x", NOW + 20)
    inbox.close("x", OTHER)
    assert not inbox.awaited("x", NOW)


def test_a_call_comes_back_as_it_was_to_whoever_asks(inbox: Inbox) -> None:
    call = an_arrival(place="paid", body=bytes(range(256)), truncated=True)
    inbox.put("x", call)
    for _ in range(2):
        assert tuple(inbox.arrivals("x", NOW)) == (call,)
    assert tuple(inbox.arrivals("y", NOW)) == ()


def test_calls_come_in_their_order_from_a_moment_on(inbox: Inbox) -> None:
    for number, at in enumerate((NOW + 2, NOW, NOW + 1)):
        inbox.put("x", an_arrival(str(number), at=at))
    inbox.open("x", ONE, NOW + 10)  # those who wait are no calls
    assert [call.id for call in inbox.arrivals("x", NOW + 1)] == ["2", "0"]
