"""What `{{…}}` becomes, where it may stand, and what happens when nothing defines it."""

from __future__ import annotations

import pytest

from tests.engine_runs import a_step, an_assertion, an_environment, an_extraction, run, run_one
from tests.fakes import FakeHttp, a_reply


def sent_url(url: str, **given: object) -> str:
    http = FakeHttp()
    run(a_step(url), http=http, **given)
    return http.requests[0].url


def test_variables_are_replaced_in_every_field() -> None:
    http = FakeHttp()
    step = a_step(
        "http://{{host}}/{{x}}",
        method="{{verb}}",
        headers={"X-{{x}}": ["{{x}}", "b"]},
        params={"q{{x}}": "{{x}} &"},
        body="<{{x}}>",
    )
    run(step, http=http, variables={"host": "api.test", "x": "1", "verb": "put"})
    request = http.requests[0]
    assert (request.method, request.url) == ("PUT", "http://api.test/1?q1=1+%26")
    assert request.headers == (("X-1", "1"), ("X-1", "b"))
    assert request.body == b"<1>"


def test_undefined_variable_errs_and_names_its_place() -> None:
    result = run(a_step(), a_step(headers={"X-Token": "{{token}}"}))
    assert result.status == "errored"
    problem = result.steps[1].problem
    assert problem is not None
    assert problem.code == "undefined_variable"
    assert problem.message.startswith("Step 2, header X-Token uses {{token}}")
    assert result.problem == problem


def test_undefined_variable_sends_nothing() -> None:
    http = FakeHttp()
    result = run_one(a_step("http://{{host}}/"), http=http)
    assert http.requests == []
    assert (result.request, result.url) == (None, "http://{{host}}/")


def test_undefined_variable_in_an_assertion_errs() -> None:
    step = a_step(assertions=(an_assertion("response_status", "equal", "{{want}}"),))
    assert run_one(step).status == "errored"


def test_extracted_variable_reaches_the_next_step_and_the_same_steps_assertions() -> None:
    http = FakeHttp(a_reply({"id": 7}))
    first = a_step(
        variables=(an_extraction("id", property="id"),),
        assertions=(an_assertion("response_json", "equal", "{{id}}", property="id"),),
    )
    result = run(first, a_step("http://api.test/{{id}}"), http=http)
    assert result.status == "passed"
    assert http.requests[1].url == "http://api.test/7"
    assert result.variables == {"id": "7"}


def test_what_a_server_says_is_never_looked_into() -> None:
    """A body with `{{secret}}` in it stays text: it is data, not a template."""
    http = FakeHttp(a_reply({"id": "{{secret}}"}))
    step = a_step(variables=(an_extraction("id", property="id"),))
    run(step, a_step("http://api.test/{{id}}"), http=http, variables={"secret": "s"})
    assert http.requests[1].url == "http://api.test/{{secret}}"


def test_initial_variables_may_use_each_other_in_any_order() -> None:
    variables = {"url": "http://{{host}}/{{path}}", "host": "{{name}}.test", "name": "a"}
    assert sent_url("{{url}}", variables={**variables, "path": "p"}) == "http://a.test/p"


def test_initial_variable_may_wait_for_what_a_step_extracts() -> None:
    http = FakeHttp(a_reply({"token": "abc"}))
    first = a_step(variables=(an_extraction("token", property="token"),))
    second = a_step(headers={"Authorization": "{{header}}"})
    run(first, second, http=http, variables={"header": "Bearer {{token}}"})
    assert http.requests[1].headers == (("Authorization", "Bearer abc"),)


def test_variables_that_define_each_other_err() -> None:
    result = run_one(a_step("{{a}}"), variables={"a": "{{b}}", "b": "{{a}}"})
    assert result.problem is not None
    said = (
        "Step 1, URL, variable a, variable b: the variables are defined by each other: a → b → a."
    )
    assert result.problem.message == said


def test_variables_that_double_for_ever_err_quickly() -> None:
    """Thirty doublings would be a gigabyte."""
    variables = {f"v{n}": f"{{{{v{n + 1}}}}}" * 2 for n in range(30)} | {"v30": "x"}
    result = run_one(a_step("http://api.test/{{v0}}"), variables=variables)
    assert result.problem is not None
    assert "grows beyond" in result.problem.message


def test_built_in_in_an_initial_variable_is_made_once() -> None:
    http = FakeHttp()
    step = a_step("http://api.test/{{id}}")
    run(step, step, http=http, variables={"id": "{{uuid}}"})
    assert http.requests[0].url == http.requests[1].url


def test_built_in_in_a_request_is_made_each_time() -> None:
    http = FakeHttp()
    run(a_step("http://api.test/{{uuid}}/{{uuid}}"), http=http)
    first, second = http.requests[0].url.split("/")[-2:]
    assert first != second


def test_variable_wins_over_context_and_built_in() -> None:
    assert sent_url("{{uuid}}", variables={"uuid": "mine"}) == "mine"
    assert sent_url("{{uuid}}", context={"uuid": "ours"}) == "ours"
    given = {"variables": {"uuid": "mine"}, "context": {"uuid": "ours"}}
    assert sent_url("{{uuid}}", **given) == "mine"


def test_arguments_may_hold_variables_and_built_ins() -> None:
    url = sent_url("{{encode_base64({{user}}:{{pass}})}}", variables={"user": "u", "pass": "p,q"})
    assert url == "dTpwLHE="
    assert sent_url("{{md5({{url_encode(a b)}})}}") == sent_url("{{md5(a%20b)}}")


def test_seed_makes_chance_repeatable() -> None:
    text = "{{random_int}} {{random_int(1,6)}} {{random_string(8)}} {{uuid}}"
    assert sent_url(text, seed=5) == sent_url(text, seed=5) != sent_url(text, seed=6)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("{{md5}}", "write {{md5(value)}}"),
        ("{{uuid(1)}}", "write {{uuid}}"),
        ("{{random_int(5)}}", "two whole numbers"),
        ("{{random_string(1001)}}", "length from 0 to 1000"),
        ("{{format_timestamp(x,YYYY)}}", "Unix seconds"),
        ("{{timestamp_offset(1.5)}}", "whole seconds"),
        ("{{nothing(1)}}", "{{nothing()}}"),
    ],
)
def test_built_in_used_wrongly_errs_with_how_to_write_it(text: str, said: str) -> None:
    result = run_one(a_step("http://api.test/", body=text, method="POST"))
    assert result.status == "errored"
    assert result.problem is not None
    assert said in result.problem.message


@pytest.mark.parametrize(
    "text", ["{{", "}}", "{{}}", '{{"a": 1}}', "{ {x} }", "{{a(}}", "{{a:b}}", "{{\n}}", "{x}"]
)
def test_braces_that_form_no_placeholder_stay(text: str) -> None:
    http = FakeHttp()
    run(a_step(body=text), http=http)
    assert http.requests[0].body == text.encode()


def test_placeholder_stands_right_inside_json_braces() -> None:
    http = FakeHttp()
    run(a_step(body='{"a":{"id":{{id}}}}'), http=http, variables={"id": "5"})
    assert http.requests[0].body == b'{"a":{"id":5}}'


def test_braces_by_the_hundred_thousand_cost_nothing_special() -> None:
    """The time grows with the text: this would take minutes if it grew with its square."""
    for text in ("{{" * 200_000, "{{a(" * 100_000, "{{x" * 100_000 + "}}" * 100_000):
        run(a_step(body=text), http=FakeHttp())


def test_environment_header_uses_variables_once_at_the_start() -> None:
    http = FakeHttp()
    environment = an_environment(headers=(("X-Run", "{{uuid}}"),))
    run(a_step(), a_step(), http=http, environment=environment)
    assert http.requests[0].headers == http.requests[1].headers


def test_undefined_variable_in_an_environment_skips_every_step() -> None:
    result = run(a_step(), environment=an_environment(headers=(("X-A", "{{gone}}"),)))
    assert (result.status, result.steps[0].status) == ("errored", "skipped")
    assert result.problem is not None
    assert result.problem.message.startswith("Environment staging, header X-A uses {{gone}}")
