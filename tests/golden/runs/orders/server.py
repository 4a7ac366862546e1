"""A shop: log in, place an order, read it."""

from __future__ import annotations

import json


def answer(
    method: str, path: str, headers: dict[str, str], body: bytes
) -> tuple[int, dict[str, str], bytes]:
    """What the shop answers."""
    kind = {"Content-Type": "application/json"}
    if path == "/login":
        good = body == b"user=ann&password=a%26b+c"
        kind["Set-Cookie"] = "session=s1; Path=/orders"
        return (200 if good else 403), kind, b'{"data": {"token": "t-1"}}'
    if method == "POST":
        allowed = headers.get("authorization") == "Bearer t-1"
        kind["Location"] = "/orders/17"
        return (201 if allowed else 401), kind, body
    seen = {
        "client": headers["x-client"],
        "accept": headers["accept"],
        "cookie": headers.get("cookie"),
        "path": path,
    }
    return 200, kind, json.dumps(seen).encode()
