"""What a start says in place of its tests: addresses, parameters, headers and cookies."""

from __future__ import annotations

from typing import Any
from urllib.parse import parse_qsl, urlsplit

from hypothesis import given
from hypothesis import strategies as st

from gonogo.domain.http import HttpRequest
from gonogo.domain.terms import Overrides, StartCookie
from gonogo.domain.test import Retry, Step
from gonogo.engine.overriding import moved, rehosted, with_parameters
from gonogo.engine.steps.subtest import SubtestStep
from tests.engine_runs import a_step, an_assertion, an_environment, run
from tests.fakes import FakeHttp, a_reply
from tests.unit.engine.test_subtests import FakeTests

HOSTS = st.sampled_from(("a.test", "b.test", "www.a.test", "10.0.0.7", "[::1]"))
PORTS = st.none() | st.integers(1, 65535)
RESTS = st.sampled_from(("", "/", "/x", "/v1/y?z=1", "?q=a.test:80", "/#a.test", "/a.test:81/"))


Spot = tuple[str, int | None]


def spot(host: str, port: int | None) -> str:
    """A host as addresses write it."""
    return host if port is None else f"{host}:{port}"


def overridden(*steps: Step, plan: dict[str, Any] | None = None, **overrides: Any) -> FakeHttp:
    """The way out after a run of these steps with these overrides."""
    http = FakeHttp()
    run(*steps, http=http, overrides=Overrides(**overrides), **plan or {})
    return http


def sent(*steps: Step, **given: Any) -> HttpRequest:
    """The only request of a run."""
    (request,) = overridden(*steps, **given).requests
    return request


SPOTS = st.tuples(HOSTS, PORTS)


@given(st.sampled_from(("http", "https")), SPOTS, RESTS, SPOTS, SPOTS)
def test_ports_follow_the_contract(
    scheme: str, at: Spot, rest: str, original: Spot, replacement: Spot
) -> None:
    """A port named fits only itself and goes away; else the address keeps its own."""
    found = rehosted(f"{scheme}://{spot(*at)}{rest}", spot(*original), spot(*replacement))
    effective = at[1] or {"http": 80, "https": 443}[scheme]
    fits = at[0] == original[0] and original[1] in (None, effective)
    assert (found is not None) == fits
    if found is not None:
        expected = replacement[1] or (None if original[1] else at[1])
        assert found == f"{scheme}://{spot(replacement[0], expected)}{rest}"


@given(SPOTS, st.sampled_from(("", "/", "/app", "/app/")), RESTS, SPOTS)
def test_what_lies_below_the_projects_url_moves_with_it(
    at: Spot, folder: str, rest: str, other: Spot
) -> None:
    """Path, query and fragment stay; another host's address does too."""
    home, base = f"https://{spot(*at)}{folder}", f"http://{spot(*other)}/new"
    assert moved(home.rstrip("/") + rest, home, base) == base + rest
    foreign = f"https://foreign.test{rest}"
    assert moved(foreign, home, base) == foreign


@given(
    st.lists(
        st.tuples(st.text(max_size=5), st.text(max_size=5)), max_size=3, unique_by=lambda p: p[0]
    )
)
def test_parameters_are_there_once_and_the_others_stay(parameters: list[tuple[str, str]]) -> None:
    """Those of the start in the place of their like; the path and the fragment are as they were."""
    url = with_parameters("http://a.test/p?keep=1&b%20c=2#f", tuple(parameters))
    parts = urlsplit(url)
    assert (parts.path, parts.fragment) == ("/p", "f")
    found = parse_qsl(parts.query, keep_blank_values=True)
    names = {name for name, _ in parameters}
    before = [pair for pair in (("keep", "1"), ("b c", "2")) if pair[0] not in names]
    readable = [
        (n.encode(errors="replace").decode(), v.encode(errors="replace").decode())
        for n, v in parameters
    ]
    assert found == before + readable


def test_a_base_url_takes_the_projects_place_everywhere() -> None:
    """In the variable, in relative addresses, and in those that are written out."""
    steps = [
        a_step(url)
        for url in ("{{base_url}}/a", "/b?c=1", "https://prod.test/d", "https://x.test/")
    ]
    plan = {"home": "https://PROD.test/", "variables": {"base_url": "https://prod.test"}}
    http = overridden(*steps, plan=plan, base_url="http://pr-7.test:8080/")
    base = "http://pr-7.test:8080"
    assert [r.url for r in http.requests] == [
        f"{base}/a",
        f"{base}/b?c=1",
        f"{base}/d",
        "https://x.test/",
    ]


def test_a_relative_address_needs_a_base() -> None:
    """It says which variable it lacks."""
    (step,) = run(a_step("/health")).steps
    assert step.problem
    assert step.problem.message == (
        "Step 1, URL (relative) uses {{base_url}}, and no variable of that name is defined."
    )


def test_the_first_host_that_fits_is_replaced() -> None:
    """A result is not looked at again."""
    hosts = (("api.test", "pr.test:81"), ("pr.test", "no.test"))
    assert sent(a_step("http://api.test/x"), hosts=hosts).url == "http://pr.test:81/x"


def test_only_the_first_request_has_the_parameters_also_when_it_is_tried_again() -> None:
    """A retry is still the first; the next step is not."""
    http = FakeHttp(a_reply(status=500), a_reply())
    first = a_step(
        "http://api.test/?v=1",
        retry=Retry(times=2, interval=1),
        assertions=(an_assertion("response_status", "equal_number", 200),),
    )
    run(first, a_step(), http=http, overrides=Overrides(parameters=(("v", "2"), ("pr", "7"))))
    assert [r.url for r in http.requests] == [
        "http://api.test/?v=2&pr=7",
        "http://api.test/?v=2&pr=7",
        "http://api.test/",
    ]


def test_headers_win_over_those_of_step_environment_and_auth() -> None:
    """In every writing of the name."""
    step = a_step(headers={"x-env": ("1", "2"), "A": "b"}, auth={"type": "bearer", "token": "t"})
    environment = an_environment(headers=(("X-Env", "0"), ("Z", "z")))
    request = sent(
        step,
        plan={"environment": environment},
        headers=(("X-ENV", "pr"), ("Authorization", "Basic mine")),
    )
    assert request.headers == (
        ("Z", "z"),
        ("A", "b"),
        ("X-ENV", "pr"),
        ("Authorization", "Basic mine"),
    )


def test_cookies_are_in_the_jar_before_the_first_request() -> None:
    """By default for the host of the first address, as it was replaced."""
    http = overridden(
        a_step("https://prod.test:444/"),
        a_step("https://other.test/"),
        hosts=(("prod.test", "pr.test"),),
        cookies=(
            StartCookie(name="a", value="1"),
            StartCookie(name="b", value="2", domain="x.test"),
        ),
    )
    assert [(c.name, c.domain, c.host_only) for c in http.given] == [
        ("a", "pr.test", True),
        ("b", "x.test", False),
    ]


def test_a_test_run_by_a_test_is_overridden_too() -> None:
    """Its addresses and headers; the parameters are used up by whoever comes first."""
    http = FakeHttp()
    tests = FakeTests(login=(a_step("http://prod.test/x"), a_step("/y")))
    run(
        SubtestStep(test="login"),
        http=http,
        tests=tests,
        home="http://prod.test",
        overrides=Overrides(base_url="http://pr.test", parameters=(("p", "1"),)),
    )
    assert [r.url for r in http.requests] == ["http://pr.test/x?p=1", "http://pr.test/y"]


def test_a_token_is_fetched_where_the_system_lives_now() -> None:
    """Address only: a token's request has headers of its own."""
    auth = {"type": "oauth2", "token_url": "http://prod.test/token", "client_id": "i"}
    http = FakeHttp(a_reply({"access_token": "t"}), a_reply())
    run(
        a_step("http://prod.test/", auth={**auth, "client_secret": "s" * 9}),
        http=http,
        overrides=Overrides(hosts=(("prod.test", "pr.test"),), headers=(("X-Pr", "7"),)),
    )
    assert [r.url for r in http.requests] == ["http://pr.test/token", "http://pr.test/"]
    assert "X-Pr" not in dict(http.requests[0].headers)
