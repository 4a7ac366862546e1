"""Lists of what was started before, over real adapters."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest

from gonogo.domain.commands import Push, Pushed, Start, Started
from gonogo.domain.commands.history import BatchList, ListBatches, ListRuns, RunList
from gonogo.errors import Forbidden, Invalid, NotFound, Unauthorized
from gonogo.services import history
from gonogo.services.keys import issue
from tests.aws_stack import AwsStack, aws_stack
from tests.fakes import FakeClock, FakeHttp

TESTS = [{"name": name, "steps": [{"url": "http://a.test/"}]} for name in ("One", "Two")]


@pytest.fixture
def clock() -> FakeClock:
    """Set by the test."""
    return FakeClock()


@pytest.fixture
def stack(clock: FakeClock) -> Iterator[AwsStack]:
    """A deployment whose requests all succeed."""
    with aws_stack(clock, FakeHttp()) as stack:
        yield stack


@pytest.fixture
def admin(stack: AwsStack) -> str:
    """A key to everything."""
    return issue(stack.parts.keys, stack.clock, name="a", role="admin").secret


def pushed(stack: AwsStack, admin: str, name: str = "orders") -> Pushed:
    """A project of two tests and a suite of the first."""
    document = {
        "project": name,
        "tests": TESTS,
        "suites": [{"name": "first", "tests": ["One"]}],
    }
    answer = stack.ask(Push(key=admin, document=document))
    assert isinstance(answer, Pushed)
    return answer


def started(stack: AwsStack, admin: str, kind: Any = "project", target: Any = None) -> Started:
    """A start, a second after the one before."""
    stack.clock.advance(1)  # type: ignore[attr-defined]
    answer = stack.ask(Start(key=admin, project="orders", kind=kind, target=target))
    assert isinstance(answer, Started)
    return answer


def ids(found: Pushed) -> dict[str, str]:
    """Ids by name."""
    return {change.name: change.id for change in found.changes}


def pages(ask: Callable[[int | None], BatchList | RunList]) -> list[int]:
    """The numbers of every page, one after the other."""
    numbers, before = [], None
    for _ in range(50):
        page = ask(before)
        items = page.batches if isinstance(page, BatchList) else [v.run for v in page.runs]
        numbers += [item.number for item in items]
        before = page.next
        if before is None:
            return numbers
    raise AssertionError("no end")


@pytest.mark.parametrize("limit", [1, 2, 3, 4, 5, 9])
def test_pages_of_runs_of_a_project_tell_each_run_once(
    stack: AwsStack, admin: str, limit: int
) -> None:
    """Newest first, over the borders of batches."""
    pushed(stack, admin)
    runs = [run.number for _ in range(3) for run in started(stack, admin).runs]
    found = pages(lambda before: stack.ask(ListRuns(key=admin, limit=limit, before=before)))  # type: ignore[arg-type, return-value]
    assert found == runs[::-1]


def test_runs_of_a_test_are_filtered_by_status(stack: AwsStack, admin: str) -> None:
    """With results if they are wanted, and the test's head."""
    test = ids(pushed(stack, admin))["One"]
    first = started(stack, admin)
    stack.execute()
    second = started(stack, admin)
    asked = ListRuns(key=admin, test=test, status="passed", results=True)
    page = stack.ask(asked)
    assert isinstance(page, RunList)
    assert [(v.run.number, v.test and v.test.name) for v in page.runs] == [
        (first.runs[0].number, "One")
    ]
    assert page.runs[0].result is not None
    waiting = stack.ask(ListRuns(key=admin, test=test, status="queued"))
    assert [v.run.id for v in waiting.runs] == [second.runs[0].id]  # type: ignore[attr-defined]


def test_batches_are_filtered_by_verdict(stack: AwsStack, admin: str) -> None:
    """`open` means that the verdict is still out."""
    pushed(stack, admin)
    done = started(stack, admin)
    stack.execute()
    waiting = started(stack, admin)
    for verdict, batch in (("go", done), ("open", waiting)):
        page = stack.ask(ListBatches(key=admin, verdict=verdict))  # type: ignore[arg-type]
        assert [each.id for each in page.batches] == [batch.batch.id]  # type: ignore[attr-defined]


def test_batches_are_filtered_by_age(stack: AwsStack, admin: str) -> None:
    """`within`: so many seconds up to now."""
    pushed(stack, admin)
    started(stack, admin)
    stack.clock.advance(7200)  # type: ignore[attr-defined]
    late = started(stack, admin)
    page = stack.ask(ListBatches(key=admin, within=3600))
    assert isinstance(page, BatchList)
    assert ([each.id for each in page.batches], page.next) == ([late.batch.id], None)


def test_a_search_that_fits_nothing_says_where_to_go_on(
    stack: AwsStack, admin: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One call looks at so many; `next` leads on though nothing was found."""
    pushed(stack, admin)
    numbers = [started(stack, admin).batch.number for _ in range(3)]
    monkeypatch.setattr(history, "MOST_LOOKED_AT", 2)
    page = stack.ask(ListBatches(key=admin, verdict="go"))
    assert isinstance(page, BatchList)
    assert (page.batches, page.next) == ((), numbers[1])
    rest = stack.ask(ListBatches(key=admin, verdict="go", before=page.next))
    assert rest.next is None  # type: ignore[attr-defined]


def test_lists_are_for_keys_that_open_the_project(stack: AwsStack, admin: str) -> None:
    """Another's project and test look as those that are not there; a trigger key reads nothing."""
    test = ids(pushed(stack, admin))["One"]
    other = pushed(stack, admin, "bills").project
    started(stack, admin)
    mine = issue(stack.parts.keys, stack.clock, name="b", role="read", projects=(other.id,)).secret
    for command in (
        ListBatches(key=mine, project="orders"),
        ListRuns(key=mine, project="orders"),
        ListRuns(key=mine, test=test),
        ListRuns(key=mine, project="bills", test=test),
    ):
        with pytest.raises(NotFound):
            stack.ask(command)
    assert stack.ask(ListBatches(key=mine)).batches == ()  # type: ignore[attr-defined]
    weak = issue(stack.parts.keys, stack.clock, name="c", role="trigger", projects=(other.id,))
    with pytest.raises(Forbidden):
        stack.ask(ListBatches(key=weak.secret))
    with pytest.raises(Unauthorized):
        stack.ask(ListRuns(key=None))
    with pytest.raises(Invalid, match="several projects"):
        stack.ask(ListBatches(key=admin))


@pytest.mark.parametrize("limit", [0, 101, -1])
def test_a_page_has_its_bounds(stack: AwsStack, admin: str, limit: int) -> None:
    """And the error says them."""
    pushed(stack, admin)
    with pytest.raises(Invalid) as refused:
        stack.ask(ListBatches(key=admin, limit=limit))
    assert (refused.value.field, refused.value.accepted) == (
        "limit",
        "a whole number from 1 to 100",
    )
