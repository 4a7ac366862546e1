"""A shop with logins, a job that takes its time, and pages."""

from __future__ import annotations

import json

asked = {"job": 0}


def answer(
    method: str, path: str, headers: dict[str, str], body: bytes
) -> tuple[int, dict[str, str], bytes]:
    """Each path in its way."""
    path, _, query = path.partition("?")
    if path == "/login":
        return _json({"token": f"t-{query.removeprefix('user=').partition('&')[0]}"})
    if path == "/job":
        asked["job"] += 1
        return _json({"state": "done" if asked["job"] >= 3 else "busy"})
    if path == "/admin":
        allowed = query == "user=bob" and headers.get("authorization") == "Bearer t-ann"
        return _json({}, 200 if allowed else 403)
    if path.startswith("/pages/"):
        return _json({"next": int(path[7:]) + 1})
    if path == "/clear" and method == "DELETE":
        return _json({})
    return _json({"error": "not found"}, 404)


def _json(document: object, status: int = 200) -> tuple[int, dict[str, str], bytes]:
    return status, {"Content-Type": "application/json"}, json.dumps(document).encode()
