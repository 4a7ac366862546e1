"""Overrides through the front: a start's terms act on the requests of its runs and pass no wall."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest

from gonogo.domain.commands import StartByTrigger, Started, StoredTest
from gonogo.domain.result import RunResult
from gonogo.domain.terms import Overrides, StartCookie, Terms
from tests.aws_stack import AwsStack, aws_stack
from tests.builders import a_head, a_project
from tests.fakes import FakeClock, FakeHttp

STEPS = ({"type": "request", "url": "https://prod.test/in"}, {"type": "request", "url": "/out"})


@pytest.fixture
def stack() -> Iterator[AwsStack]:
    """A project that lives at `https://prod.test`, with one test."""
    with aws_stack(FakeClock(), FakeHttp()) as stack:
        stack.parts.catalog.add_project(replace(a_project(), url="https://prod.test"))
        stack.parts.catalog.put_test(a_project().id, StoredTest(head=a_head(), steps=STEPS))
        yield stack


def started(stack: AwsStack, **overrides: object) -> RunResult:
    """The result of the run of a start with these overrides."""
    terms = Terms(overrides=Overrides(**overrides))  # type: ignore[arg-type]
    answer = stack.ask(StartByTrigger(trigger=a_head().trigger, kinds=("test",), terms=terms))
    assert isinstance(answer, Started)
    stack.execute()
    run = stack.parts.runs.run(answer.runs[0].id)
    assert run
    result = stack.parts.runs.result(run)
    assert result
    return result


def test_overrides_are_kept_with_the_run_and_act_on_its_requests(stack: AwsStack) -> None:
    """Stored, read by the executor, sent."""
    result = started(
        stack,
        base_url="https://pr-7.test/app",
        headers=(("X-Pr", "7"),),
        parameters=(("a", "b"),),
        cookies=(StartCookie(name="c", value="1"),),
    )
    http = stack.parts.http
    assert isinstance(http, FakeHttp)
    assert [r.url for r in http.requests] == [
        "https://pr-7.test/app/in?a=b",
        "https://pr-7.test/app/out",
    ]
    assert all(("X-Pr", "7") in request.headers for request in http.requests)
    assert [cookie.domain for cookie in http.given] == ["pr-7.test"]
    assert result.variables["base_url"] == "https://pr-7.test/app"


def test_without_overrides_the_projects_url_is_the_base(stack: AwsStack) -> None:
    """Relative addresses are below it."""
    started(stack)
    http = stack.parts.http
    assert isinstance(http, FakeHttp)
    assert [r.url for r in http.requests] == ["https://prod.test/in", "https://prod.test/out"]


@pytest.mark.parametrize("where", ["http://169.254.169.254/latest", "http://127.0.0.1:9001"])
def test_a_replaced_address_is_judged_as_any(where: str) -> None:
    """The metadata service and the runtime's own API stay shut."""
    from gonogo.egress import AddressPolicy, Sender

    with aws_stack(FakeClock(), Sender(AddressPolicy())) as stack:
        stack.parts.catalog.add_project(a_project())
        stack.parts.catalog.put_test(a_project().id, StoredTest(head=a_head(), steps=STEPS[1:]))
        result = started(stack, base_url=where)
    assert [step.problem.code for step in result.steps if step.problem] == ["blocked"]
    assert result.status == "errored"
