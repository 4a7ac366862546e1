"""Secrets in a run: used in every place, seen in none."""

from __future__ import annotations

import base64
import html
import json
from collections.abc import Callable
from dataclasses import asdict
from typing import Any

import pytest

from gonogo.domain.http import HttpRequest, HttpResponse
from gonogo.domain.ids import StepId, TestId
from gonogo.domain.result import RunResult
from gonogo.domain.subtest import OtherTest
from gonogo.domain.test import Test
from gonogo.engine.mask import Mask
from gonogo.engine.steps.foreach import ForeachStep
from gonogo.engine.steps.subtest import SubtestStep
from gonogo.errors import Unavailable
from tests.engine_runs import a_step, an_assertion, an_environment, an_extraction, run, run_one
from tests.fakes import FakeHttp, a_reply

VALUE = "s3cret/of the#shop?"
IN_URL = VALUE.replace(" ", "%20")
SECRETS = {"api key": VALUE, "pin": "12345678"}


def _run(*steps: Any, **given: Any) -> RunResult:
    return run(*steps, **{"secrets": SECRETS.get, **given})


def _text(result: RunResult) -> str:
    return json.dumps(asdict(result), ensure_ascii=False)


def _echo(request: HttpRequest) -> HttpResponse:
    """What was sent, in the body and a header."""
    body = (request.body or b"").decode()
    said = {"url": request.url, "headers": request.headers, "body": body}
    return a_reply(said, headers=(("X-Echo", body),))


def test_a_secret_reaches_the_server_and_not_the_result() -> None:
    """In URL, header and body; the server sends all of it back."""
    http = FakeHttp(_echo)
    step = a_step(
        "http://api.test/{{get_secret(pin)}}",
        method="POST",
        headers={"X-Key": "{{get_secret(api key)}}"},
        body="key={{get_secret(api key)}}",
    )
    result = _run(step, http=http)
    (sent,) = http.requests
    assert sent.url == "http://api.test/12345678"
    assert ("X-Key", VALUE) in sent.headers
    assert sent.body == f"key={VALUE}".encode()
    for value in SECRETS.values():
        assert value not in _text(result)
    assert result.steps[0].url == "http://api.test/***"


def test_masking_changes_no_verdict() -> None:
    """What is compared is the real value; what is shown is not."""
    step = a_step(
        body="{{get_secret(api key)}}",
        method="POST",
        assertions=(
            an_assertion("response_json", "equal", "{{get_secret(api key)}}", property="body"),
            an_assertion("response_json", "equal", "***", property="body"),
        ),
    )
    good, bad = _run(step, http=FakeHttp(_echo)).steps[0].assertions
    assert (good.passed, good.expected, good.actual) == (True, "***", "***")
    assert not bad.passed
    assert bad.error == 'expected "***", got "***"'


def test_a_variable_that_holds_a_secret_is_masked_and_works() -> None:
    """Initial or taken from an answer: the next step sends the value."""
    http = FakeHttp(_echo)
    first = a_step(
        body="{{key}}", method="POST", variables=(an_extraction("again", property="body"),)
    )
    result = _run(
        first,
        a_step("http://api.test/?q={{again}}"),
        http=http,
        variables={"key": "{{get_secret(api key)}}"},
    )
    assert IN_URL in http.requests[1].url
    assert result.variables == {"key": "***", "again": "***"}
    assert result.initial_variables == {"key": "***"}
    assert VALUE not in _text(result)
    assert IN_URL not in _text(result)


def test_an_unknown_secret_errs_and_names_its_place() -> None:
    """And nothing is sent."""
    http = FakeHttp()
    step = a_step(headers={"X-Key": "{{get_secret(nope)}}"})
    result = _run(step, http=http).steps[0]
    assert result.problem is not None
    assert result.problem.code == "undefined_secret"
    assert result.problem.message == (
        "Step 1, header X-Key uses {{get_secret(nope)}}, and there is no secret of that name."
    )
    assert http.requests == []


def test_without_secrets_there_is_none() -> None:
    """A host that gives none says the same as one that lacks this one."""
    result = run_one(a_step("http://api.test/{{get_secret(pin)}}"))
    assert result.problem is not None
    assert result.problem.code == "undefined_secret"


def test_a_secret_is_asked_for_once_and_only_if_used() -> None:
    """However many steps use it."""
    asked: list[str] = []

    def find(name: str) -> str:
        asked.append(name)
        return VALUE

    run(a_step(), secrets=find)
    assert asked == []
    step = a_step(body="{{get_secret(pin)}} {{get_secret(pin)}}", method="POST")
    run(step, step, secrets=find)
    assert asked == ["pin"]


def test_a_store_that_fails_errs_the_step() -> None:
    """The message says which secret, and where."""

    def find(name: str) -> str:
        raise Unavailable("The keys are away.")

    result = run_one(a_step(body="{{get_secret(pin)}}", method="POST"), secrets=find)
    assert result.problem is not None
    assert result.problem.message == (
        "Step 1, body: the secret pin cannot be read: The keys are away."
    )


def test_a_step_before_the_first_use_is_masked_too() -> None:
    """The first answer held the secret when nobody knew yet that it was one."""
    steps = a_step(), a_step(body="{{get_secret(api key)}}", method="POST")
    result = _run(*steps, http=FakeHttp(a_reply({"key": VALUE}), a_reply({})))
    assert result.steps[0].response is not None
    assert result.steps[0].response.body == '{"key": "***"}'


@pytest.mark.parametrize(
    ("auth", "shown"),
    [
        ({"type": "basic", "username": "joe", "password": "open sesame"}, "Basic ***"),
        ({"type": "bearer", "token": "tok-12345678"}, "Bearer ***"),
        ({"type": "basic", "username": "joe", "password": "pin"}, "Basic ***"),
    ],
)
def test_credentials_of_auth_are_masked(auth: dict[str, str], shown: str) -> None:
    """Though they were written as plain text, and also where a server sends them back."""

    def tell(request: HttpRequest) -> HttpResponse:
        value = dict(request.headers)["Authorization"].split()[1]
        return a_reply({"got": auth.get("token") or auth["password"], "header": value})

    (step,) = run(a_step(auth=auth), http=FakeHttp(tell)).steps
    assert step.request is not None
    assert step.response is not None
    assert dict(step.request.headers)["Authorization"] == shown
    if len(auth.get("token") or auth["password"]) >= 8:
        assert json.loads(step.response.body or "")["got"] == "***"
        full = base64.b64encode(b"joe:open sesame").decode()
        assert full not in (step.response.body or "")


def test_an_authorization_header_shows_its_scheme_alone() -> None:
    """Whoever wrote it."""
    step = a_step(headers={"Authorization": "Token abc", "proxy-authorization": "abc"})
    request = run_one(step).request
    assert request is not None
    assert request.headers == (("Authorization", "Token ***"), ("proxy-authorization", "***"))


def test_a_fetched_token_is_masked() -> None:
    """The answer of the step gives it back."""
    token = a_reply({"access_token": "fetched-token-1", "expires_in": 60})
    auth = {"type": "oauth2", "token_url": "http://id.test/", "client_id": "me"}
    auth |= {"client_secret": "client-secret-1", "token_location": "query"}
    http = FakeHttp(token, _echo)
    result = run(a_step(auth=auth), http=http)
    assert "fetched-token-1" in http.requests[1].url
    assert "fetched-token-1" not in _text(result)
    assert [request.secret_url for request in http.requests] == [False, True]


def test_the_address_of_tokens_may_hold_a_secret() -> None:
    """And says so, as those of steps."""
    auth = {"type": "oauth2", "token_url": "http://{{get_secret(pin)}}.test/", "client_id": "me"}
    http = FakeHttp(a_reply({"access_token": "fetched-token-1", "expires_in": 60}))
    _run(a_step(auth={**auth, "client_secret": "client-secret-1"}), http=http)
    assert [request.secret_url for request in http.requests] == [True, False]


def test_a_password_in_an_url_is_masked() -> None:
    """A request with one is refused, and its URL is shown."""
    result = run_one(a_step("http://joe:pass@api.test/a@b"))
    assert result.url == "http://***@api.test/a@b"


def test_a_header_with_a_secret_does_not_follow_a_redirect() -> None:
    """Whatever its name is."""
    http = FakeHttp()
    step = a_step(headers={"X-Shop": "{{get_secret(api key)}}", "X-Other": "no"})
    _run(step, http=http)
    assert http.requests[0].secret_headers == {"x-shop"}


@pytest.mark.parametrize(("url", "told"), [("{{get_secret(pin)}}.test", True), ("a.test", False)])
def test_an_address_with_a_secret_says_so(url: str, told: bool) -> None:
    """So that no log names it."""
    http = FakeHttp()
    _run(a_step(f"http://{url}/"), http=http)
    assert http.requests[0].secret_url is told


def test_rows_and_their_notes_are_masked() -> None:
    """A row tells its values, cut where they are long."""
    long = "x" * 195 + VALUE
    step = ForeachStep(
        id=StepId("f"), values=["{{get_secret(api key)}}", long], steps=(a_step("http://a.test/"),)
    )
    result = _run(step, variables={"k": "{{get_secret(api key)}}"})
    assert result.steps[0].steps[0].note == 'item = "***"'
    assert "s3cre" not in _text(result)


def test_what_a_cut_left_of_a_secret_is_masked() -> None:
    """A message quotes 200 characters, and the secret lies over the edge."""
    text = "y" * 190 + VALUE + "z" * 50
    step = a_step(
        headers={"X-Key": "{{get_secret(api key)}}"},
        assertions=(an_assertion("response_text", "equal", "no"),),
    )
    result = _run(step, http=FakeHttp(a_reply(text.encode())))
    error = result.steps[0].assertions[0].error or ""
    assert error.endswith('y***…"')


@pytest.mark.parametrize("comparison", ["matches", "does_not_match"])
def test_a_pattern_cut_in_a_secret_shows_none_of_it(comparison: str) -> None:
    """A message quotes so much of a pattern that a secret in it may be cut in two."""
    pattern = "(?i)" + "." * 180 + "|{{get_secret(api key)}}"
    body = "x" * 190 if comparison == "does_not_match" else "no"
    checked = an_assertion("response_text", comparison, pattern)
    result = _run(a_step(assertions=(checked,)), http=FakeHttp(a_reply(body)))
    assert result.status == "failed"
    assert VALUE[:4] not in _text(result)


def test_a_kept_body_ends_before_the_secret_it_was_cut_in() -> None:
    """The beginning of a long body is kept."""
    body = b"a" * (256 * 1024 - 8) + VALUE.encode() + b"b" * 100
    step = a_step(headers={"X-Key": "{{get_secret(api key)}}"})
    response = _run(step, http=FakeHttp(a_reply(body))).steps[0].response
    assert response is not None
    assert response.truncated
    assert (response.body or "").endswith("aaa***")


def test_hidden_values_are_masked_though_no_step_uses_them() -> None:
    """Such as those of a laptop's environment."""
    result = run(a_step(), http=FakeHttp(a_reply({"a": VALUE})), hidden=(VALUE,))
    assert VALUE not in _text(result)


class _Others:
    """One other test, which hands out the secret."""

    def find(self, test: str, environment: str) -> Any:
        taken = a_step(
            body="{{get_secret(api key)}}",
            method="POST",
            variables=(an_extraction("token", property="body"),),
        )
        return OtherTest(
            test=Test(id=TestId("o"), name="login", steps=(taken,)), environment=None, variables={}
        )


def test_a_subtest_hands_on_what_nobody_sees() -> None:
    """Its variable is the real value for the steps that follow."""
    http = FakeHttp(_echo)
    login = SubtestStep(
        id=StepId("l"),
        test="login",
        variables=(an_extraction("token", property="variables.token"),),
    )
    result = _run(login, a_step("http://api.test/?t={{token}}"), http=http, tests=_Others())
    assert IN_URL in http.requests[1].url
    assert result.status == "passed"
    assert VALUE not in _text(result)


def test_an_environments_headers_may_use_secrets() -> None:
    """They are filled once, before the first step."""
    http = FakeHttp()
    environment = an_environment(headers=(("X-Key", "{{get_secret(api key)}}"),))
    result = _run(a_step(), http=http, environment=environment)
    assert ("X-Key", VALUE) in http.requests[0].headers
    assert VALUE not in _text(result)


def test_occurrences_that_overlap_are_hidden_whole() -> None:
    """A secret may begin again before it ends, and another one in its midst."""
    assert Mask("00000123", "00001230").text("<0000012300001230>") == "<***>"
    assert Mask("abababab").text("xabababababx") == "x***x"


def test_a_long_run_of_a_repeated_secret_takes_no_time() -> None:
    """The work grows with the text: each place is looked at once a form."""
    text = "a" * 256 * 1024
    assert Mask("a" * 4096).text(text) == "***"


@pytest.mark.parametrize(
    ("value", "decoded"), [("wJalr+UtnFE/MI=", "wJalr UtnFE/MI="), ("pass%2Fword%", "pass/word%")]
)
def test_what_a_server_reads_from_an_address_is_masked(value: str, decoded: str) -> None:
    """A secret that was put there as it stands is decoded by whoever reads it."""
    assert Mask(value).text(f"k is {decoded}.") == "k is ***."


@pytest.mark.parametrize("value", ["", "short", "1234567"])
def test_what_is_too_short_is_left(value: str) -> None:
    """It would be found in half of all texts."""
    assert Mask(value).text(f"a {value} b") == f"a {value} b"


PEM = "-----BEGIN KEY-----\nMIIEvQIBADANBgkqhkiG9w0BAQEFAASC\nBKcwggSjAgEAAoIBAQC7VJTUt9Us8cKj\n"


def test_lines_of_a_certificates_key_are_hidden_one_by_one() -> None:
    """Logs and headers show them apart; what opens and closes them is no secret."""
    mask = Mask(PEM)
    assert mask.text("MIIEvQIBADANBgkqhkiG9w0BAQEFAASC") == "***"
    assert mask.text("-----BEGIN KEY-----") == "-----BEGIN KEY-----"


def _code_units(text: str) -> str:
    return "".join(f"\\u{ord(sign):04x}" for sign in text)


@pytest.mark.parametrize("case", [str.upper, str.lower, _code_units, repr, json.dumps])
def test_what_was_rewritten_is_masked_inside_documents_too(case: Callable[[str], str]) -> None:
    """A server changes the case or escapes, and answers in JSON; the report is HTML."""
    form = case('Say "s3cret" & more\\')
    body = json.dumps({"said": form})
    mask = Mask('Say "s3cret" & more\\')
    for text in (body, json.dumps({"body": body}), html.escape(form)):
        assert "3" not in mask.text(text), text
