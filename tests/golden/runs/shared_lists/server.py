"""Says again what it was asked."""

from __future__ import annotations

import json


def answer(
    method: str, path: str, headers: dict[str, str], body: bytes
) -> tuple[int, dict[str, str], bytes]:
    """The path, its query and the body."""
    path, _, query = path.partition("?")
    given = dict(pair.split("=") for pair in query.split("&") if pair)
    document = {"did": f"{method} {path}", **given, "token": f"t-{given.get('user', '')}"}
    return 200, {"Content-Type": "application/json"}, json.dumps(document).encode()
