"""Passed, failed, errored, skipped: what makes a step and a run which."""

from __future__ import annotations

import pytest

from gonogo.domain.events import RunFinished, StepFinished, StepStarted
from gonogo.domain.http import HttpRequest, HttpResponse
from gonogo.domain.result import count
from gonogo.domain.test import Step
from gonogo.errors import (
    BadRequest,
    Blocked,
    ConnectFailed,
    DeadlinePassed,
    HttpFailure,
    ProtocolFailure,
)
from tests.builders import NOW
from tests.engine_runs import (
    a_step,
    an_assertion,
    an_environment,
    an_extraction,
    events,
    run,
    run_one,
)
from tests.fakes import FakeClock, FakeHttp, a_reply

IS_OK = (an_assertion("response_status", "equal", 200),)
REFUSED = ConnectFailed("The connection was refused.")


def statuses(*steps: Step, **given: object) -> tuple[str, ...]:
    result = run(*steps, **given)
    return (result.status, *(step.status for step in result.steps))


def test_everything_holds() -> None:
    assert statuses(a_step(assertions=IS_OK), a_step()) == ("passed", "passed", "passed")


def test_failed_assertion_fails_and_the_run_goes_on() -> None:
    http = FakeHttp(a_reply(status=500), a_reply())
    assert statuses(a_step(assertions=IS_OK), a_step(), http=http) == ("failed", "failed", "passed")


def test_failed_extraction_fails_and_keeps_the_old_value() -> None:
    step = a_step(variables=(an_extraction("id", property="id"),))
    result = run(step, http=FakeHttp(a_reply({})), variables={"id": "old"})
    assert result.status == "failed"
    assert (
        result.steps[0].variables[0].error == 'nothing to take: "id" is not a key of the document'
    )
    assert result.variables == {"id": "old"}


@pytest.mark.parametrize(
    ("failure", "went_out"),
    [
        (REFUSED, 0),
        (Blocked("The address is not public.", rule="private"), 0),
        (BadRequest("A header is not one."), 0),
        (DeadlinePassed("No answer within 30 s."), 1),
        (ProtocolFailure("The answer was not HTTP."), 1),
    ],
)
def test_no_usable_answer_errs_with_the_reason(failure: HttpFailure, went_out: int) -> None:
    """The request counts as sent only if it can have been."""
    result = run(a_step(assertions=IS_OK), http=FakeHttp(failure))
    step = result.steps[0]
    assert (result.status, step.status, step.response) == ("errored", "errored", None)
    assert step.problem is not None
    assert (step.problem.code, step.problem.message) == (failure.code, failure.message)
    assert (step.url, count(result.steps).requests) == ("http://api.test/", went_out)


@pytest.mark.parametrize("first_fails", [True, False])
def test_a_definite_no_weighs_more_than_an_error(first_fails: bool) -> None:
    replies = (a_reply(status=500), REFUSED)
    http = FakeHttp(*(replies if first_fails else replies[::-1]))
    assert run(a_step(assertions=IS_OK), a_step(assertions=IS_OK), http=http).status == "failed"


def test_errored_run_says_why() -> None:
    result = run(a_step(), a_step(), http=FakeHttp(a_reply(), REFUSED))
    assert result.problem is not None
    assert result.problem.code == "connect_failed"


@pytest.mark.parametrize("steps", [(), (a_step(skipped=True),)])
def test_nothing_tested_never_passes(steps: tuple[Step, ...]) -> None:
    result = run(*steps)
    assert result.status == "errored"
    assert result.problem is not None
    assert result.problem.code == "nothing_judged"


def test_skipped_step_is_not_executed() -> None:
    http = FakeHttp()
    assert statuses(a_step(skipped=True), a_step(), http=http) == ("passed", "skipped", "passed")
    assert len(http.requests) == 1


@pytest.mark.parametrize("reply", [a_reply(status=500), REFUSED])
def test_stop_on_failure_skips_what_is_left(reply: HttpResponse | HttpFailure) -> None:
    http = FakeHttp(reply, a_reply())
    environment = an_environment(stop_on_failure=True)
    found = statuses(a_step(assertions=IS_OK), a_step(), http=http, environment=environment)
    assert found[2] == "skipped"
    assert len(http.requests) == 1


def test_step_of_unknown_type_errs() -> None:
    result = run_one(Step(type="dance"))
    assert result.status == "errored"
    assert result.problem is not None
    assert "'dance'" in result.problem.message


@pytest.mark.parametrize(
    "assertion",
    [an_assertion("response_mood", "equal", 1), an_assertion("response_status", "resembles", 1)],
)
def test_assertion_that_cannot_be_asked_errs(assertion: object) -> None:
    result = run_one(a_step(assertions=(assertion,)))
    assert result.status == "errored"
    assert result.problem is not None
    assert "Known are" in result.problem.message


class Slow:
    """Answers after so many seconds of a fake clock, or gives up at the request's timeout."""

    def __init__(self, clock: FakeClock, seconds: float) -> None:
        self.clock, self.seconds = clock, seconds

    def __call__(self, request: HttpRequest) -> HttpResponse:
        self.clock.advance(min(self.seconds, request.timeout))
        if self.seconds > request.timeout:
            raise DeadlinePassed("No answer in time.")
        return a_reply()


def test_run_that_is_over_time_skips_the_rest() -> None:
    clock = FakeClock()
    http = FakeHttp(Slow(clock, 6))
    result = run(a_step(), a_step(), a_step(), http=http, clock=clock, deadline=NOW + 10)
    assert [step.status for step in result.steps] == ["passed", "errored", "skipped"]
    assert http.requests[1].timeout == 4
    assert result.steps[1].problem is not None
    assert result.problem is not None
    assert (result.steps[1].problem.code, result.problem.code) == ("run_timeout", "run_timeout")
    assert (result.status, result.finished_at) == ("errored", NOW + 10)


def test_run_that_is_over_between_steps_is_not_passed() -> None:
    clock = FakeClock()
    http = FakeHttp(Slow(clock, 10))
    result = run(a_step(), a_step(), http=http, clock=clock, deadline=NOW + 10)
    assert (result.status, result.steps[1].status) == ("errored", "skipped")


def test_step_over_its_own_time_lets_the_run_go_on() -> None:
    clock = FakeClock()
    http = FakeHttp(Slow(clock, 6))
    result = run(a_step(timeout=5), a_step(), http=http, clock=clock)
    assert [step.status for step in result.steps] == ["errored", "passed"]
    assert result.steps[0].problem is not None
    assert result.steps[0].problem.code == "deadline_passed"
    assert result.steps[0].duration == 5


def test_events_come_in_order_and_end_with_the_result() -> None:
    found = events(a_step(), a_step(skipped=True), a_step())
    kinds = [type(event) for event in found]
    pair = [StepStarted, StepFinished]
    assert kinds == [*pair, StepFinished, *pair, RunFinished]
    assert [event.index for event in found[:-1]] == [0, 0, 1, 2, 2]  # type: ignore[union-attr]


def test_session_is_closed_when_the_host_stops_listening() -> None:
    from gonogo.engine.execute import execute
    from tests.engine_runs import Plan, Test, TestId

    http = FakeHttp()
    plan = Plan(test=Test(id=TestId("t"), name="", steps=(a_step(),)), deadline=NOW + 9)
    listening = execute(plan, http, FakeClock())
    next(listening)
    listening.close()
    assert http.closed
