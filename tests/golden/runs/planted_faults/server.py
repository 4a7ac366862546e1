"""A thing, and a page that is no JSON."""

from __future__ import annotations


def answer(
    method: str, path: str, headers: dict[str, str], body: bytes
) -> tuple[int, dict[str, str], bytes]:
    """What it answers."""
    if path == "/page":
        return 502, {"Content-Type": "text/html"}, b"<h1>Bad gateway"
    return 200, {"Content-Type": "application/json"}, b'{"name": "thing", "size": 12}'
