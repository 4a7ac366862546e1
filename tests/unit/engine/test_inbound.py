"""Inbound steps: what they wait for, how long, and how a call that came is looked at."""

from __future__ import annotations

from typing import Any

import pytest

from gonogo.domain.ids import StepId
from gonogo.engine.steps import step_types
from gonogo.engine.steps.inbound import InboundStep
from gonogo.engine.steps.loop import LoopStep
from tests.builders import NOW
from tests.engine_runs import a_step, an_assertion, an_extraction, run, run_one
from tests.fake_inbox import FakeIncoming, an_arrival
from tests.fakes import FakeClock, FakeHttp


def an_inbound(**fields: Any) -> InboundStep:
    return InboundStep(**{"id": StepId("in"), **fields})


def waited(step: InboundStep, incoming: FakeIncoming | None, **given: Any) -> Any:
    """The result of the only step."""
    return run_one(step, incoming=incoming, **given)


def test_a_call_is_looked_at_like_an_answer() -> None:
    step = an_inbound(
        variables=(an_extraction("order", property="order.id"),),
        assertions=(
            an_assertion("request_method", "equal", "POST"),
            an_assertion("request_query", "equal", "ok", property="state"),
            an_assertion("response_headers", "equal", "s1", property="X-Signature"),
            an_assertion("response_json", "equal_number", 7, property="order.id"),
            an_assertion("response_url", "contains", "/v1/inbound/"),
        ),
        scripts=("assert.equal(request.method, 'POST'); log(JSON.parse(response.body).order.id)",),
    )
    found = waited(step, FakeIncoming(an_arrival()))
    assert (found.status, [a.error for a in found.assertions]) == ("passed", [None] * 5)
    assert found.scripts[0].output == "7\n"
    assert (found.method, found.request) == ("POST", None)


def test_an_assertion_that_does_not_hold_fails_the_step() -> None:
    bad = an_assertion("response_json", "equal", 8, property="order.id")
    assert waited(an_inbound(assertions=(bad,)), FakeIncoming(an_arrival())).status == "failed"


def test_what_it_extracts_is_there_for_the_next_step() -> None:
    http = FakeHttp()
    first = an_inbound(variables=(an_extraction("order", property="order.id"),))
    step = a_step(url="http://api.test/{{order}}")
    result = run(first, step, http=http, incoming=FakeIncoming(an_arrival()))
    assert (result.status, http.requests[0].url) == ("passed", "http://api.test/7")


def test_the_pauses_between_looks_grow_to_five_seconds() -> None:
    clock = FakeClock()
    waited(an_inbound(), FakeIncoming(an_arrival(), looks=9), clock=clock)
    assert clock.slept[0] == 0.5
    assert clock.slept == sorted(clock.slept)
    assert clock.slept[-1] == 5.0


def test_no_call_in_time_fails_and_says_so() -> None:
    clock = FakeClock()
    found = waited(an_inbound(timeout=20), FakeIncoming(), clock=clock)
    assert (found.status, found.problem.code) == ("failed", "nothing_came")
    assert found.problem.message == "Step 1: no call came within 20 seconds."
    assert clock.time - NOW == pytest.approx(20, abs=0.1)
    assert found.remark.endswith("https://gonogo.example/v1/inbound/in")


def test_the_runs_own_end_comes_first() -> None:
    found = waited(an_inbound(), FakeIncoming(), deadline=NOW + 30)
    assert (found.status, found.problem.code) == ("errored", "run_timeout")


def test_only_calls_to_its_path_count() -> None:
    incoming = FakeIncoming(an_arrival("a"), an_arrival("b", place="paid", method="PUT"))
    paid = waited(an_inbound(path="paid"), incoming)
    assert (paid.method, waited(an_inbound(), incoming).method) == ("PUT", "POST")


def test_of_several_calls_the_last_is_looked_at() -> None:
    calls = (an_arrival("a"), an_arrival("b", method="PUT"))
    assert waited(an_inbound(count=2), FakeIncoming(*calls)).method == "PUT"
    missing = waited(an_inbound(count=3, timeout=9), FakeIncoming(*calls))
    assert missing.problem.message == "Step 1: of 3 calls 2 came within 9 seconds."


def test_in_a_loop_every_round_takes_the_next_call() -> None:
    incoming = FakeIncoming(an_arrival("a", body=b"1"), an_arrival("b", body=b"2"))
    inner = an_inbound(variables=(an_extraction("n", "response_text"),))
    loop = LoopStep(left_value="{{n}}", comparison="not_equal", right_value="2", steps=(inner,))
    result = run(loop, variables={"n": "0"}, incoming=incoming)
    assert (result.status, result.variables["n"]) == ("passed", "2")


def test_listening_begins_with_the_run_also_for_nested_steps() -> None:
    incoming = FakeIncoming(an_arrival())
    loop = LoopStep(left_value=1, right_value=2, steps=(an_inbound(),))
    run(a_step(), loop, incoming=incoming)
    assert incoming.expected == ["in"]


def test_where_nobody_can_call_it_says_where_to_run_it() -> None:
    found = waited(an_inbound(), None)
    assert (found.status, found.problem.code) == ("errored", "unsupported")
    assert "gonogo push" in found.problem.message


@pytest.mark.parametrize(
    ("fields", "field"),
    [({"path": "a/b"}, "path"), ({"count": 0}, "count"), ({"timeout": 601}, "timeout")],
)
def test_what_a_definition_may_not_say(fields: dict[str, Any], field: str) -> None:
    assert [name for name, _ in step_types["inbound"].flaws(an_inbound(**fields))] == [field]
