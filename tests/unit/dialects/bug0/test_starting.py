"""What a Bug0 client's request means, and what is refused before anybody is asked."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest

from gonogo.dialects.bug0 import DIALECT
from gonogo.domain.commands import Start, Started
from gonogo.domain.commands.defining import ListSuites, ListTests, SuiteList, TestList
from gonogo.domain.ids import EnvironmentId, SuiteId, TriggerId
from gonogo.domain.project import Suite
from gonogo.errors import Forbidden, NotFound, Unauthorized
from tests.builders import NUMBER, a_batch, a_head, a_project
from tests.dialogue import Told, a_request, call

PATH = "/api/run-tests"
KEY = {"x-api-key": "bug0_sk_x"}
SIGN_IN, BASKET, PAY, TIDY, LOOSE, OFF = (
    a_head(name, NUMBER + i, enabled=name != "Off")
    for i, name in enumerate(("Sign in", "Basket", "Pay", "Tidy up", "Loose", "Off"))
)
TESTS = (BASKET, LOOSE, OFF, PAY, SIGN_IN, TIDY)


def a_suite(name: str, *tests: str, **fields: Any) -> Suite:
    """A suite of some tests."""
    trigger = TriggerId("00000000-0000-4000-8000-0000000000aa")
    return Suite(id=SuiteId(name), name=name, tests=tests, trigger=trigger, **fields)  # type: ignore[arg-type]


LOGIN = a_suite("Login: shop", SIGN_IN.id)
CHECKOUT = a_suite("Checkout", PAY.id, BASKET.id)
CLEANUP = a_suite("cleanup", TIDY.id)


def start(body: object, *suites: Suite, headers: Mapping[str, str] = KEY) -> Told:
    """A start in a project with these suites."""
    answers = {
        ListSuites: SuiteList(project=a_project(), suites=suites),
        ListTests: TestList(project=a_project(), tests=TESTS),
        Start: Started(project=a_project(), batch=a_batch(), runs=()),
    }
    return call(DIALECT, PATH, a_request(body, headers=headers), answers)


def refused(
    body: object, error: Exception | None = None, headers: Mapping[str, str] | None = None
) -> tuple[int, str]:
    """Status and text of a refusal."""
    told = call(DIALECT, PATH, a_request(body, headers=headers), {ListSuites: error})
    assert told.reply is not None
    assert told.json["success"] is False
    return told.reply.status, told.json["error"]


@pytest.mark.parametrize(
    "body", [None, {}, b"null", b" \n", {"projectId": None}, {"projectId": ""}, []]
)
def test_a_missing_project_is_refused_before_the_key_is_looked_at(body: object) -> None:
    """Contract 2: validate parameters, authenticate, queue, answer."""
    assert refused(body) == (400, "Missing required parameter: projectId")


def test_a_body_that_is_no_json_is_refused_in_these_words() -> None:
    """Contract 5."""
    assert refused(b"projectId=orders", headers=KEY) == (400, "Invalid JSON body")


def test_a_key_that_opens_nothing_is_refused_in_these_words() -> None:
    """Contract 2: 401."""
    assert refused({"projectId": "orders"}, Unauthorized("x")) == (401, "Invalid API key")


def test_a_key_without_the_right_is_refused_in_these_words() -> None:
    """Contract 2: 403."""
    wanted = (403, "API key does not have access to this project")
    assert refused({"projectId": "orders"}, Forbidden("x"), headers=KEY) == wanted


def test_an_unknown_project_is_refused_in_these_words() -> None:
    """Contract 2: 404; another tenant's project looks the same."""
    assert refused({"projectId": "nope"}, NotFound("x"), headers=KEY) == (404, "Project not found")


def test_the_answer_is_what_clients_index_without_looking() -> None:
    """Contract 2: three members."""
    told = start({"projectId": "orders"})
    assert told.reply is not None
    assert told.reply.status == 200
    assert set(told.json) == {"success", "message", "executionId"}
    assert told.json["executionId"].removeprefix("exec_").isalnum()


@pytest.mark.parametrize("header", ["x-api-key", "x-bug0-service-token"])
def test_either_header_carries_the_key(header: str) -> None:
    """Contract 1; blanks around it do not count, nor does a header that is empty."""
    told = start({"projectId": "orders"}, headers={"x-api-key": " ", header: " secret "})
    assert told.one(Start).key == "secret"


def test_limits_are_those_of_the_project() -> None:
    """Contract 2: 10 a minute and 100 an hour, counted with the start itself."""
    windows = start({"projectId": "orders"}).one(Start).windows
    assert [window[1:] for window in windows] == [(10, 60), (100, 3600)]


def test_the_url_takes_the_base_urls_place_in_this_start_only() -> None:
    """Contract 3: an override, no change of the project."""
    wanted = start({"projectId": "orders", "url": " https://preview.example.com "}).one(Start)
    assert wanted.terms.overrides.base_url == "https://preview.example.com"


@pytest.mark.parametrize(
    "url", ["preview.example.com", "ftp://x.example", 7, "https://", "https://a b"]
)
def test_a_url_that_is_none_is_refused(url: object) -> None:
    """It would test another system than was meant."""
    status, text = refused({"projectId": "orders", "url": url}, headers=KEY)
    assert (status, text.partition(".")[0]) == (400, "Invalid parameter: url")


@pytest.mark.parametrize("number", ["42", 42])
def test_git_data_become_facts(number: object) -> None:
    """Contract 1: the pull request's number is a text, and a number is taken too."""
    body = {
        "projectId": "orders",
        "gitCommitSha": "abc",
        "gitBranch": "main",
        "prNumber": number,
        "owner": "acme",
        "repo": "shop",
    }
    assert start(body).one(Start).terms.facts == {
        "commit": "abc",
        "branch": "main",
        "pull_request": "42",
        "repository": "acme/shop",
    }


@pytest.mark.parametrize("wrong", [None, "", {"a": 1}, True, "x" * 501, "a\nb"])
def test_wrong_git_data_never_fail_a_start(wrong: object) -> None:
    """Contract 4: they are left out."""
    body = {"projectId": "orders", "gitCommitSha": wrong, "owner": "acme", "repo": wrong}
    assert start(body).one(Start).terms.facts == {}


def test_a_project_that_can_be_none_is_refused_before_it_is_looked_for() -> None:
    """No project has so long a name, and no table takes it."""
    status, text = refused({"projectId": "x" * 256}, headers=KEY)
    assert (status, text.partition(".")[0]) == (400, "Invalid parameter: projectId")


def test_a_project_without_login_and_cleanup_runs_all_at_once() -> None:
    """Nothing is handed on, so no order is kept."""
    assert start({"projectId": "orders"}, CHECKOUT).one(Start).phases is None


def test_login_comes_first_and_cleanup_last() -> None:
    """Contract 3; a test of no suite comes after the regular suites, a disabled one not at all."""
    phases = start({"projectId": "orders"}, CHECKOUT, CLEANUP, LOGIN).one(Start).phases
    assert phases.setup == (SIGN_IN.id,)
    assert phases.main == (PAY.id, BASKET.id, LOOSE.id)
    assert phases.teardown == (TIDY.id,)
    assert phases.sequential


@pytest.mark.parametrize(
    ("name", "first"),
    [
        ("Login", True),
        ("login: shop", True),
        ("LOGIN-admin", True),
        ("Logins", False),
        ("A login", False),
    ],
)
def test_the_first_word_of_a_name_says_the_kind(name: str, first: bool) -> None:
    """Whatever its case, and whatever stands behind it."""
    phases = start({"projectId": "orders"}, a_suite(name, SIGN_IN.id), CLEANUP).one(Start).phases
    assert (SIGN_IN.id in phases.setup) == first


def test_a_regular_suites_own_phases_keep_their_places() -> None:
    """Its setup after the login, its teardown before the cleanup."""
    own = a_suite("Own", BASKET.id, setup=(PAY.id,), teardown=(LOOSE.id,))
    phases = start({"projectId": "orders"}, own, CLEANUP, LOGIN).one(Start).phases
    assert phases.setup == (SIGN_IN.id, PAY.id)
    assert phases.main == (BASKET.id,)
    assert phases.teardown == (LOOSE.id, TIDY.id)


def test_the_one_environment_of_all_suites_is_used() -> None:
    """Two would contradict each other: then every test has its own."""
    staging = a_suite("Login", SIGN_IN.id, environment=EnvironmentId("e1"))
    other = a_suite("Cleanup", TIDY.id, environment=EnvironmentId("e2"))
    (one,) = start({"projectId": "orders"}, staging, CHECKOUT).one(Start).sets
    (none,) = start({"projectId": "orders"}, staging, other).one(Start).sets
    assert (one.environment, none.environment) == ("e1", None)


def test_where_nothing_is_between_the_login_is_what_is_tested() -> None:
    """Else nothing would be, and nothing run is no pass."""
    answers = {
        ListSuites: SuiteList(project=a_project(), suites=(LOGIN, CLEANUP)),
        ListTests: TestList(project=a_project(), tests=(SIGN_IN, TIDY)),
        Start: Started(project=a_project(), batch=a_batch(), runs=()),
    }
    told = call(DIALECT, PATH, a_request({"projectId": "orders"}, headers=KEY), answers)
    phases = told.one(Start).phases
    assert (phases.setup, phases.main, phases.teardown) == ((), (SIGN_IN.id,), (TIDY.id,))


def test_too_many_to_wait_for_each_other_run_side_by_side() -> None:
    """More than a hundred in a row would be refused."""
    many = tuple(a_head(f"T{i}", NUMBER + 100 + i) for i in range(101))
    answers = {
        ListSuites: SuiteList(project=a_project(), suites=(LOGIN,)),
        ListTests: TestList(project=a_project(), tests=(SIGN_IN, *many)),
        Start: Started(project=a_project(), batch=a_batch(), runs=()),
    }
    told = call(DIALECT, PATH, a_request({"projectId": "orders"}, headers=KEY), answers)
    assert not told.one(Start).phases.sequential
