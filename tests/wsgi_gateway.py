"""The API as a WSGI application: every request becomes the event that API Gateway would send."""

from __future__ import annotations

import base64
from collections.abc import Callable, Iterable, Mapping
from http.client import responses
from itertools import count
from typing import Any

Environ = Mapping[str, Any]
StartResponse = Callable[[str, list[tuple[str, str]]], object]
Handler = Callable[[dict[str, Any]], dict[str, Any]]


class WsgiGateway:
    """Answers in process."""

    def __init__(self, answer: Handler) -> None:
        self._answer = answer
        self._ids = count()

    def __call__(self, environ: Environ, start: StartResponse) -> Iterable[bytes]:
        """Answer one request."""
        reply = self._answer(event_of(environ, f"r-{next(self._ids)}"))
        status, body = reply["statusCode"], reply.get("body") or ""
        start(f"{status} {responses.get(status, '')}", list(reply["headers"].items()))
        return [base64.b64decode(body) if reply.get("isBase64Encoded") else body.encode()]


def event_of(environ: Environ, id: str) -> dict[str, Any]:
    """The event of a request (payload 2.0), its path as it was sent."""
    target = environ.get("REQUEST_URI") or environ["PATH_INFO"]
    path = target.partition("?")[0]
    length = environ.get("CONTENT_LENGTH")
    body = environ["wsgi.input"].read(int(length)) if length else environ["wsgi.input"].read()
    event: dict[str, Any] = {
        "version": "2.0",
        "rawPath": path,
        "rawQueryString": environ.get("QUERY_STRING", ""),
        "headers": _headers(environ),
        "requestContext": {
            "http": {"method": environ["REQUEST_METHOD"], "path": path},
            "stage": "$default",
            "requestId": id,
        },
    }
    if body:
        event |= {"body": base64.b64encode(body).decode(), "isBase64Encoded": True}
    return event


def _headers(environ: Environ) -> dict[str, str]:
    named = {name[5:]: value for name, value in environ.items() if name.startswith("HTTP_")}
    if environ.get("CONTENT_TYPE"):
        named["CONTENT_TYPE"] = environ["CONTENT_TYPE"]
    return {name.lower().replace("_", "-"): str(value) for name, value in named.items()}
