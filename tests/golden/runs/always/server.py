"""Answers what a path says, and remembers what was cleared."""

from __future__ import annotations

import json

cleared: list[str] = []


def answer(
    method: str, path: str, headers: dict[str, str], body: bytes
) -> tuple[int, dict[str, str], bytes]:
    """Its last part is the status."""
    if method == "DELETE":
        cleared.append(path)
        return 200, {"Content-Type": "application/json"}, json.dumps(cleared).encode()
    return int(path.rpartition("/")[2]), {"Content-Type": "application/json"}, b"{}"
