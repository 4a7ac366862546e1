"""`oauth2`: an access token, given or fetched once a run with a client's credentials."""

from __future__ import annotations

import base64
import json
from collections.abc import Mapping
from dataclasses import replace
from urllib.parse import quote_plus, urlencode

from gonogo.domain.http import HttpRequest, HttpResponse
from gonogo.domain.reasons import shorten
from gonogo.engine.auth._contract import NO_MEANS, AuthType, Means
from gonogo.errors import Unjudged

_EARLY = 10.0
"""Seconds before its end that a token is no longer used."""
_FETCHED = ("token_url", "client_id", "client_secret")


def sign(request: HttpRequest, settings: Mapping[str, str], means: Means = NO_MEANS) -> HttpRequest:
    """With `access_token`, or one from `token_url` for `client_id` and `client_secret`.

    >>> request = HttpRequest(method="GET", url="http://a.test/")
    >>> sign(request, {"access_token": "abc"}).headers
    (('Authorization', 'Bearer abc'),)
    >>> sign(request, {"access_token": "abc", "token_location": "query"}).url
    'http://a.test/?access_token=abc'
    """
    token = settings.get("access_token") or _token(request, settings, means)
    if settings.get("token_location", "auth_header") == "query":
        before, hash, fragment = request.url.partition("#")
        joint = "&" if "?" in before else "?"
        url = f"{before}{joint}{urlencode({'access_token': token})}{hash}{fragment}"
        return replace(request, url=url)
    return replace(request, headers=(*request.headers, ("Authorization", f"Bearer {token}")))


def _token(request: HttpRequest, settings: Mapping[str, str], means: Means) -> str:
    grant = settings.get("grant_type") or "client_credentials"
    missing = [name for name in _FETCHED if not settings.get(name)]
    if grant != "client_credentials" or missing:
        raise Unjudged(
            "oauth2 needs access_token, or token_url, client_id and client_secret with the"
            " grant_type client_credentials; other grants need a person."
        )
    names = (*_FETCHED, "scope", "audience", "credentials_in")
    key = json.dumps([settings.get(name, "") for name in names])
    token, ends = means.kept.get(key, ("", 0.0))
    if not token or means.now >= ends - _EARLY:
        token, seconds = _read(means.send(_asking(request, settings)), settings["token_url"])
        means.kept[key] = (token, means.now + seconds)
    return token


def _asking(request: HttpRequest, settings: Mapping[str, str]) -> HttpRequest:
    """The request for a token (RFC 6749, 4.4.2); credentials in the header unless told."""
    form = {"grant_type": "client_credentials"}
    form |= {name: settings[name] for name in ("scope", "audience") if settings.get(name)}
    headers = [
        ("Accept", "application/json"),
        ("Content-Type", "application/x-www-form-urlencoded"),
    ]
    if settings.get("credentials_in", "header") == "body":
        form |= {name: settings[name] for name in ("client_id", "client_secret")}
    else:
        pair = ":".join(quote_plus(settings[name]) for name in ("client_id", "client_secret"))
        proof = base64.b64encode(pair.encode("ascii")).decode("ascii")
        headers.append(("Authorization", f"Basic {proof}"))
    return HttpRequest(
        method="POST",
        url=settings["token_url"].strip(),
        headers=tuple(headers),
        body=urlencode(form).encode("ascii"),
        timeout=request.timeout,
        verify_tls=request.verify_tls,
        authorities=request.authorities,
        follow_redirects=False,
        max_body=1024 * 1024,
    )


def _read(response: HttpResponse, url: str) -> tuple[str, float]:
    try:
        answer = json.loads(response.body)
    except (ValueError, RecursionError):
        answer = None
    said = answer if isinstance(answer, dict) else {}
    token, lasts = said.get("access_token"), said.get("expires_in", 3600)
    if response.status != 200 or not isinstance(token, str) or not token:
        error = said.get("error")
        why = f", error {shorten(error, 100)}" if isinstance(error, str) else ""
        raise Unjudged(f"{url} gave no token: it answered {response.status}{why}.")
    seconds = float(lasts) if isinstance(lasts, int | float) else 3600.0
    return token, seconds


AUTH_TYPE = AuthType(
    sign,
    (),
    takes=(
        "access_token",
        "token_location",
        "grant_type",
        *_FETCHED,
        "scope",
        "audience",
        "credentials_in",
    ),
)
