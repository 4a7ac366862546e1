"""Scripts without a request, around a subtest, and at a run's start."""

from __future__ import annotations

from gonogo.domain.environment import inherit
from gonogo.domain.ids import StepId
from gonogo.engine.steps import step_types
from gonogo.engine.steps.script import ScriptStep
from tests.engine_runs import a_step, an_environment, run, run_one
from tests.unit.engine.test_subtests import a_subtest, run_with


def a_script(*sources: str, **fields: object) -> ScriptStep:
    return ScriptStep(**{"id": StepId("script"), "scripts": sources, **fields})  # type: ignore[arg-type]


def test_a_script_step_sets_variables_for_the_steps_that_follow() -> None:
    step = a_step(url="http://api.test/{{id}}")
    result = run(a_script("variables.set('id', 7); log('seven')"), step)
    assert result.status == "passed"
    assert result.steps[0].scripts[0].output == "seven\n"
    assert result.steps[1].url == "http://api.test/7"


def test_a_failed_assertion_fails_the_step_and_the_run() -> None:
    step = run_one(a_script("assert.equal(1, 2, 'sums')", "log('second')"))
    assert step.status == "failed"
    assert [script.passed for script in step.scripts] == [False, True]
    assert "sums" in (step.scripts[0].error or "")


def test_a_run_of_scripts_alone_judges_something() -> None:
    result = run(a_script("expect(1).to.equal(1)"))
    assert (result.status, result.problem) == ("passed", None)


def test_a_script_step_without_a_script_is_refused() -> None:
    said = list(step_types["script"].flaws(a_script(" ")))
    assert said == [("scripts", "must have at least one script")]


def test_the_scripts_of_requests_do_not_run_for_script_steps() -> None:
    environment = an_environment(pre_request_scripts=("variables.set('seen', 1)",))
    assert "seen" not in run(a_script("log(1)"), environment=environment).variables


def test_a_script_before_a_subtest_sets_what_its_params_use() -> None:
    step = a_subtest(
        params={"who": "{{name}}"},
        before_scripts=("variables.set('name', 'ann')",),
        scripts=("assert.equal(JSON.parse(response.body).variables.who, 'ann'); log('ok')",),
    )
    found = run_with(step, a_step()).steps[0]
    assert (found.status, [s.output for s in found.scripts]) == ("passed", ["", "ok\n"])


def test_a_script_after_a_subtest_fails_the_step() -> None:
    found = run_with(a_subtest(scripts=("throw new Error('no')",)), a_step()).steps[0]
    assert (found.status, found.scripts[0].passed) == ("failed", False)


def test_a_subtest_that_was_not_prepared_is_not_run() -> None:
    found = run_with(a_subtest(before_scripts=("nothing.at.all",)), a_step()).steps[0]
    assert (found.status, found.response) == ("failed", None)


def test_what_initial_scripts_log_is_in_the_result_outermost_first() -> None:
    shared = an_environment(id="s", script="log('shared')")
    own = an_environment(script="log('own'); assert.ok(false, 'ignored by the contract')")
    result = run(a_step(), environment=inherit(own, shared))
    assert result.status == "passed"
    assert [script.passed for script in result.scripts] == [True, True]
    assert result.scripts[0].output == "shared\n"
    assert result.scripts[1].output.startswith("own\nIgnored: AssertionError")


def test_an_initial_script_that_breaks_is_in_the_result_too() -> None:
    result = run(a_step(), environment=an_environment(script="log('here'); nothing.at.all"))
    assert result.status == "errored"
    (script,) = result.scripts
    assert (script.passed, script.output) == (False, "here\n")
    assert "nothing" in (script.error or "")
