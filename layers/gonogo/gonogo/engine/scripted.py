"""A request as scripts see it, and what they changed of it taken over."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

from gonogo.domain.http import Headers, HttpRequest, HttpResponse
from gonogo.engine.answer import MAX_DOCUMENT, Answer
from gonogo.engine.values import as_text
from gonogo.errors import Unjudged

if TYPE_CHECKING:
    from gonogo.engine.compose import RequestFields
    from gonogo.engine.state import RunState

Document = Mapping[str, Any]


def planned(step: RequestFields, state: RunState) -> dict[str, Any]:
    """The request before it is sent: variables replaced where they are known by now."""
    url = _known(step.url, state).strip()
    params = _lines(step.params, state)
    if params:
        url += ("&" if "?" in url else "?") + urlencode(params, errors="replace")
    lines = _lines(step.headers, state)
    own = {name.lower() for name, _ in lines}
    inherited = [line for line in state.headers if line[0].lower() not in own]
    body = _known(step.body or "", state)
    if step.json is not None:
        body = _known(json.dumps(step.json, ensure_ascii=False), state)
    form: dict[str, list[str]] = {}
    for name, value in _lines(step.form, state):
        form.setdefault(name, []).append(value)
    method = _known(step.method, state).strip().upper()
    return _document(method, url, (*inherited, *lines), body) | {"form": form}


def sent_as(request: HttpRequest) -> dict[str, Any]:
    """The request as it went out."""
    body = (request.body or b"").decode("utf-8", "replace")
    return _document(request.method, request.url, request.headers, body) | {"form": {}}


def arrived(answer: Answer) -> dict[str, Any]:
    """The response; of a large body the part that documents may have."""
    response: HttpResponse = answer.response
    return {
        "status": response.status,
        "reason": response.reason,
        "headers": _by_name(response.headers),
        "body": answer.text[:MAX_DOCUMENT],
        "response_time_ms": round(response.timings.total),
        "size_bytes": len(response.body),
    }


def edited(step: Any, state: RunState, shown: Document, left: Document) -> tuple[Any, RunState]:
    """The step with what a script changed, and the state it is composed in.

    What no script touched stays as it was written, so that variables set by scripts still count.
    An edited `url` or `body` wins over edited `params` or `form`.
    """
    changed = {name for name in shown if left.get(name) != shown[name]}
    more: dict[str, Any] = {}
    if "method" in changed:
        more["method"] = _text(left["method"])
    url = _url(shown, left, changed)
    if url is not None:
        more |= {"url": url, "params": {}}
    if changed & {"headers", "content_type"}:
        headers = _values(left.get("headers"))
        if "content_type" in changed:
            headers = {n: v for n, v in headers.items() if n.lower() != "content-type"}
            headers["Content-Type"] = (_text(left["content_type"]),)
        more["headers"] = headers
        state = replace(state, headers=())  # those of the environment are among them
    if "body" in changed:
        more |= {"body": _text(left["body"]), "form": {}, "json": None}
    elif "form" in changed:
        more |= {"form": _values(left["form"]), "body": None, "json": None}
    return (replace(step, **more) if more else step), state


def _url(shown: Document, left: Document, changed: set[str]) -> str | None:
    """The edited URL; None if it was left alone."""
    if "url" in changed:
        return _text(left["url"])
    if not changed & {"scheme", "host", "path", "params"}:
        return None
    parts = urlsplit(shown["url"])
    query = parts.query
    if "params" in changed:
        query = urlencode(_pairs(left.get("params")), errors="replace")
    scheme, host, path = (_text(left.get(name)) for name in ("scheme", "host", "path"))
    return urlunsplit((scheme, host, path, query, parts.fragment))


def _document(method: str, url: str, headers: Headers, body: str) -> dict[str, Any]:
    try:
        parts = urlsplit(url)
        query = parse_qsl(parts.query, keep_blank_values=True)
    except ValueError:
        parts, query = urlsplit(""), []
    types = [value for name, value in headers if name.lower() == "content-type"]
    return {
        "method": method,
        "url": url,
        "scheme": parts.scheme,
        "host": parts.netloc,
        "path": parts.path,
        "params": [{"name": name, "value": value} for name, value in query],
        "headers": _by_name(headers),
        "body": body,
        "content_type": types[0] if types else "",
        "size_bytes": len(body.encode("utf-8", "replace")),
    }


def _known(text: str, state: RunState) -> str:
    """The text with its variables replaced, or as written if one is not known yet."""
    try:
        return state.fill(text, "script")
    except Unjudged:
        return text


def _lines(fields: Mapping[str, Any], state: RunState) -> list[tuple[str, str]]:
    return [
        (_known(name, state), "" if value is None else _known(as_text(value), state))
        for name, values in fields.items()
        for value in (values if isinstance(values, list | tuple) else (values,))
    ]


def _by_name(headers: Headers) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for name, value in headers:
        found.setdefault(name, []).append(value)
    return found


def _text(value: object) -> str:
    return "" if value is None else as_text(value)


def _values(found: object) -> dict[str, tuple[str, ...]]:
    """What a script left as headers or form: texts or lists of them, by name."""
    if not isinstance(found, Mapping):
        return {}
    return {
        str(name): tuple(map(_text, values)) if isinstance(values, list) else (_text(values),)
        for name, values in found.items()
        if values is not None
    }


def _pairs(found: object) -> list[tuple[str, str]]:
    """What a script left as parameters: a list of names and values, or values by name."""
    if isinstance(found, list):
        pairs = [(each.get("name"), each.get("value")) for each in found if isinstance(each, dict)]
        return [(_text(name), _text(value)) for name, value in pairs]
    return [(name, value) for name, values in _values(found).items() for value in values]
