"""S3, S4: what a redirect may reach, which method it keeps and which headers stay behind."""

from __future__ import annotations

from itertools import product
from typing import Any

import pytest

from gonogo.domain.http import HttpRequest, HttpResponse
from gonogo.egress import AddressPolicy, Sender, redirects
from gonogo.errors import Blocked, HttpFailure, TooManyRedirects
from tests.fake_network import OTHER_PUBLIC, PUBLIC, FakeNetwork, ok, redirect
from tests.forbidden_addresses import is_forbidden

CODES = (301, 302, 303, 307, 308)
INSIDE = (
    "http://127.0.0.1/",
    "http://127.1/",
    "http://2130706433/",
    "http://[::1]/",
    "http://[::ffff:127.0.0.1]/",
    "http://10.0.0.1/admin",
    "http://192.168.1.1:8080/",
    "http://169.254.169.254/latest/meta-data/",
    "http://169.254.170.2/v2/credentials/",
    "http://[fd00:ec2::254]/",
    "http://[64:ff9b::a9fe:a9fe]/",
    "http://0.0.0.0:9001/2018-06-01/runtime/invocation/next",
    "http://localhost/",
    "http://metadata.google.internal/",
    "http://inside.test/",
    "//inside.test/",
    "http://mixed.test/",
    "file:///etc/passwd",
    "gopher://127.0.0.1:6379/",
    "http://example.com@127.0.0.1/",
)


@pytest.fixture
def outside(network: FakeNetwork) -> FakeNetwork:
    """Two public hosts, two ports on the first, and a name that leads inside."""
    network.name("one.test", PUBLIC)
    network.name("two.test", OTHER_PUBLIC)
    network.name("inside.test", "127.0.0.1")
    network.name("mixed.test", PUBLIC, "10.0.0.1")
    return network


def _send(network: FakeNetwork, url: str, **more: Any) -> HttpResponse:
    session = Sender(AddressPolicy(), resolve=network.resolve).session()
    return session.send(HttpRequest(**{"method": "GET", "url": url, "timeout": 5} | more))


@pytest.mark.parametrize("code", CODES)
def test_no_redirect_reaches_inside(outside: FakeNetwork, code: int) -> None:
    """S3: five codes, twenty targets, two methods: 200 redirects, no forbidden attempt."""
    for target, method in product(INSIDE, ("GET", "POST")):
        outside.serve(lambda _, target=target: redirect(target, code), PUBLIC)
        with pytest.raises(HttpFailure):
            _send(outside, "http://one.test/", method=method, body=b"x")
    assert not any(is_forbidden(address) for address in outside.attempts)
    assert len(outside.attempts) == len(INSIDE) * 2


_SECRETS = """
AUTHORIZATION cookie X-Api-Key x-auth-token Api-Key apikey X-Amz-Security-Token X-Vault-Token
X-CSRF-Token X-Access-Token Private-Token X-Gitlab-Token Job-Token X-Goog-Api-Key DD-API-KEY
Ocp-Apim-Subscription-Key X-Figma-Token Circle-Token X-Shopify-Access-Token X-Algolia-API-Key
X-Functions-Key X-Auth
"""
SECRET_HEADERS = tuple(_SECRETS.split())
_CARRIED = frozenset(name.lower() for name in SECRET_HEADERS) - {"authorization", "cookie"}
OTHER_ORIGINS = ("http://two.test/", "http://one.test:8080/", "https://one.test/")


def _carried(network: FakeNetwork, name: str, location: str) -> bool:
    """Whether the second request held the header's value."""
    network.requests.clear()
    network.serve(lambda _: ok(), OTHER_PUBLIC)
    seen: list[bytes] = []

    def once(request: bytes) -> bytes:
        seen.append(request)
        return redirect(location) if len(seen) == 1 else ok()

    network.serve(once, PUBLIC)
    _send(network, "http://one.test/", headers=((name, "s3cr3t"),), secret_headers=_CARRIED)
    assert b"s3cr3t" in network.requests[0]
    return b"s3cr3t" in network.requests[1]


def test_there_are_enough_kinds_of_headers() -> None:
    """S4 names the figure; the same name in other letters is no other kind."""
    assert len({name.lower() for name in SECRET_HEADERS}) >= 20


@pytest.mark.parametrize("name", SECRET_HEADERS)
def test_secrets_stay_with_their_origin(outside: FakeNetwork, name: str) -> None:
    """S4: dropped when host, port or scheme changes, kept within the origin."""
    assert [url for url in OTHER_ORIGINS if _carried(outside, name, url)] == []
    assert _carried(outside, name, "/elsewhere")


def test_a_redirect_that_keeps_api_keys_is_found_out(
    outside: FakeNetwork, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Seeded bug: as `requests` does it, only the well-known headers are dropped."""
    original = redirects.next_hop

    def careless(hop: Any, answer: Any, request: HttpRequest, *rest: Any) -> Any:
        bare = HttpRequest(method=request.method, url=request.url)
        return original(hop, answer, bare, *rest)

    monkeypatch.setattr("gonogo.egress.session.next_hop", careless)
    assert _carried(outside, "X-Api-Key", "http://two.test/")
    assert not _carried(outside, "Authorization", "http://two.test/")


def test_a_dropped_secret_does_not_come_back(outside: FakeNetwork) -> None:
    """One to two and back to one: the second visit to one has no secret either."""
    outside.serve(lambda r: ok() if b"/end" in r else redirect("http://two.test/"), PUBLIC)
    outside.serve(lambda _: redirect("http://one.test/end"), OTHER_PUBLIC)
    _send(outside, "http://one.test/", headers=(("Authorization", "s3cr3t"),))
    assert [b"s3cr3t" in request for request in outside.requests] == [True, False, False]


@pytest.mark.parametrize(
    ("code", "method", "then"),
    [
        (301, "POST", "GET"),
        (302, "POST", "GET"),
        (303, "POST", "GET"),
        (303, "PUT", "GET"),
        (303, "DELETE", "GET"),
        (303, "HEAD", "HEAD"),
        (301, "PUT", "PUT"),
        (302, "PATCH", "PATCH"),
        (307, "POST", "POST"),
        (308, "POST", "POST"),
        (301, "GET", "GET"),
    ],
)
def test_method_after_a_redirect(outside: FakeNetwork, code: int, method: str, then: str) -> None:
    """A browser's rule; where the method falls back to GET, the body and its headers go."""
    outside.serve(lambda r: ok() if b" /end" in r else redirect("/end", code), PUBLIC)
    headers = (("Content-Type", "text/plain"),)
    _send(outside, "http://one.test/", method=method, body=b"payload", headers=headers)
    second = outside.requests[1]
    assert second.startswith(f"{then} /end ".encode())
    kept = then == method
    assert (b"payload" in second, b"Content-Type" in second) == (kept, kept)


def test_https_is_not_left_for_http(outside: FakeNetwork) -> None:
    """What was encrypted stays so."""
    outside.serve(lambda _: redirect("http://two.test/"), PUBLIC)
    with pytest.raises(Blocked) as caught:
        _send(outside, "https://one.test/")
    assert caught.value.rule == "https-downgrade"


def test_the_limit_of_redirects(outside: FakeNetwork) -> None:
    """A loop ends at the limit; exactly as many as allowed are followed."""
    outside.serve(lambda _: redirect("/again"), PUBLIC)
    with pytest.raises(TooManyRedirects):
        _send(outside, "http://one.test/", max_redirects=3)
    assert len(outside.requests) == 4


def test_following_is_a_choice(outside: FakeNetwork) -> None:
    """Without it the redirect itself is the answer."""
    outside.serve(lambda _: redirect("/next"), PUBLIC)
    response = _send(outside, "http://one.test/", follow_redirects=False)
    assert (response.status, response.header("location")) == (302, "/next")


def test_the_way_is_told(outside: FakeNetwork) -> None:
    """The URLs that redirected, in order, and the one that answered."""
    steps = {b"GET / ": "/a", b"GET /a ": "b?q=ä b", b"GET /b": ""}

    def handler(request: bytes) -> bytes:
        location = next(to for start, to in steps.items() if request.startswith(start))
        return redirect(location.encode().decode("latin-1")) if location else ok()

    outside.serve(handler, PUBLIC)
    response = _send(outside, "http://one.test/")
    assert response.redirects == ("http://one.test/", "http://one.test/a")
    assert response.url == "http://one.test/b?q=%C3%A4%20b"
