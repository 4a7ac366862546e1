"""Steps that are no requests: what they do, what they skip, where they end."""

from __future__ import annotations

from typing import Any

import pytest

from gonogo.domain.result import StepResult, walk
from gonogo.domain.test import Retry, Step
from gonogo.engine.steps import step_types
from gonogo.errors import ConnectFailed
from tests.builders import NOW
from tests.engine_runs import a_step, an_assertion, an_environment, an_extraction, run
from tests.fakes import FakeClock, FakeHttp, a_reply

IS_OK = (an_assertion("response_status", "equal", 200),)
BAD, GOOD = a_reply(status=500), a_reply()


def make(type: str, **fields: Any) -> Step:
    """A step of this type."""
    return step_types[type].model(**fields)


def a_condition(left: Any, comparison: str, right: Any, *steps: Step, **fields: Any) -> Step:
    return make(
        fields.pop("type", "condition"),
        left_value=left,
        comparison=comparison,
        right_value=right,
        steps=steps,
        **fields,
    )


def shape(steps: tuple[StepResult, ...]) -> list[Any]:
    """Types and statuses, nested as the results are."""
    return [
        [f"{step.type} {step.status}", *([shape(step.steps)] if step.steps else [])]
        for step in steps
    ]


def test_pause_waits_its_seconds() -> None:
    clock = FakeClock()
    result = run(make("pause", duration=3), a_step(), clock=clock)
    assert (result.status, clock.slept, result.steps[0].duration) == ("passed", [3], 3)


def test_pause_longer_than_the_run_ends_it_at_once() -> None:
    clock = FakeClock()
    result = run(make("pause", duration=60), a_step(), clock=clock, deadline=NOW + 30)
    assert (result.status, clock.slept) == ("errored", [])
    assert shape(result.steps) == [["pause errored"], ["request skipped"]]
    assert result.problem is not None
    assert result.problem.code == "run_timeout"


@pytest.mark.parametrize("seconds", [0, 0.5, 181, float("nan")])
def test_pause_is_of_1_to_180_seconds(seconds: float) -> None:
    pause = make("pause", duration=seconds)
    assert list(step_types["pause"].flaws(pause)) == [("duration", "must be 1 to 180 seconds")]


@pytest.mark.parametrize(("right", "status"), [("a", "passed"), ("b", "skipped")])
def test_nested_steps_run_only_if_the_condition_holds(right: str, status: str) -> None:
    step = a_condition("{{a}}", "equal", right, a_step(), a_step())
    result = run(a_step(), step, variables={"a": "a"})
    nested = [[f"request {status}"]] * 2
    assert shape(result.steps) == [["request passed"], ["condition passed", nested]]
    assert ("does not hold" in result.steps[1].remark) == (status == "skipped")


def test_skipped_condition_has_its_nested_steps_skipped() -> None:
    step = a_condition("a", "equal", "a", a_step(), skipped=True)
    assert shape(run(step, a_step()).steps)[0] == ["condition skipped", [["request skipped"]]]


def test_failure_inside_fails_condition_and_run() -> None:
    step = a_condition("a", "equal", "a", a_step(assertions=IS_OK))
    result = run(step, http=FakeHttp(BAD))
    assert (result.status, result.steps[0].status) == ("failed", "failed")


def test_error_inside_errs_the_run_with_its_reason() -> None:
    step = a_condition("a", "equal", "a", a_step())
    result = run(a_step(), step, http=FakeHttp(GOOD, ConnectFailed("Refused.")))
    assert result.problem is not None
    assert (result.status, result.problem.code) == ("errored", "connect_failed")


def test_condition_on_an_unknown_variable_errs_with_its_place() -> None:
    inner = a_condition("{{nope}}", "equal", "a", a_step())
    result = run(a_step(), a_condition("a", "equal", "a", inner))
    assert result.problem is not None
    assert result.problem.message.startswith("Step 2.1, condition uses {{nope}}")


def test_loop_repeats_while_its_condition_holds_and_shows_the_last_round() -> None:
    poll = a_step(variables=(an_extraction("state", property="state"),))
    loop = a_condition("{{state}}", "not_equal", "done", poll, type="loop")
    replies = [a_reply({"state": word}) for word in ("new", "busy", "done")]
    result = run(loop, http=FakeHttp(*replies), variables={"state": "none"})
    assert shape(result.steps) == [["loop passed", [["request passed"]]]]
    assert result.steps[0].remark == "It went 3 rounds."
    assert result.steps[0].steps[0].variables[0].value == "done"


def test_loop_that_never_begins_shows_its_steps_skipped() -> None:
    loop = a_condition("a", "equal", "b", a_step(), type="loop")
    assert shape(run(loop, a_step()).steps)[0] == ["loop passed", [["request skipped"]]]


def test_loop_ends_with_the_first_round_that_does_not_pass() -> None:
    """A later round would hide the failure: only the last one is shown."""
    loop = a_condition("a", "equal", "a", a_step(assertions=IS_OK), type="loop")
    http = FakeHttp(GOOD, BAD, GOOD)
    assert (run(loop, http=http).status, len(http.requests)) == ("failed", 2)


@pytest.mark.parametrize(("times", "most"), [(3, 3), (100, 100), (1000, 100)])
def test_loop_without_an_end_is_errored_at_its_limit(times: int, most: int) -> None:
    http = FakeHttp()
    loop = a_condition("a", "equal", "a", a_step(), type="loop", times=times)
    result = run(loop, http=http)
    assert (result.status, len(http.requests)) == ("errored", most)
    assert result.problem is not None
    assert result.problem.code == "loop_limit"


def test_loop_ends_with_the_time_of_the_run() -> None:
    loop = a_condition("a", "equal", "a", a_step(), make("pause", duration=10), type="loop")
    result = run(loop, a_step(), deadline=NOW + 35)
    assert (result.status, result.steps[-1].status) == ("errored", "skipped")
    assert result.problem is not None
    assert result.problem.code == "run_timeout"


def test_loops_in_loops_end() -> None:
    http = FakeHttp()
    step: Step = a_step()
    for _ in range(4):
        step = a_condition("a", "equal", "a", step, type="loop")
    result = run(step, http=http)
    assert result.status == "errored"
    assert len(http.requests) < 10_000


def test_unsupported_step_is_skipped_with_the_reason() -> None:
    step = make("unsupported", kind="ghost-inspector", content={"test_name": "Shop"})
    result = run(step, a_step())
    assert (result.status, result.steps[0].status) == ("passed", "skipped")
    assert "'ghost-inspector'" in result.steps[0].remark


def test_unsupported_step_with_a_code_errs_the_run_whatever_else_passed() -> None:
    step = make("unsupported", kind="act", reason="It needs an agent.", code="needs_agent")
    result = run(a_step(), step)
    assert (result.status, result.steps[0].status) == ("errored", "passed")
    assert result.steps[1].status == "errored"
    assert result.problem is not None
    assert (result.problem.code, result.problem.message) == ("needs_agent", "It needs an agent.")


def test_group_gives_its_steps_parameters_and_takes_them_back() -> None:
    inner = a_step("http://api.test/{{user}}/{{role}}")
    group = make("group", params={"user": "{{name}}!", "role": "b"}, steps=(inner,))
    http = FakeHttp()
    result = run(
        group, a_step("http://api.test/{{role}}"), http=http, variables={"name": "ann", "role": "a"}
    )
    assert [request.url[16:] for request in http.requests] == ["ann!/b", "a"]
    assert result.variables == {"name": "ann", "role": "a"}


@pytest.mark.parametrize(
    ("values", "paths"),
    [
        (["a", 1, True, None], ["a-", "1-", "true-", "-"]),
        ([{"item": "a", "b": 1}, {"item": 2}], ["a-1", "2-"]),
        ("{{ids}}", ["7-", "8-"]),
        (["{{b}}x"], ["x-"]),
    ],
)
def test_foreach_performs_its_steps_for_each_value(values: Any, paths: list[str]) -> None:
    step = make("foreach", values=values, steps=(a_step("http://api.test/{{item}}-{{b}}"),))
    http = FakeHttp()
    result = run(step, http=http, variables={"b": "", "ids": "[7,8]"})
    assert result.status == "passed"
    assert [request.url[16:] for request in http.requests] == paths
    assert [row.type for row in result.steps[0].steps] == ["row"] * len(paths)
    assert result.variables == {"b": "", "ids": "[7,8]"}


def test_foreach_goes_on_after_a_row_that_fails() -> None:
    step = make("foreach", values=["a", "b"], steps=(a_step(assertions=IS_OK),))
    result = run(step, http=FakeHttp(BAD, GOOD))
    rows = [["row failed", [["request failed"]]], ["row passed", [["request passed"]]]]
    assert shape(result.steps) == [["foreach failed", rows]]
    assert result.steps[0].steps[0].note == 'item = "a"'


@pytest.mark.parametrize("values", ["{{word}}", "{{number}}", "{{many}}", "{{nope}}"])
def test_foreach_over_what_is_no_list_errs(values: str) -> None:
    many = str(list(range(101)))
    given = {"word": "a", "number": "1", "many": many}
    result = run(a_step(), make("foreach", values=values, steps=(a_step(),)), variables=given)
    assert (result.status, result.steps[1].status) == ("errored", "errored")


def test_foreach_over_an_empty_list_shows_its_steps_skipped() -> None:
    step = make("foreach", values="{{none}}", steps=(a_step(),))
    result = run(a_step(), step, variables={"none": "[]"})
    assert shape(result.steps)[1] == ["foreach passed", [["request skipped"]]]


def test_many_rows_keep_no_bodies() -> None:
    """Memory stays bounded however many rows there are, and however they are nested."""
    inner = make("foreach", values=list(range(10)), steps=(a_step(),) * 2)
    outer = make("foreach", values=list(range(20)), steps=(inner,))
    result = run(outer, http=FakeHttp(a_reply(b"x" * 200_000)))
    kept = [len(s.response.body or "") for s in walk(result.steps) if s.response]
    assert len(kept) == 400
    assert kept[0] == 200_000
    assert sum(kept) <= 16 * 1024 * 1024


def test_retry_tries_until_the_assertions_hold() -> None:
    clock = FakeClock()
    step = a_step(assertions=IS_OK, retry=step_retry(5, 2))
    result = run(step, http=FakeHttp(BAD, ConnectFailed("Refused."), GOOD), clock=clock)
    assert (result.status, clock.slept) == ("passed", [2, 2])
    assert result.steps[0].remark == "Tried 3 times."


def test_retry_gives_up_after_its_times() -> None:
    http = FakeHttp(BAD)
    result = run(a_step(assertions=IS_OK, retry=step_retry(3, 0)), http=http)
    assert (result.status, len(http.requests)) == ("failed", 3)


def test_retry_ends_before_the_time_of_the_run() -> None:
    step = a_step(assertions=IS_OK, retry=step_retry(100, 20))
    http = FakeHttp(BAD)
    assert run(step, http=http, deadline=NOW + 50).status == "failed"
    assert len(http.requests) == 3


def test_retry_does_not_repeat_what_cannot_change() -> None:
    result = run(a_step(), a_step("http://api.test/{{nope}}", retry=step_retry(5, 1)))
    assert (result.steps[1].status, result.steps[1].remark) == ("errored", "")


def test_retried_group_begins_anew_though_failures_stop_the_run() -> None:
    group = make("group", retry=step_retry(3, 0), steps=(a_step(assertions=IS_OK), a_step()))
    strict = an_environment(stop_on_failure=True)
    result = run(group, a_step(), http=FakeHttp(BAD, GOOD), environment=strict)
    assert shape(result.steps)[1] == ["request passed"]
    assert result.status == "passed"


@pytest.mark.parametrize(
    ("first", "given"),
    [
        (a_step(assertions=IS_OK), {"environment": an_environment(stop_on_failure=True)}),
        (a_step("http://{{nope}}"), {"environment": an_environment(stop_on_failure=True)}),
        (make("pause", duration=100), {"deadline": NOW + 100}),
    ],
)
def test_always_runs_whatever_happened_before(first: Step, given: Any) -> None:
    cleaning = make("group", always=True, steps=(a_step("http://clean.test/"),))
    http = FakeHttp(BAD)
    result = run(first, a_step(), cleaning, http=http, **given)
    assert [step.status for step in result.steps[1:]] == ["skipped", "passed"]
    assert http.requests[-1].url == "http://clean.test/"
    assert result.status in ("failed", "errored")


def test_always_runs_inside_a_group_that_stopped() -> None:
    strict = an_environment(stop_on_failure=True)
    group = make("group", steps=(a_step(assertions=IS_OK), a_step(), a_step(always=True)))
    result = run(group, a_step(), http=FakeHttp(BAD, GOOD), environment=strict)
    nested = [["request failed"], ["request skipped"], ["request passed"]]
    assert shape(result.steps) == [["group failed", nested], ["request skipped"]]


def test_time_is_kept_back_for_what_runs_always() -> None:
    clock = FakeClock()
    http = FakeHttp(lambda request: _after(clock, request.timeout))
    steps = (a_step(timeout=120), a_step(timeout=120), a_step(always=True, timeout=120))
    run(*steps, http=http, clock=clock, deadline=NOW + 100)
    assert [request.timeout for request in http.requests] == [75, 25]


def test_nothing_is_cleared_up_where_nothing_was_done() -> None:
    environment = an_environment(headers=(("A", "{{nope}}"),))
    result = run(a_step(), a_step(always=True), environment=environment)
    assert [step.status for step in result.steps] == ["skipped", "skipped"]


def _after(clock: FakeClock, seconds: float) -> Any:
    clock.advance(seconds)
    return GOOD


def step_retry(times: int, interval: float) -> Any:
    """A retry."""
    return Retry(times=times, interval=interval)
