"""The process dies after every call that it makes; afterwards nothing is lost or doubled.

Every AWS call and every HTTP request of a whole start (trigger, execution, report) is a crash
point. After each the process is started again with nothing remembered, and minutes pass with the
janitor.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from gonogo.domain.batch import Batch
from gonogo.domain.commands import StartByTrigger, StoredTest, VariableSet
from gonogo.domain.delivery import Subject
from gonogo.domain.http import HttpRequest, HttpResponse
from gonogo.domain.ids import BatchId, uuid_of
from gonogo.domain.run import Run
from gonogo.domain.webhook import new_webhook_secret
from tests.aws_stack import AwsStack
from tests.builders import a_head, a_project, a_webhook
from tests.fakes import FakeClock
from tests.faults import Faults, Killed
from tests.quick_stack import quick_stack

HOOK = "https://hook.example/done"
WEBHOOK = a_webhook()
TARGET = "https://api.example/health"
RUNS = 2
ONCE = {TARGET: RUNS, HOOK: RUNS, WEBHOOK.settings["url"]: RUNS + 2}


class Web:
    """The tested API and the webhook's receiver; both count what reaches them."""

    def __init__(self) -> None:
        self.faults = Faults()
        self.hits: Counter[str] = Counter()
        self.ids: Counter[str] = Counter()
        """How often the project's own webhook was told, by `webhook-id`."""

    def session(self, *, keep_cookies: bool = False) -> Web:
        """Itself."""
        return self

    def send(self, request: HttpRequest) -> HttpResponse:
        """200, always."""
        return self.faults.called(request.url, lambda: self._answer(request))

    def _answer(self, request: HttpRequest) -> HttpResponse:
        self.hits[request.url] += 1
        self.ids.update(value for name, value in request.headers if name == "webhook-id")
        return HttpResponse(
            status=200, reason="OK", headers=(), body=b"{}", url=request.url, wire_size=2
        )

    def cookies(self) -> None:
        """None are kept."""

    def close(self) -> None:
        """Nothing to close."""


STEPS = (
    {
        "type": "request",
        "method": "GET",
        "url": TARGET,
        "assertions": [{"source": "response_status", "comparison": "equal_number", "value": 200}],
    },
)


@contextmanager
def a_stack() -> Iterator[tuple[AwsStack, Web]]:
    """A stack with one test and one webhook in it."""
    web = Web()
    with quick_stack(FakeClock(), web) as stack:
        stack.parts.catalog.add_project(a_project())
        stack.parts.catalog.put_test(a_project().id, StoredTest(head=a_head(), steps=STEPS))
        stack.parts.webhooks.save(WEBHOOK, new_webhook_secret())
        yield stack, web


def trigger(stack: AwsStack) -> None:
    """Start two runs with a webhook."""
    stack.ask(
        StartByTrigger(
            trigger=a_head().trigger,
            kinds=("test",),
            sets=(VariableSet(),) * RUNS,
            webhooks=(HOOK,),
        )
    )


def whole_start(stack: AwsStack) -> None:
    """From the trigger to the last webhook, with nothing going wrong."""
    trigger(stack)
    stack.execute()
    stack.report()


def minutes_pass(stack: AwsStack) -> None:
    """The janitor sweeps, queue and topic deliver, until there is nothing left to do."""
    for _ in range(8):
        stack.clock.advance(61)  # type: ignore[attr-defined]
        stack.sweep()
        stack.execute()
        stack.report()


def count_calls() -> list[str]:
    """Every crash point of a start, by name."""
    with a_stack() as (stack, web):
        with web.faults.beside(stack.clients):
            whole_start(stack)
        return [name.removeprefix("dynamodb.") for name in web.faults.calls]


CALLS = count_calls()


def stored_batch(stack: AwsStack) -> tuple[Batch, tuple[Run, ...]] | None:
    """What there is of the batch, read from the table itself."""
    items = stack.clients.dynamodb.scan(TableName="runs")["Items"]
    heads = [item for item in items if item["sk"]["S"] == "BATCH"]
    if not heads:
        return None
    number = int(heads[0]["pk"]["S"].partition("#")[2])
    batch = stack.parts.runs.batch(BatchId(uuid_of("batch", number)))
    assert batch
    return batch, stack.parts.runs.runs_of(batch)


def check(stack: AwsStack, web: Web) -> None:
    """What must hold of every start, whatever happened on the way."""
    stored = stored_batch(stack)
    if stored is None:
        assert web.hits[TARGET] == 0, "nothing is run that was not stored"
        return
    batch, runs = stored
    assert [run.status for run in runs] == ["passed"] * RUNS
    assert (batch.tally.passed, batch.tally.over) == (RUNS, RUNS)
    assert batch.verdict == "go"
    assert batch.announced_at is not None
    assert {outcome.status for outcome in stack.announced if outcome.kind == "batch"} == {"go"}
    deliveries = stack.parts.deliveries.of(Subject("batch", batch.id))
    assert [delivery.state for delivery in deliveries] == ["delivered"] * (2 * RUNS + 2)
    own = {delivery.address for delivery in deliveries if delivery.webhook}
    assert set(web.ids) == own, "told again is told under the same id"
    assert stack.parts.deliveries.due(stack.clock.now() + 1e9, 9) == ()


def test_a_start_without_accidents_does_each_thing_once() -> None:
    """The measure for all the others: and nothing is due afterwards."""
    with a_stack() as (stack, web):
        whole_start(stack)
        check(stack, web)
        assert web.hits == ONCE
        announced = len(stack.announced)
        minutes_pass(stack)
        assert len(stack.announced) == announced
        assert web.hits == ONCE


@pytest.mark.parametrize("at", range(1, len(CALLS) + 1), ids=lambda n: f"{n}-{CALLS[n - 1][:24]}")
def test_a_process_that_dies_there_loses_and_doubles_nothing(at: int) -> None:
    """Each run ends once, the batch has one verdict, each webhook is delivered.

    After the call: before the next one the same is stored.
    """
    with a_stack() as (stack, web):
        faults = web.faults
        with pytest.raises(Killed), faults.beside(stack.clients), faults.at(at, "kill_after"):
            whole_start(stack)
        stack.restart()
        minutes_pass(stack)
        check(stack, web)


@pytest.mark.parametrize("times", [2, 3])
def test_messages_that_come_again_change_nothing(times: int) -> None:
    """Every queue message and every outcome is delivered several times."""
    with a_stack() as (stack, web):
        trigger(stack)
        stack.execute(times=times)
        stack.report(times=times)
        check(stack, web)
        assert web.hits == ONCE
