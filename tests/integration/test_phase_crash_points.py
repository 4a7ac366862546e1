"""The process dies at every call of a start in phases; afterwards all is as it must be.

`login` must pass before `order` begins, and `clean` runs in any case: whoever dies, and whenever,
the janitor moves the batch on, and no test runs before its turn.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from gonogo.domain.commands import StartByTrigger, StoredTest, VariableSet
from gonogo.domain.http import HttpRequest, HttpResponse
from gonogo.domain.ids import SuiteId, TestId, TriggerId, uuid_of
from gonogo.domain.project import Suite
from tests.aws_stack import AwsStack
from tests.builders import NOW, NUMBER, PROJECT, a_head, a_project
from tests.fakes import FakeClock, a_reply
from tests.faults import Faults, Killed
from tests.integration.test_crash_points import stored_batch
from tests.quick_stack import quick_stack

SUITE = "00000000-0000-4000-8000-0000000000ff"
NAMES = ("login", "order", "clean")
IDS = tuple(TestId(uuid_of("test", NUMBER + index)) for index in range(3))


class Shop:
    """Gives a token at `login` and wants it afterwards; remembers in which order it was asked."""

    def __init__(self, *, broken: bool) -> None:
        self.faults = Faults()
        self.asked: list[str] = []
        self._broken = broken

    def session(self, *, keep_cookies: bool = False) -> Shop:
        """Itself."""
        return self

    def send(self, request: HttpRequest) -> HttpResponse:
        """200, but for a login to a broken shop."""
        name = request.url.partition("//shop.test/")[2]
        self.faults.called(request.url, lambda: self.asked.append(name))
        broken = self._broken and name == "login/"
        return a_reply({"token": "t"}, status=500 if broken else 200)

    def cookies(self) -> None:
        """None are kept."""

    def close(self) -> None:
        """Nothing to close."""


def a_test(index: int) -> StoredTest:
    """`login` sets `token`; the others show whether they got it."""
    take = [{"name": "token", "source": "response_json", "property": "token"}]
    step = {
        "type": "request",
        "url": f"http://shop.test/{NAMES[index]}/{{{{token}}}}",
        "assertions": [{"source": "response_status", "comparison": "equal", "value": 200}],
        "variables": take if index == 0 else [],
    }
    trigger = TriggerId(f"00000000-0000-4000-8000-00000000010{index}")
    head = a_head(NAMES[index], NUMBER + index, id=IDS[index], trigger=trigger)
    return StoredTest(head=head, steps=(step,))


@contextmanager
def a_stack(*, broken: bool) -> Iterator[tuple[AwsStack, Shop]]:
    """A stack with the suite in it."""
    shop = Shop(broken=broken)
    with quick_stack(FakeClock(), shop) as stack:  # type: ignore[arg-type]
        stack.parts.catalog.add_project(a_project())
        for index in range(3):
            stack.parts.catalog.put_test(PROJECT, a_test(index))
        suite = Suite(
            id=SuiteId(SUITE),
            name="all",
            setup=IDS[:1],
            tests=IDS[1:2],
            teardown=IDS[2:],
            trigger=TriggerId(SUITE),
            created_at=NOW,
        )
        stack.parts.catalog.put_suite(PROJECT, suite)
        yield stack, shop


def whole_start(stack: AwsStack) -> None:
    """From the trigger to the last run; nobody is told."""

    stack.ask(
        StartByTrigger(
            trigger=SUITE, kinds=("suite",), sets=(VariableSet(variables={"token": ""}),)
        )
    )
    for _ in NAMES:
        stack.execute()


def minutes_pass(stack: AwsStack) -> None:
    """The janitor sweeps and the queue delivers, until the verdict is out or nothing was stored."""
    for _ in range(9):
        stack.clock.advance(61)  # type: ignore[attr-defined]
        stack.sweep()
        stack.execute()
        stored = stored_batch(stack)
        if stored is None or stored[0].announced_at is not None:
            return


def count_calls(*, broken: bool) -> int:
    """How many crash points a start has."""
    with a_stack(broken=broken) as (stack, shop):
        with shop.faults.beside(stack.clients):
            whole_start(stack)
        return len(shop.faults.calls)


def check(stack: AwsStack, shop: Shop, *, broken: bool) -> None:
    """What must hold, whatever happened on the way."""
    stored = stored_batch(stack)
    if stored is None:
        assert shop.asked == []
        return
    batch, runs = stored
    statuses = ("failed", "canceled", "passed") if broken else ("passed",) * 3
    assert tuple(run.status for run in runs) == statuses
    assert batch.verdict == ("no-go" if broken else "go")
    assert (batch.tally.over, batch.announced_at is not None) == (3, True)
    token = "t"
    wanted = ["login/", *([] if broken else [f"order/{token}"]), f"clean/{token}"]
    # A run whose executor was lost runs again, and never after the next has begun.
    assert list(dict.fromkeys(shop.asked)) == wanted
    assert shop.asked == sorted(shop.asked, key=wanted.index)


@pytest.mark.parametrize("broken", [False, True], ids=["go", "setup-fails"])
def test_without_accidents_each_test_runs_once(broken: bool) -> None:
    """The measure for all the others."""
    with a_stack(broken=broken) as (stack, shop):
        whole_start(stack)
        check(stack, shop, broken=broken)
        assert len(shop.asked) == (2 if broken else 3)


POINTS = [
    (broken, at) for broken in (False, True) for at in range(1, count_calls(broken=broken) + 1)
]


@pytest.mark.parametrize(("broken", "at"), POINTS)
def test_a_process_that_dies_there_skips_no_phase(broken: bool, at: int) -> None:
    """Every run ends once, in its turn, with the state that was left."""
    with a_stack(broken=broken) as (stack, shop):
        faults = shop.faults
        with pytest.raises(Killed), faults.beside(stack.clients), faults.at(at, "kill_after"):
            whole_start(stack)
        stack.restart()
        minutes_pass(stack)
        check(stack, shop, broken=broken)
