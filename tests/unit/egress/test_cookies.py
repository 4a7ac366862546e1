"""Which cookies come back, and to whom."""

from __future__ import annotations

import re
from typing import Any

import pytest

from gonogo.domain.http import Cookie, HttpRequest
from gonogo.egress import AddressPolicy, Sender
from gonogo.ports import HttpSession
from tests.fake_network import OTHER_PUBLIC, PUBLIC, FakeNetwork, redirect

_ANSWER = "HTTP/1.1 200 OK\r\n{}Content-Length: 0\r\n\r\n"


@pytest.fixture
def hosts(network: FakeNetwork) -> FakeNetwork:
    """Two hosts of one site and one of another."""
    network.name("www.shop.test", PUBLIC)
    network.name("api.shop.test", PUBLIC)
    network.name("other.test", OTHER_PUBLIC)
    return network


def _session(network: FakeNetwork, *, keep: bool = True) -> HttpSession:
    return Sender(AddressPolicy(), resolve=network.resolve).session(keep_cookies=keep)


def _sets(network: FakeNetwork, *cookies: str) -> None:
    lines = "".join(f"Set-Cookie: {cookie}\r\n" for cookie in cookies)
    network.serve(lambda _: _ANSWER.format(lines).encode(), PUBLIC, OTHER_PUBLIC)


def _get(session: HttpSession, url: str, *headers: tuple[str, str]) -> None:
    session.send(HttpRequest(method="GET", url=url, headers=headers))


def _sent(network: FakeNetwork) -> str:
    found = re.findall(r"Cookie: (.*)\r\n", network.requests[-1].decode())
    assert len(found) <= 1
    return found[0] if found else ""


@pytest.mark.parametrize(
    ("cookie", "url", "comes"),
    [
        ("a=1", "http://www.shop.test/x", True),
        ("a=1", "http://api.shop.test/", False),
        ("a=1", "http://other.test/", False),
        ("a=1; Domain=shop.test", "http://api.shop.test/", True),
        ("a=1; Domain=other.test", "http://other.test/", False),
        ("a=1; Domain=test", "http://other.test/", False),
        ("a=1; Path=/in", "http://www.shop.test/in/deep", True),
        ("a=1; Path=/in", "http://www.shop.test/inside", False),
        ("a=1; Secure", "http://www.shop.test/", False),
        ("a=1; Secure", "https://www.shop.test/", True),
        ("a=1; Max-Age=0", "http://www.shop.test/", False),
        ("a=1; Expires=Thu, 01 Jan 1970 00:00:01 GMT", "http://www.shop.test/", False),
        ("a=1; HttpOnly; SameSite=Strict; Max-Age=60", "http://www.shop.test/", True),
        ("a=" + "x" * 5000, "http://www.shop.test/", False),
    ],
)
def test_cookie_rules(hosts: FakeNetwork, cookie: str, url: str, comes: bool) -> None:
    """A browser's rules of domain, path, security and age."""
    session = _session(hosts)
    _sets(hosts, cookie)
    _get(session, "https://www.shop.test/")
    _sets(hosts)
    _get(session, url)
    assert (_sent(hosts).startswith("a=")) is comes


def test_without_a_jar_none_is_kept(hosts: FakeNetwork) -> None:
    """Steps that share no cookies start clean each time."""
    session = _session(hosts, keep=False)
    _sets(hosts, "a=1")
    _get(session, "http://www.shop.test/")
    _get(session, "http://www.shop.test/")
    assert _sent(hosts) == ""


def test_within_one_exchange_they_count(hosts: FakeNetwork) -> None:
    """A login that sets a cookie and redirects works in any session, and leaves nothing."""
    session = _session(hosts, keep=False)
    home = _ANSWER.format("").encode()
    login = redirect("/home", 302, "Set-Cookie: a=1")
    hosts.serve(lambda request: home if b"/home" in request else login, PUBLIC)
    _get(session, "http://www.shop.test/login")
    assert _sent(hosts) == "a=1"
    _get(session, "http://www.shop.test/home")
    assert _sent(hosts) == ""


def test_a_redirect_to_another_site_gets_none(hosts: FakeNetwork) -> None:
    """Neither the jar's nor the user's own."""
    session = _session(hosts)
    hosts.serve(lambda _: redirect("http://other.test/", 302, "Set-Cookie: a=1"), PUBLIC)
    hosts.serve(lambda _: _ANSWER.format("").encode(), OTHER_PUBLIC)
    _get(session, "http://www.shop.test/", ("Cookie", "own=1"))
    assert _sent(hosts) == ""


def test_own_cookies_join_the_jar_and_win(hosts: FakeNetwork) -> None:
    """One header line: the user's, then what the jar has beside it."""
    session = _session(hosts)
    _sets(hosts, "a=1", "b=2")
    _get(session, "http://www.shop.test/")
    _get(session, "http://www.shop.test/", ("cookie", "a=mine; c=3"))
    sent = hosts.requests[-1].decode().lower()
    assert sent.count("cookie:") == 1
    assert "cookie: a=mine; c=3; b=2\r\n" in sent


def test_the_jar_is_bounded(hosts: FakeNetwork) -> None:
    """The newest fifty stay."""
    session = _session(hosts)
    for start in (0, 50):
        _sets(hosts, *[f"c{number}=1" for number in range(start, start + 50)])
        _get(session, "http://www.shop.test/")
    _get(session, "http://www.shop.test/")
    names = {pair.partition("=")[0] for pair in _sent(hosts).split("; ")}
    assert names == {f"c{number}" for number in range(50, 100)}


def test_close_forgets(hosts: FakeNetwork) -> None:
    """A closed session has no cookies left."""
    session = _session(hosts)
    _sets(hosts, "a=1")
    _get(session, "http://www.shop.test/")
    session.close()
    _get(session, "http://www.shop.test/")
    assert _sent(hosts) == ""


@pytest.mark.parametrize("keep", [True, False])
@pytest.mark.parametrize(
    ("cookie", "url", "comes"),
    [
        ({}, "http://www.shop.test/", True),
        ({}, "http://api.shop.test/", False),
        ({"domain": "shop.test", "host_only": False}, "http://api.shop.test/x", True),
        ({"domain": ".shop.test", "host_only": False}, "http://other.test/", False),
        ({"path": "/in"}, "http://www.shop.test/inside", False),
        ({"secure": True}, "http://www.shop.test/", False),
        ({"secure": True}, "https://www.shop.test/", True),
        ({"expires_at": 1.0}, "http://www.shop.test/", False),
        ({"expires_at": 4e9}, "http://www.shop.test/", True),
    ],
)
def test_given_cookies_follow_the_same_rules(
    hosts: FakeNetwork, keep: bool, cookie: dict[str, Any], url: str, comes: bool
) -> None:
    """Whether or not those of answers are kept."""
    session = _session(hosts, keep=keep)
    session.give([Cookie(**{"name": "a", "value": "1", "domain": "www.shop.test", **cookie})])
    _sets(hosts, "b=2")
    for _ in range(2):
        _get(session, url)
        assert ("a=1" in _sent(hosts)) is comes
    assert ("b=2" in _sent(hosts)) is keep


def test_a_jar_can_be_carried_over(hosts: FakeNetwork) -> None:
    """What one session kept, another that keeps none sends as the first one did."""
    first = _session(hosts)
    _sets(hosts, "a=1; Path=/in", "b=2; Domain=shop.test; Max-Age=60", "c=3; Secure")
    _get(first, "https://www.shop.test/")
    kept = first.cookies()
    second = _session(hosts, keep=False)
    assert second.cookies() is None
    second.give(kept or ())
    for url in ("http://www.shop.test/in/", "http://api.shop.test/", "https://www.shop.test/"):
        _get(first, url)
        expected = _sent(hosts)
        _get(second, url)
        assert set(_sent(hosts).split("; ")) == set(expected.split("; "))


def test_given_cookies_reach_hosts_without_a_dot(network: FakeNetwork) -> None:
    """The standard library thinks of them as `.local`."""
    network.name("shop", PUBLIC)
    session = _session(network)
    session.give([Cookie(name="a", value="1", domain="shop")])
    _sets(network)
    _get(session, "http://shop/")
    assert _sent(network) == "a=1"
    assert [each.domain for each in session.cookies() or ()] == ["shop"]
