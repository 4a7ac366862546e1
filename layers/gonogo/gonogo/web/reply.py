"""A reply as API Gateway takes it (payload 2.0)."""

from __future__ import annotations

from typing import Any

from gonogo.dialects._contract import Reply

Answer = dict[str, Any]


def headers_of(reply: Reply, request_id: str) -> dict[str, str]:
    """The reply's headers and those that every answer has: results are nobody's to cache."""
    headers = {"Cache-Control": "no-store", "X-Content-Type-Options": "nosniff"}
    if request_id:
        headers["X-Request-Id"] = request_id
    if reply.content_type is not None:
        headers["Content-Type"] = reply.content_type
    return {**headers, **dict(reply.headers)}


def to_answer(reply: Reply, request_id: str) -> Answer:
    """The whole answer; every body here is text."""
    return {
        "statusCode": reply.status,
        "headers": headers_of(reply, request_id),
        "body": reply.body.decode("utf-8", errors="replace"),
        "isBase64Encoded": False,
    }
