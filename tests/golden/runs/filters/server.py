"""A page of orders."""

from __future__ import annotations

import json


def answer(
    method: str, path: str, headers: dict[str, str], body: bytes
) -> tuple[int, dict[str, str], bytes]:
    """Always the same."""
    document = {
        "orders": [
            {"id": 7, "tags": " new , Paid ", "at": "2026-11-20T10:00:00Z"},
            {"id": 3, "tags": "old", "at": "2026-11-21T10:00:00Z"},
        ],
        "next": "https://shop.test/orders?page=2&size=10",
        "secret": "Z29ubw==",
        "price": "12.50",
    }
    return 200, {"Content-Type": "application/json"}, json.dumps(document).encode()
