"""A shop that knows two countries."""

from __future__ import annotations

import json

TAX = {"de": 19, "fr": 20}


def answer(
    method: str, path: str, headers: dict[str, str], body: bytes
) -> tuple[int, dict[str, str], bytes]:
    """The tax of a country."""
    tax = TAX.get(path.rpartition("/")[2])
    status = 200 if tax else 404
    return status, {"Content-Type": "application/json"}, json.dumps({"tax": tax}).encode()
