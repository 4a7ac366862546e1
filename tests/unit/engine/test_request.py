"""How a request step becomes a request."""

from __future__ import annotations

import pytest

from gonogo.domain.http import HttpRequest
from tests.engine_runs import a_step, an_environment, run, run_one
from tests.fakes import FakeHttp


def sent(environment: object = None, **fields: object) -> HttpRequest:
    http = FakeHttp()
    run(a_step(**fields), http=http, environment=environment, variables={"x": "1"})
    return http.requests[0]


def test_json_body_is_typed_and_its_texts_are_filled() -> None:
    request = sent(json={"n": 1, "{{x}}": ["{{x}}", None, "ü"]})
    assert request.body == '{"n":1,"1":["1",null,"ü"]}'.encode()
    assert request.headers == (("Content-Type", "application/json"),)


@pytest.mark.parametrize("value", [0, False, "", [], {}])
def test_json_values_that_are_falsy_are_sent(value: object) -> None:
    assert sent(json=value).body is not None


def test_form_is_encoded_with_repeated_names() -> None:
    request = sent(form={"a": ["1", "2"], "b": "x y&ü", "c": 5, "d": True})
    assert request.body == b"a=1&a=2&b=x+y%26%C3%BC&c=5&d=true"
    assert request.headers == (("Content-Type", "application/x-www-form-urlencoded"),)


def test_own_content_type_wins_over_the_bodys() -> None:
    request = sent(json=1, headers={"content-type": "application/vnd.api+json"})
    assert request.headers == (("content-type", "application/vnd.api+json"),)


def test_only_one_kind_of_body_may_be_given() -> None:
    result = run_one(a_step(body="a", form={"b": "c"}))
    assert result.problem is not None
    assert "a request has one body" in result.problem.message


@pytest.mark.parametrize(
    ("url", "sent_url"),
    [
        ("http://a.test/p", "http://a.test/p?q=1&q=2"),
        ("http://a.test/p?z=0", "http://a.test/p?z=0&q=1&q=2"),
        ("http://a.test/p?#top", "http://a.test/p?q=1&q=2#top"),
    ],
)
def test_params_join_the_query(url: str, sent_url: str) -> None:
    assert sent(url=url, params={"q": [1, 2]}).url == sent_url


def test_request_header_wins_over_the_environments_by_name() -> None:
    environment = an_environment(headers=(("X-A", "env"), ("X-B", "env"), ("X-B", "env2")))
    request = sent(environment, headers={"x-a": "own"})
    assert request.headers == (("X-B", "env"), ("X-B", "env2"), ("x-a", "own"))


BASIC = {"type": "basic", "username": "u", "password": "{{x}}"}
BEARER = {"auth_type": "bearer", "token": "t{{x}}"}
U1 = ("Authorization", "Basic dTox")
T1 = ("Authorization", "Bearer t1")


@pytest.mark.parametrize(
    ("environment", "step", "expected"),
    [
        ({}, {"auth": BASIC}, (U1,)),
        ({"auth": BASIC}, {}, (U1,)),
        ({"auth": BASIC}, {"auth": BEARER}, (T1,)),
        ({"auth": BASIC}, {"auth": {"type": "none"}}, ()),
        ({"headers": (("authorization", "e"),)}, {"auth": BEARER}, (T1,)),
        (
            {"auth": BASIC},
            {"auth": BEARER, "headers": {"authorization": "own"}},
            (("authorization", "own"),),
        ),
    ],
)
def test_the_nearest_authorisation_wins(
    environment: dict[str, object], step: dict[str, object], expected: object
) -> None:
    """Own header, own auth, the environment's header, the environment's auth: in this order."""
    assert sent(an_environment(**environment), **step).headers == expected


@pytest.mark.parametrize(
    ("auth", "said"),
    [
        ({"type": "kerberos"}, "Known are aws_sigv4, basic, bearer, "),
        ({"type": "basic", "username": "u"}, "basic needs password"),
        ({"token": "t"}, "Known are"),
    ],
)
def test_auth_that_cannot_be_made_errs(auth: dict[str, str], said: str) -> None:
    result = run_one(a_step(auth=auth))
    assert result.problem is not None
    assert said in result.problem.message


def test_headers_that_look_secret_stay_with_their_origin() -> None:
    request = sent(headers={"X-Api-Key": "k", "Accept": "*/*"}, auth=BASIC)
    assert request.secret_headers == {"x-api-key", "authorization"}


def test_flags_reach_the_request() -> None:
    request = sent(an_environment(verify_tls=False), follow_redirects=False, timeout=5)
    assert (request.verify_tls, request.follow_redirects, request.timeout) == (False, False, 5)


def test_timeout_is_capped() -> None:
    assert sent(timeout=1000).timeout == 120


def test_timeout_of_nothing_errs() -> None:
    assert run_one(a_step(timeout=0)).status == "errored"


@pytest.mark.parametrize("kept", [True, False])
def test_cookies_are_kept_if_the_environment_says_so(kept: bool) -> None:
    http = FakeHttp()
    run(a_step(), http=http, environment=an_environment(preserve_cookies=kept))
    assert http.keep_cookies is kept
    assert http.closed
