"""Auth settings put to use: before a request goes out, and after it was challenged."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from secrets import token_hex

from gonogo.domain.http import Headers, HttpRequest, HttpResponse
from gonogo.engine.auth import auth_types, canonical
from gonogo.engine.auth._contract import AuthType, Means
from gonogo.engine.state import RunState
from gonogo.errors import HttpFailure, Invalid, Unjudged

_CREDENTIALS = (
    *("password", "token", "access_token", "token_secret", "client_secret", "consumer_secret"),
    *("secret_key", "session_token", "passphrase", "key"),
)
"""Settings that are secrets however they came in: what shows them is masked."""
_SECRET_MARKS = ("auth", "cookie", "key", "secret", "session", "token")


def signed(request: HttpRequest, settings: Mapping[str, str], state: RunState) -> HttpRequest:
    """The request with the authorisation on it; raises `Unjudged` if there can be none."""
    auth_type = _type(settings, state)
    _hide(state, *(settings.get(name, "") for name in _CREDENTIALS))
    try:
        made = auth_type.sign(request, settings, _means(state))
    except Unjudged as error:
        raise Unjudged(f"{state.place}, auth: {error.message}") from None
    except HttpFailure as failure:
        why = f"the token could not be fetched: {failure.message}"
        raise Unjudged(f"{state.place}, auth: {why}") from None
    _hide(state, *(token for token, _ in state.tokens.values()))
    told = made.secret_url or state.vault.mask.holds(made.url)
    return replace(made, secret_headers=secret(made.headers, state), secret_url=told)


def send(
    request: HttpRequest, settings: Mapping[str, str], state: RunState
) -> tuple[HttpRequest, HttpResponse]:
    """The request that was answered, and its answer: a challenge is answered once."""
    response = state.http.send(request)
    if response.status != 401 or not settings:
        return request, response
    challenged = _type(settings, state).challenged
    if challenged is None or any(name.lower() == "authorization" for name, _ in request.headers):
        return request, response
    again = challenged(request, response, settings, _means(state))
    if again is None:
        return request, response
    left = max(min(request.timeout, state.remaining()), 0.001)
    again = replace(again, timeout=left, secret_headers=secret(again.headers, state))
    return again, state.http.send(again)


def secret(headers: Headers, state: RunState) -> frozenset[str]:
    """Headers that must not follow a redirect elsewhere: told by their names, or by a secret."""
    mask = state.vault.mask
    return frozenset(
        name.lower()
        for name, value in headers
        if any(mark in name.lower() for mark in _SECRET_MARKS) or mask.holds(value)
    )


def _hide(state: RunState, *values: str) -> None:
    for value in values:
        state.vault.mask.learn(value)


def _type(settings: Mapping[str, str], state: RunState) -> AuthType:
    kind = canonical(settings.get("type") or settings.get("auth_type") or "")
    try:
        auth_type = auth_types[kind]
    except Invalid as error:
        known = f"Known are {error.accepted}."
        raise Unjudged(f"{state.place}, auth: {error.message} {known}") from None
    missing = [name for name in auth_type.needs if name not in settings]
    if missing:
        raise Unjudged(f"{state.place}, auth: {kind} needs {' and '.join(missing)}.")
    return auth_type


def _means(state: RunState) -> Means:
    def send(asking: HttpRequest) -> HttpResponse:
        url = state.overriding.address(asking.url)
        return state.http.send(replace(asking, url=url, secret_url=state.vault.mask.holds(url)))

    return Means(
        now=state.clock.now(),
        nonce=token_hex(16),
        send=send,
        kept=state.tokens,
    )
