"""Runscope's envelope around every answer, good or bad."""

from __future__ import annotations

from gonogo.dialects._contract import STATUS, Reply, Request, json_reply, retry_headers
from gonogo.errors import GonogoError, WrongMethod

_HEADER_WANTED = "A valid Authorization header must be supplied: `Authorization: Bearer <token>`."


def success(status: int, data: object) -> Reply:
    """An answer; `error` must be there and null, a client asserts it."""
    return json_reply(status, {"meta": {"status": "success"}, "data": data, "error": None})


def encode_error(error: GonogoError, request: Request) -> Reply:
    """A refusal. A missing or bad token is a 403: clients know no other."""
    if error.code == "unauthorized":
        status, message = 403, _HEADER_WANTED
    else:
        status, message = STATUS.get(error.code, 500), error.message
    headers = retry_headers(error)
    if isinstance(error, WrongMethod) and error.accepted:
        headers += (("Allow", error.accepted),)
    body = {
        "meta": {"status": "error"},
        "data": {},
        "error": {"status": status, "message": message, "more_info": None},
    }
    return json_reply(status, body, *headers)
