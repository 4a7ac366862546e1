"""Signing in with a browser: a key once, then a random token."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

import pytest

from gonogo.domain.key import hash_of
from gonogo.settings import Settings
from gonogo.web.api import build
from gonogo.web.session import HOURS, SignIn, page_or_front
from tests.fakes import FakeClock
from tests.golden.world import SETTINGS, dispatch
from tests.web_events import an_event
from tests.web_keys import TRIGGER_KEY, FakeSessions, a_key

FORM = "application/x-www-form-urlencoded"


def sign_in(
    sessions: FakeSessions, key: str, page: str = "/", base: str = "", **headers: Any
) -> dict[str, Any]:
    """Post the form."""
    keys = {"good": a_key(), "weak": TRIGGER_KEY}
    settings = Settings(public_base=base) if base else SETTINGS
    port = SignIn(key_of_secret=keys.get, sessions=sessions, clock=FakeClock(1000.0))
    body = urlencode({"key": key, "page": page})
    event = an_event("POST", "/ui/session", "", body, content_type=FORM, **headers)
    return build(dispatch, settings, port)(event)


def test_a_good_key_opens_a_session_and_leads_to_the_page() -> None:
    """The cookie holds a token; only its hash and the key's hash are stored."""
    sessions = FakeSessions()
    reply = sign_in(sessions, " good ", "/ui/runs/06fd1217-2800")
    assert reply["statusCode"] == 303
    assert reply["headers"]["Location"] == "/ui/runs/06fd1217-2800"
    cookie = reply["headers"]["Set-Cookie"]
    token = cookie.removeprefix("gonogo_session=").partition(";")[0]
    assert sessions.opened == {hash_of(token): (a_key().hash, 1000.0 + HOURS * 3600)}
    assert {"HttpOnly", "SameSite=Strict", "Secure", "Path=/"} <= set(cookie.split("; "))


def test_only_the_local_address_does_without_secure() -> None:
    """A browser would not send the cookie over plain HTTP otherwise."""
    local = sign_in(FakeSessions(), "good", base="http://127.0.0.1:4566")
    assert "Secure" not in local["headers"]["Set-Cookie"]
    other = sign_in(FakeSessions(), "good", base="http://10.0.0.1")
    assert "Secure" in other["headers"]["Set-Cookie"]


@pytest.mark.parametrize("key", ["wrong", "", "weak"])
def test_another_key_leads_back_to_the_form(key: str) -> None:
    """Unknown and too weak look the same, and no session is opened."""
    sessions = FakeSessions()
    reply = sign_in(sessions, key, "/ui/runs/1")
    assert reply["headers"]["Location"] == "/ui/runs/1?refused=1"
    assert "Set-Cookie" not in reply["headers"]
    assert not sessions.opened


@pytest.mark.parametrize(
    "page",
    ["https://evil.example.com", "//evil.example.com", "/ui/../x", "/ui/runs/a/b", "/ui/runs/a\n",
     "/v1/keys", "", "/ui/runs/a?x=1", "javascript:alert(1)"],
)  # fmt: skip
def test_a_sign_in_leads_only_to_our_pages(page: str) -> None:
    """No open redirect."""
    assert page_or_front(page) == "/"


@pytest.mark.parametrize(("site", "status"), [("cross-site", 403), ("same-site", 403),
                                              ("same-origin", 303), ("none", 303)])  # fmt: skip
def test_a_form_of_another_site_signs_nobody_in(site: str, status: int) -> None:
    """It could make a victim use the attacker's key."""
    reply = sign_in(FakeSessions(), "good", sec_fetch_site=site)
    assert reply["statusCode"] == status


def test_a_base_with_a_path_keeps_it() -> None:
    """Some gateways serve below one."""
    reply = sign_in(FakeSessions(), "good", "/ui/runs/1", base="https://h.example.com/stage/")
    assert reply["headers"]["Location"] == "/stage/ui/runs/1"
