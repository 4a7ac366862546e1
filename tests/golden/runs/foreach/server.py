"""Has three items; the second is gone."""

from __future__ import annotations

import json


def answer(
    method: str, path: str, headers: dict[str, str], body: bytes
) -> tuple[int, dict[str, str], bytes]:
    """An item, or the list of them."""
    if path == "/items":
        found: object = {"ids": [1, 2, 3], "rows": [{"id": 1, "status": 200}]}
        return 200, {"Content-Type": "application/json"}, json.dumps(found).encode()
    item = path.removeprefix("/items/")
    status = 404 if item == "2" else 200
    return status, {"Content-Type": "application/json"}, json.dumps({"item": item}).encode()
