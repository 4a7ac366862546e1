"""What a run leaves to those after it in its batch, and what it takes over from those before."""

from __future__ import annotations

from gonogo.domain.http import Cookie
from gonogo.domain.left import Left
from gonogo.domain.terms import Overrides, StartCookie
from gonogo.engine.steps.subtest import SubtestStep
from tests.engine_runs import a_step, an_environment, an_extraction, left_by, run
from tests.fakes import FakeHttp, a_reply
from tests.unit.engine.test_subtests import FakeTests

TOKEN = "s3cret-of-the-shop"
LOGIN = a_step(variables=(an_extraction("token", property="token"),))
SESSION = Cookie(name="sid", value="1", domain="api.test")


def answering(**fields: object) -> FakeHttp:
    """A server that gives this JSON."""
    return FakeHttp(a_reply(fields))


def test_what_steps_set_is_left_and_what_was_given_is_not() -> None:
    """A run's environment is its own affair; placeholders that were resolved are too."""
    left = left_by(
        LOGIN,
        http=answering(token="abc"),
        variables={"base": "http://a.test", "id": "{{uuid}}", "token": ""},
    )
    assert left == Left(variables={"token": "abc"})


def test_a_jar_is_left_where_cookies_are_kept() -> None:
    """And is sent by the next run, whether or not that one keeps any."""
    keeping = an_environment(preserve_cookies=True)
    left = left_by(a_step(), environment=keeping, handed=Left(cookies=(SESSION,)))
    assert left.cookies == (SESSION,)
    http = FakeHttp()
    assert left_by(a_step(), http=http, handed=left).cookies is None
    assert http.given == [SESSION]


def test_taken_over_variables_win_and_are_data() -> None:
    """Over those of the environment, also where these are made of them; never looked into."""
    http = FakeHttp()
    run(
        a_step("http://api.test/?a={{token}}&b={{auth}}"),
        http=http,
        variables={"token": "old", "auth": "Bearer-{{token}}"},
        handed=Left(variables={"token": "{{x}}"}),
    )
    assert http.requests[0].url == "http://api.test/?a={{x}}&b=Bearer-{{x}}"


def test_a_secret_that_is_handed_on_stays_hidden() -> None:
    """The real value goes on; the next run masks it though it never asks for it."""
    left = left_by(
        a_step("http://api.test/?k={{get_secret(shop)}}", variables=LOGIN.variables),
        http=answering(token=f"t-{TOKEN}"),
        secrets={"shop": TOKEN, "other": "not used here"}.get,
    )
    assert left == Left(variables={"token": f"t-{TOKEN}"}, hidden=(TOKEN,))
    http = FakeHttp()
    result = run(a_step("http://api.test/?t={{token}}"), http=http, handed=left)
    assert http.requests[0].url == f"http://api.test/?t=t-{TOKEN}"
    assert TOKEN not in repr(result)
    assert TOKEN not in repr(left)


def test_a_cookie_of_the_start_does_not_undo_what_became_of_it() -> None:
    """The first run had it, and the server changed it."""
    http = FakeHttp()
    run(
        a_step(),
        http=http,
        handed=Left(cookies=(SESSION,)),
        overrides=Overrides(
            cookies=(StartCookie(name="sid", value="old"), StartCookie(name="b", value="2"))
        ),
    )
    assert [(each.name, each.value) for each in http.given] == [("sid", "1"), ("b", "2")]


def test_a_test_run_by_a_test_takes_over_what_its_parent_began_with() -> None:
    """If it shares the environment; its own parameters win."""
    http = FakeHttp()
    run(
        SubtestStep(test="login", use_parent_environment=True, params={"b": "mine"}),
        http=http,
        tests=FakeTests(login=(a_step("http://api.test/{{a}}/{{b}}"),)),
        handed=Left(variables={"a": "handed", "b": "handed"}),
    )
    assert http.requests[0].url == "http://api.test/handed/mine"


def test_later_runs_win() -> None:
    """Variables by name, the jar as a whole."""
    first = Left(variables={"a": "1", "b": "1"}, cookies=(SESSION,), hidden=("x" * 9,))
    second = Left(variables={"b": "2"}, hidden=("y" * 9,))
    assert first.then(second) == Left(
        variables={"a": "1", "b": "2"}, cookies=(SESSION,), hidden=("x" * 9, "y" * 9)
    )
    assert first.then(Left(cookies=())).cookies == ()
