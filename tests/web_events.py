"""API Gateway events for tests (payload 2.0), with only what the handler reads."""

from __future__ import annotations

from typing import Any

REQUEST_ID = "req-1"


def an_event(
    method: str = "GET",
    path: str = "/",
    query: str = "",
    body: str | None = None,
    *,
    encoded: bool = False,
    cookies: tuple[str, ...] = (),
    **headers: str,
) -> dict[str, Any]:
    """An event; header names are written with underscores."""
    event: dict[str, Any] = {
        "version": "2.0",
        "rawPath": path,
        "rawQueryString": query,
        "headers": {name.replace("_", "-"): value for name, value in headers.items()},
        "isBase64Encoded": encoded,
        "requestContext": {
            "requestId": REQUEST_ID,
            "stage": "$default",
            "http": {"method": method, "path": path},
        },
    }
    if body is not None:
        event["body"] = body
    if cookies:
        event["cookies"] = list(cookies)
    return event
