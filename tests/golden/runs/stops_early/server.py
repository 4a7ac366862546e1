"""Nothing is here."""

from __future__ import annotations


def answer(
    method: str, path: str, headers: dict[str, str], body: bytes
) -> tuple[int, dict[str, str], bytes]:
    """Always 404."""
    return 404, {"Content-Type": "text/plain"}, b"gone"
