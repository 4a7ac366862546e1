"""Puts a request together: variables replaced, the environment's headers and auth under its own."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Protocol
from urllib.parse import urlencode

from gonogo.domain.http import Headers, HttpRequest
from gonogo.domain.test import Scalar
from gonogo.engine.bodies import Part, decoded, multipart
from gonogo.engine.overriding import BASE_URL, base_of
from gonogo.engine.signing import secret, signed
from gonogo.engine.state import RunState
from gonogo.engine.trail import DEPTH
from gonogo.engine.values import as_text
from gonogo.errors import Unjudged

MAX_SECONDS = 120.0
"""Longest time for one request."""
_JSON = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode

OneOrMore = Scalar | Sequence[Scalar]


class RequestFields(Protocol):
    """What a request is made of; read-only, so that any such record will do."""

    @property
    def method(self) -> str: ...
    @property
    def url(self) -> str: ...
    @property
    def headers(self) -> Mapping[str, OneOrMore]: ...
    @property
    def params(self) -> Mapping[str, OneOrMore]: ...
    @property
    def body(self) -> str | None: ...
    @property
    def body_base64(self) -> str: ...
    @property
    def graphql(self) -> Mapping[str, object]: ...
    @property
    def multipart(self) -> tuple[Part, ...]: ...
    @property
    def json(self) -> object: ...
    @property
    def form(self) -> Mapping[str, OneOrMore]: ...
    @property
    def auth(self) -> Mapping[str, str]: ...
    @property
    def timeout(self) -> float: ...
    @property
    def follow_redirects(self) -> bool: ...


def compose(fields: RequestFields, state: RunState) -> HttpRequest:
    """The request as it is to be sent; raises `Unjudged` if it cannot be made."""
    headers = _lines(fields.headers, "header", state)
    body, content_type = _body(fields, state)
    own = {name.lower() for name, _ in headers}
    inherited = [line for line in state.headers if line[0].lower() not in own]
    if content_type and "content-type" not in own:
        inherited = [line for line in inherited if line[0].lower() != "content-type"]
        headers.append(("Content-Type", content_type))
    if fields.auth:
        inherited = [line for line in inherited if line[0].lower() != "authorization"]
    lines = state.overriding.headers((*inherited, *headers))
    method, url = state.fill(fields.method, "method").strip().upper(), _url(fields, state)
    request = HttpRequest(
        method=method,
        url=url,
        secret_url=state.vault.mask.holds(url),
        headers=lines,
        body=body,
        timeout=max(min(_timeout(fields, state), state.remaining()), 0.001),
        verify_tls=state.verify_tls,
        authorities=state.authorities,
        follow_redirects=fields.follow_redirects,
        secret_headers=secret(lines, state),
    )
    settings = state.auth
    if any(name.lower() == "authorization" for name, _ in lines):
        settings = {}
    elif fields.auth:
        settings = filled_auth(fields.auth, state)
    return _trailed(signed(request, settings, state) if settings else request, state)


def _trailed(request: HttpRequest, state: RunState) -> HttpRequest:
    """After signing: whoever passes a trace on may change it."""
    if state.trail is None:
        return request
    # Whoever calls gonogo from a test cannot make the chain of runs look shorter.
    own = tuple([line for line in request.headers if line[0].lower() != DEPTH.lower()])
    return replace(request, headers=(*own, *state.trail.lines(own)))


def filled_headers(headers: Headers, state: RunState) -> Headers:
    """Header lines with their variables replaced."""
    return tuple(
        (state.fill(name, "header", name), state.fill(value, "header", name))
        for name, value in headers
    )


def filled_auth(auth: Mapping[str, str], state: RunState) -> dict[str, str]:
    """Auth settings with their variables replaced."""
    return {name: state.fill(as_text(value), "auth", name) for name, value in auth.items()}


def _timeout(fields: RequestFields, state: RunState) -> float:
    if fields.timeout <= 0:
        raise Unjudged(f"{state.place}: the timeout must be more than 0 seconds.")
    return min(fields.timeout, MAX_SECONDS)


def _url(fields: RequestFields, state: RunState) -> str:
    # A value with a space, as rows and names have them: nobody means anything else by it.
    url = state.fill(fields.url, "URL").strip().replace(" ", "%20")
    if url.startswith(("/", "?")):
        url = base_of(state.fill(f"{{{{{BASE_URL}}}}}", "URL (relative)")) + url
    url, cookies = state.overriding.begin(_with_params(url, fields, state))
    if cookies:
        state.http.give(cookies)
    return url


def _with_params(url: str, fields: RequestFields, state: RunState) -> str:
    url = state.overriding.address(url)
    if not fields.params:
        return url
    query = urlencode(_lines(fields.params, "parameter", state), errors="replace")
    before, hash, fragment = url.partition("#")
    joint = "" if before.endswith(("?", "&")) else "&" if "?" in before else "?"
    return f"{before}{joint}{query}{hash}{fragment}"


def _body(fields: RequestFields, state: RunState) -> tuple[bytes | None, str | None]:
    given = [fields.body, fields.form, fields.body_base64, fields.graphql, fields.multipart]
    if sum(map(bool, given)) + (fields.json is not None) > 1:
        raise Unjudged(f"{state.place}: a request has one body.")
    if fields.body_base64:
        return decoded(state.fill(fields.body_base64, "body_base64"), state), None
    if fields.multipart:
        return multipart(fields.multipart, state)
    if fields.graphql:
        return _json(fields.graphql, state).encode("utf-8", "replace"), "application/json"
    if fields.body:
        return state.fill(fields.body, "body").encode("utf-8", "replace"), None
    if fields.form:
        lines = _lines(fields.form, "form field", state)
        text = urlencode(lines, errors="replace")
        return text.encode("ascii"), "application/x-www-form-urlencoded"
    if fields.json is not None:
        return _json(fields.json, state).encode("utf-8", "replace"), "application/json"
    return None, None


def _json(value: object, state: RunState) -> str:
    text = _JSON(value)
    return text if "{{" not in text else _JSON(_filled(value, state))


def _filled(value: object, state: RunState) -> object:
    """A JSON value with the variables in all its texts replaced; they stay texts."""
    if isinstance(value, str):
        return state.fill(value, "json")
    if isinstance(value, Mapping):
        return {state.fill(str(key), "json"): _filled(item, state) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_filled(item, state) for item in value]
    return value


def _lines(fields: Mapping[str, OneOrMore], what: str, state: RunState) -> list[tuple[str, str]]:
    return list(_each(fields, what, state))


def _each(fields: Mapping[str, OneOrMore], what: str, state: RunState) -> Iterator[tuple[str, str]]:
    for name, values in fields.items():
        filled = state.fill(name, what, name)
        many = (values,) if values is None or isinstance(values, str | int | float) else values
        for value in many:
            yield filled, "" if value is None else state.fill(as_text(value), what, name)
