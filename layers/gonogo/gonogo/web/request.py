"""API Gateway's event (payload 2.0) as a request: decoded, bounded, and mounted by its Host."""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qsl, quote, unquote

from gonogo.dialects._contract import Request
from gonogo.domain.http import Headers

Event = Mapping[str, Any]

_SLASHES = re.compile(r"/{2,}")
_PATH_SAFE = "/%:@!$&'()*+,;=~-._"


@dataclass(frozen=True, slots=True)
class Call:
    """An event, read: everything that routing and decoding look at."""

    method: str
    path: str
    """Percent-encoded, without doubled slashes, from the deployment's root."""
    host: str
    query: Headers
    headers: Mapping[str, str]
    cookies: Mapping[str, str]
    body: bytes | None
    """None if it said to be base64 and was not."""
    id: str
    at: float

    def request(self, path: str, params: Mapping[str, str]) -> Request:
        """The request as a dialect's route sees it."""
        return Request(
            method=self.method,
            path=path,
            params={name: decoded(value) for name, value in params.items()},
            query=self.query,
            headers=self.headers,
            body=self.body or b"",
            id=self.id,
            at=self.at,
        )


def read_event(event: Event) -> Call:
    """Read an event; nothing in it can raise, whatever a client sent."""
    context = event.get("requestContext") or {}
    http = context.get("http") or {}
    headers = {str(k).lower(): str(v) for k, v in (event.get("headers") or {}).items()}
    return Call(
        method=str(http.get("method", "GET")).upper(),
        path=_path(str(event.get("rawPath") or "/"), str(context.get("stage") or "$default")),
        host=headers.get("host", "").partition(":")[0].lower(),
        query=_query(str(event.get("rawQueryString") or "")),
        headers=headers,
        cookies=_cookies(event, headers),
        body=_body(event),
        id=str(context.get("requestId") or ""),
        at=_seconds(context.get("timeEpoch")),
    )


def decoded(segment: str) -> str:
    """A path segment as its client meant it; bytes that are not UTF-8 are marked, not refused."""
    return unquote(segment, errors="replace")


def _seconds(milliseconds: object) -> float:
    return milliseconds / 1000 if isinstance(milliseconds, int | float) else 0.0


def _path(raw: str, stage: str) -> str:
    """One form for all: some gateways decode the path, some do not, clients double slashes."""
    if stage != "$default":
        raw = raw.removeprefix(f"/{stage}")
    encoded = quote(raw, safe=_PATH_SAFE, errors="replace")
    return _SLASHES.sub("/", f"/{encoded}")


def _query(raw: str) -> Headers:
    try:
        return tuple(parse_qsl(raw, keep_blank_values=True, errors="replace"))
    except ValueError:
        return ()


def _cookies(event: Event, headers: Mapping[str, str]) -> Mapping[str, str]:
    given = event.get("cookies") or headers.get("cookie", "").split(";")
    pairs = (str(cookie).partition("=") for cookie in given)
    return {name.strip(): value.strip() for name, _, value in pairs if name.strip()}


def _body(event: Event) -> bytes | None:
    text = str(event.get("body") or "")
    if not event.get("isBase64Encoded"):
        return text.encode("utf-8", errors="replace")
    try:
        return base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        return None
