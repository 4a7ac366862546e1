"""Scripts in a run: their order, what they hand on, and what their failure means."""

from __future__ import annotations

import json

import pytest

from gonogo.domain.environment import inherit
from tests.engine_runs import a_step, an_assertion, an_environment, an_extraction, run, run_one
from tests.fakes import FakeHttp, a_reply


def mark(letter: str) -> str:
    return f"variables.set('order', (variables.get('order') || '') + '{letter}')"


def test_the_order_is_shared_environment_then_own_then_step() -> None:
    shared = an_environment(
        id="s",
        script=mark("a"),
        pre_request_scripts=(mark("c"),),
        post_response_scripts=(mark("f"),),
    )
    own = an_environment(
        script=mark("b"), pre_request_scripts=(mark("d"),), post_response_scripts=(mark("g"),)
    )
    step = a_step(before_scripts=(mark("e"),), scripts=(mark("h"), mark("i")))
    result = run(step, environment=inherit(own, shared))
    assert result.status == "passed"
    assert result.variables["order"] == "abcdefghi"


def test_extraction_comes_before_scripts_and_assertions_after() -> None:
    step = a_step(
        variables=(an_extraction("id", property="id"),),
        scripts=("variables.set('want', variables.get('id') + 1)",),
        assertions=(an_assertion("response_json", "equal", "{{want}}", property="next"),),
    )
    result = run_one(step, http=FakeHttp(a_reply({"id": 7, "next": "71"})))
    assert result.status == "passed"


def test_variables_of_a_script_before_stand_in_its_request() -> None:
    http = FakeHttp()
    step = a_step(
        url="http://api.test/{{id}}",
        headers={"X-Id": "{{id}}"},
        before_scripts=("variables.set('id', 42)",),
    )
    assert run_one(step, http=http).status == "passed"
    sent = http.requests[0]
    assert (sent.url, dict(sent.headers)["X-Id"]) == ("http://api.test/42", "42")


@pytest.mark.parametrize(
    ("source", "url"),
    [
        ("request.url = 'http://other.test/x'", "http://other.test/x"),
        ("request.path = '/b'", "http://api.test/b?q=1"),
        ("request.host = 'b.test'; request.scheme = 'https'", "https://b.test/a?q=1"),
        ("request.params = { z: ['1', '2'] }", "http://api.test/a?z=1&z=2"),
        ("request.params.push({ name: 'b', value: '2 3' })", "http://api.test/a?q=1&b=2+3"),
        ("request.url = 'http://o.test/'; request.params = { a: 1 }", "http://o.test/"),
        ("log(request.url)", "http://api.test/a?q=1"),
    ],
)
def test_an_edited_address_is_the_one_called(source: str, url: str) -> None:
    http = FakeHttp()
    step = a_step(url="http://api.test/a", params={"q": "1"}, before_scripts=(source,))
    assert run_one(step, http=http).status == "passed"
    assert http.requests[0].url == url


def test_edited_method_headers_and_body_are_sent() -> None:
    http = FakeHttp()
    source = (
        "request.method = 'PUT'; request.headers['X-A'] = ['1', '2'];"
        "delete request.headers['X-B'];"
        "request.body = JSON.stringify({ was: request.body })"
    )
    step = a_step(method="POST", headers={"X-B": "b"}, json={"a": 1}, before_scripts=(source,))
    assert run_one(step, http=http).status == "passed"
    sent = http.requests[0]
    assert (sent.method, sent.headers) == ("PUT", (("X-A", "1"), ("X-A", "2")))
    assert json.loads(sent.body or b"") == {"was": '{"a": 1}'}


def test_edited_form_is_sent() -> None:
    http = FakeHttp()
    step = a_step(method="POST", form={"a": "1"}, before_scripts=("request.form.b = ['2']",))
    assert run_one(step, http=http).status == "passed"
    assert http.requests[0].body == b"a=1&b=2"


def test_a_script_removes_an_environments_header() -> None:
    http = FakeHttp()
    environment = an_environment(headers=(("X-Env", "e"),))
    step = a_step(before_scripts=("delete request.headers['X-Env']",))
    run(step, http=http, environment=environment)
    assert "X-Env" not in dict(http.requests[0].headers)


def test_assertions_see_the_response_as_it_came() -> None:
    step = a_step(
        scripts=("response.status = 200; response.body = ''",),
        assertions=(an_assertion("response_status", "equal", 500),),
    )
    assert run_one(step, http=FakeHttp(a_reply(status=500))).status == "passed"


def test_a_failed_script_fails_its_step_and_says_why() -> None:
    step = a_step(scripts=("log('seen')", "assert.equal(response.status, 201)"))
    result = run_one(step)
    assert (result.status, [each.passed for each in result.scripts]) == ("failed", [True, False])
    assert result.scripts[0].output == "seen\n"
    assert result.scripts[1].error == "AssertionError: expected 200 to equal 201 (line 1)"


def test_what_a_failed_script_should_have_prepared_is_not_sent() -> None:
    http = FakeHttp()
    result = run(a_step(before_scripts=("throw new Error('no')", "log(1)")), http=http)
    assert (result.status, result.steps[0].status) == ("failed", "failed")
    assert [each.error for each in result.steps[0].scripts] == ["Error: no (line 1)"]
    assert http.requests == []


def test_an_initial_script_that_breaks_errs_the_run() -> None:
    result = run(a_step(), environment=an_environment(script="nowhere()"))
    assert (result.status, result.steps[0].status) == ("errored", "skipped")
    assert result.problem is not None
    assert result.problem.code == "script_failed"
    assert "nowhere is not defined" in result.problem.message


def test_assertions_in_an_initial_script_are_ignored() -> None:
    source = "variables.set('a', 'b'); assert.equal(1, 2)"
    result = run(a_step(), environment=an_environment(script=source))
    assert (result.status, result.variables["a"]) == ("passed", "b")


def test_a_script_knows_the_facts_of_its_run() -> None:
    source = "log(acme_region, typeof acme_other)"
    result = run_one(a_step(scripts=(source,)), context={"acme_region": "us1", "acme_other": "x"})
    assert result.scripts[0].output == "us1 string\n"


def test_a_variable_that_a_script_removed_is_undefined() -> None:
    result = run(
        a_step(scripts=("pm.environment.unset('a')",)),
        a_step(url="http://api.test/{{a}}"),
        variables={"a": "1"},
    )
    assert result.steps[1].problem is not None
    assert result.steps[1].problem.code == "undefined_variable"
