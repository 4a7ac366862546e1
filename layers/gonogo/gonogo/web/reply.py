"""A reply as API Gateway takes it (payload 2.0)."""

from __future__ import annotations

import base64
import json
from typing import Any

from gonogo.dialects._contract import Reply

Answer = dict[str, Any]

_SURELY_CARRIED = 2_900_000
"""Bytes of text that a function may answer with, even if each has to be escaped."""
_CARRIED = 6_000_000
"""Most bytes of a function's answer, which is JSON with the body as a text in it."""


def headers_of(reply: Reply, request_id: str) -> dict[str, str]:
    """The reply's headers and those that every answer has: results are nobody's to cache."""
    headers = {"Cache-Control": "no-store", "X-Content-Type-Options": "nosniff"}
    if request_id:
        headers["X-Request-Id"] = request_id
    if reply.content_type is not None:
        headers["Content-Type"] = reply.content_type
    return {**headers, **dict(reply.headers)}


def body_of(reply: Reply, headers: dict[str, str]) -> tuple[str, bool]:
    """The body as text; in base64, and so True, where it is packed since it would not be carried.

    The headers say so then. Whether the client can unpack is not asked: the alternative is no
    answer at all. One that does not say which codings it takes takes any (RFC 9110, 12.5.3).
    """
    text = reply.body.decode("utf-8", errors="replace")
    if len(reply.body) <= _SURELY_CARRIED or _escaped(text) <= _CARRIED:
        return text, False
    import gzip

    headers["Content-Encoding"] = "gzip"
    return base64.b64encode(gzip.compress(reply.body, compresslevel=6, mtime=0)).decode(), True


def _escaped(text: str) -> int:
    return len(json.dumps(text, ensure_ascii=False).encode("utf-8", errors="replace"))


def to_answer(reply: Reply, request_id: str) -> Answer:
    """The whole answer."""
    headers = headers_of(reply, request_id)
    body, packed = body_of(reply, headers)
    return {
        "statusCode": reply.status,
        "headers": headers,
        "body": body,
        "isBase64Encoded": packed,
    }
