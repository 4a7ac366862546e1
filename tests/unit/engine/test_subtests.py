"""Tests that run tests: what they are given, what they answer, and that they end."""

from __future__ import annotations

from typing import Any

from gonogo.domain.environment import Environment
from gonogo.domain.ids import TestId
from gonogo.domain.result import RunResult
from gonogo.domain.subtest import OtherTest
from gonogo.domain.test import Step, Test
from gonogo.engine.steps.subtest import SubtestStep
from gonogo.errors import Invalid
from tests.builders import NOW
from tests.engine_runs import a_step, an_assertion, an_environment, an_extraction, run
from tests.fakes import FakeHttp, a_reply

IS_OK = (an_assertion("response_status", "equal", 200),)
BAD = a_reply(status=500)


class FakeTests:
    """Tests by name; every one has the environments `own` (its choice) and `other`."""

    def __init__(self, **tests: tuple[Step, ...]) -> None:
        self._tests = tests

    def find(self, test: str, environment: str) -> OtherTest | None:
        """A test, if there is one of that name."""
        if environment not in ("", "own", "other"):
            raise Invalid(f"There is no environment {environment!r}.")
        if test not in self._tests:
            return None
        name = environment or "own"
        return OtherTest(
            test=Test(id=TestId(test), name=test, steps=self._tests[test]),
            environment=an_environment(name=name),
            variables={"place": name, "who": "nobody"},
        )


def a_subtest(**fields: Any) -> SubtestStep:
    return SubtestStep(**{"test": "login", **fields})


def run_with(step: Step, *inner: Step, **given: Any) -> RunResult:
    """A run of one step that may run the test `login`."""
    return run(step, tests=FakeTests(login=inner), **given)


def test_result_of_the_other_test_is_its_answer() -> None:
    result = run_with(a_subtest(), a_step(assertions=IS_OK))
    step = result.steps[0]
    assert (result.status, step.status, step.request) == ("passed", "passed", None)
    assert step.response is not None
    assert '"result": "pass"' in (step.response.body or "")
    assert [a.passed for a in step.assertions] == [True]


def test_other_test_that_fails_fails_the_step_with_the_reason() -> None:
    result = run_with(a_subtest(), a_step(assertions=IS_OK), http=FakeHttp(BAD))
    assert result.status == "failed"
    assert "response_status equal" in result.steps[0].remark


def test_failure_of_the_other_test_can_be_what_is_wanted() -> None:
    wanted = an_assertion("response_json", "equal", "fail", property="result")
    step = a_subtest(assertions=(wanted,))
    assert run_with(step, a_step(assertions=IS_OK), http=FakeHttp(BAD)).status == "passed"


def test_variables_go_in_and_come_out() -> None:
    inner = a_step("http://api.test/{{who}}", variables=(an_extraction("token", property="t"),))
    step = a_subtest(
        params={"who": "{{name}}"},
        variables=(an_extraction("token", property="variables.token"),),
    )
    http = FakeHttp(a_reply({"t": "abc"}))
    result = run_with(step, inner, http=http, variables={"name": "ann"})
    assert http.requests[0].url == "http://api.test/ann"
    assert result.variables == {"name": "ann", "token": "abc"}


def places(caller: Environment | None = None, **fields: Any) -> str:
    """The environment that the other test ran in."""
    http = FakeHttp()
    inner = a_step("http://api.test/{{place}}")
    run_with(a_subtest(**fields), inner, http=http, environment=caller, variables={"place": "mine"})
    return http.requests[0].url.removeprefix("http://api.test/")


def test_other_test_runs_in_its_own_a_named_or_the_callers_environment() -> None:
    caller = an_environment(name="caller", headers=(("A", "b"),))
    assert places(caller) == "own"
    assert places(caller, environment="other") == "other"
    assert places(caller, use_parent_environment=True) == "mine"


def test_test_that_runs_itself_errs() -> None:
    result = run_with(a_subtest(), a_step(), a_subtest())
    assert result.steps[0].response is not None
    assert "a test cannot run itself" in (result.steps[0].response.body or "")
    assert result.status == "failed"


def test_tests_run_tests_five_levels_deep_at_most() -> None:
    chain = {f"t{level}": (a_subtest(test=f"t{level + 1}"), a_step()) for level in range(9)}
    http = FakeHttp()
    run(a_subtest(test="t0"), http=http, tests=FakeTests(**chain))
    assert len(http.requests) == 5


def test_unknown_test_or_environment_errs_with_its_name() -> None:
    for fields in ({"test": "nope"}, {"environment": "nope"}):
        result = run_with(a_subtest(**fields), a_step())
        assert result.problem is not None
        assert result.status == "errored"
        assert "'nope'" in result.problem.message


def test_where_no_other_tests_are_a_subtest_errs() -> None:
    result = run(a_subtest())
    assert result.problem is not None
    assert result.problem.code == "unsupported"


def test_other_test_ends_with_the_time_of_the_caller() -> None:
    http = FakeHttp()
    run_with(a_subtest(), a_step(timeout=120), http=http, deadline=NOW + 20)
    assert http.requests[0].timeout == 20
