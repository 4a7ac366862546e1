"""Auth kinds against published examples and another signer, and what they do in a run."""

from __future__ import annotations

import json

import pytest
from botocore.auth import S3SigV4Auth, SigV4Auth
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials

from gonogo.domain.http import HttpRequest, HttpResponse
from gonogo.egress.policy import AddressPolicy
from gonogo.egress.urls import target_of
from gonogo.engine.auth import auth_types
from gonogo.engine.auth._contract import Means
from gonogo.engine.auth.digest import challenged
from gonogo.engine.targets import authority, request_target
from tests.engine_runs import a_step, an_environment, run, run_one
from tests.fakes import FakeHttp, a_reply

CNONCE = "f2/wE4q74E6zIJEtWaHKaf5wv/H5QzzpXusqGemxURZJ"
RFC = (
    'Digest realm="http-auth@example.org", qop="auth, auth-int", algorithm={}, '
    'nonce="7ypf/xlj9XXwfDPEoM4URrv/xwf94BcCAzFZH4GiTo0v", '
    'opaque="FQhe/qaU925kfnzjCev0ciny7QMkPqMAFRtzCUYo5tdS"'
)
MUFASA = {"type": "digest", "username": "Mufasa", "password": "Circle of Life"}


def asks(*challenges: str) -> HttpResponse:
    return a_reply(status=401, headers=tuple(("WWW-Authenticate", line) for line in challenges))


@pytest.mark.parametrize(
    ("algorithms", "response"),
    [
        (("MD5",), "8ca523f5e9506fed4657c9700eebdbec"),
        (("MD5", "SHA-256"), "753927fa0e85d155564e2e272a28d1802ca10daf4496794697cf8db5856cb6c1"),
    ],
)
def test_digest_is_that_of_rfc_7616(algorithms: tuple[str, ...], response: str) -> None:
    """Section 3.9.1; of several algorithms the better one is taken."""
    request = HttpRequest(method="GET", url="http://www.example.org/dir/index.html")
    offered = asks(*(RFC.format(name) for name in algorithms))
    again = challenged(request, offered, MUFASA, Means(nonce=CNONCE))
    assert again is not None
    assert f'response="{response}"' in dict(again.headers)["Authorization"]


def test_digest_is_proved_once_after_a_challenge() -> None:
    http = FakeHttp(asks("Basic realm=x", RFC.format("SHA-256")), a_reply(b"in"))
    result = run_one(a_step(auth=MUFASA), http=http)
    assert result.response is not None
    assert result.response.status == 200
    first, second = http.requests
    assert first.headers == ()
    assert dict(second.headers)["Authorization"].startswith('Digest username="Mufasa"')
    assert second.secret_headers == {"authorization"}


@pytest.mark.parametrize(
    "answer", [asks("Basic realm=x"), asks('Digest realm="x"'), asks(RFC.format("SHA-512-256"))]
)
def test_other_challenges_stay_the_answer(answer: HttpResponse) -> None:
    http = FakeHttp(answer)
    run_one(a_step(auth=MUFASA), http=http)
    assert len(http.requests) == 1


def test_oauth1_is_that_of_its_specification() -> None:
    """OAuth Core 1.0, appendix A.5."""
    request = HttpRequest(
        method="GET", url="http://photos.example.net/photos?file=vacation.jpg&size=original"
    )
    settings = {
        "consumer_key": "dpf43f3p2l4k3l03",
        "consumer_secret": "kd94hf93k423kf44",
        "access_token": "nnch734d00sl2jdk",
        "token_secret": "pfkkdhi9sl3r4s00",
    }
    signed = auth_types["oauth1"].sign(request, settings, Means(1191242096.0, "kllo9940pd9333jh"))
    assert 'oauth_signature="tR3%2BTy81lMeYAr%2FFid0kMTYa%2FWM%3D"' in signed.headers[0][1]


@pytest.mark.parametrize("place", ["query", "body"])
def test_oauth1_signs_where_it_is_told(place: str) -> None:
    auth = {"type": "oauth_1", "consumer_key": "k", "consumer_secret": "s"}
    http = FakeHttp()
    run_one(
        a_step(method="POST", form={"a": "ä"}, auth=auth | {"signature_type": place}), http=http
    )
    [request] = http.requests
    text = request.url if place == "query" else (request.body or b"").decode()
    assert "oauth_signature=" in text
    assert (request.body or b"").startswith(b"a=%C3%A4")


CLIENT = {
    "type": "oauth2",
    "token_url": "http://id.test/token",
    "client_id": "c",
    "client_secret": "{{secret}}",
    "scope": "read",
}


def test_oauth2_fetches_its_token_once_a_run() -> None:
    token = a_reply({"access_token": "T", "expires_in": 3600})
    http = FakeHttp(token, a_reply(b"one"))
    environment = an_environment(auth=CLIENT)
    result = run(a_step(), a_step(), http=http, environment=environment, variables={"secret": "s"})
    asked, *others = http.requests
    assert asked.url == "http://id.test/token"
    assert asked.body == b"grant_type=client_credentials&scope=read"
    assert [dict(each.headers)["Authorization"] for each in others] == ["Bearer T"] * 2
    assert result.steps[1].status == "passed"


@pytest.mark.parametrize(
    ("reply", "said"),
    [
        (a_reply({"error": "invalid_client"}, status=401), "answered 401, error invalid_client"),
        (a_reply(b"<html>"), "it answered 200"),
        (a_reply({"access_token": 5}), "it answered 200"),
    ],
)
def test_oauth2_without_a_token_leaves_the_step_unjudged(reply: HttpResponse, said: str) -> None:
    result = run_one(a_step(auth=CLIENT | {"client_secret": "s"}), http=FakeHttp(reply))
    assert result.status == "errored"
    assert result.problem is not None
    assert said in result.problem.message


KEYS = {"access_key": "AKIDEXAMPLE", "secret_key": "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY"}


@pytest.mark.parametrize("service", ["execute-api", "s3"])
@pytest.mark.parametrize(
    ("method", "url", "body"),
    [
        ("GET", "https://a.amazonaws.com/", None),
        ("GET", "https://a.amazonaws.com/?b=2&a=1&a=0&c", None),
        ("GET", "https://a.amazonaws.com/a%20b/%C3%A4?x=%2F%20~", None),
        ("PUT", "http://a.test:8080/key/one", b"body"),
        ("POST", "https://a.amazonaws.com/", b'{"a": "\xc3\xa4"}'),
    ],
)
def test_sigv4_is_what_the_vendors_signer_makes(
    monkeypatch: pytest.MonkeyPatch, service: str, method: str, url: str, body: bytes | None
) -> None:
    headers = (("Content-Type", "application/json"), ("X-B", "  b   c "))
    request = HttpRequest(method=method, url=url, body=body, headers=headers)
    settings = KEYS | {"region": "eu-west-1", "service": service, "session_token": "token"}
    signed = auth_types["aws_sigv4"].sign(request, settings, Means(1440938160.0))
    theirs = AWSRequest(method=method, url=signed.url, data=body or b"", headers=dict(headers))
    credentials = Credentials(KEYS["access_key"], KEYS["secret_key"], "token")
    signer = S3SigV4Auth if service == "s3" else SigV4Auth
    monkeypatch.setattr("botocore.auth.get_current_datetime", lambda **_: moment())
    if service == "s3":
        theirs.context["payload_signing_enabled"] = True
    signer(credentials, service, "eu-west-1").add_auth(theirs)
    assert dict(signed.headers)["Authorization"].replace(" ", "") == theirs.headers[
        "Authorization"
    ].replace(" ", "")


def moment() -> object:
    from datetime import UTC, datetime

    return datetime.fromtimestamp(1440938160, UTC)


@pytest.mark.parametrize(
    "url",
    [
        *("http://a.test", "http://a.test/", "https://A.test:443/a b?c=ä", "http://a.test?x=/"),
        *("http://a.test:80/%20", "http://a.test:81/a//b#c?d", "https://[::1]:9/a;b@c"),
    ],
)
def test_what_is_signed_is_what_is_sent(url: str) -> None:
    sent = target_of(url.replace(" ", "%20"), AddressPolicy("local"))
    assert (authority(url), request_target(url)) == (sent.authority, sent.path)


def test_client_certificate_is_in_no_text() -> None:
    settings = {"certificate": "-----PEM-----", "passphrase": "hush"}
    request = HttpRequest(method="GET", url="https://a.test/")
    signed = auth_types["client_certificate"].sign(request, settings, Means())
    assert signed.client_certificate is not None
    assert "PEM" not in repr(signed)
    assert "hush" not in repr(signed)
    assert json.dumps(str(signed.client_certificate))
