"""Answers everything with what was asked for."""

from __future__ import annotations

import json


def answer(
    method: str, path: str, headers: dict[str, str], body: bytes
) -> tuple[int, dict[str, str], bytes]:
    """The path, as JSON."""
    return 200, {"Content-Type": "application/json"}, json.dumps({"path": path}).encode()
