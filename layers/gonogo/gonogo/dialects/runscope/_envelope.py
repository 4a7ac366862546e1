"""Runscope's envelope around every answer, good or bad."""

from __future__ import annotations

from collections.abc import Iterator

from gonogo.dialects._contract import STATUS, Reply, Request, json_reply, retry_headers
from gonogo.errors import GonogoError, Invalid, WrongMethod

_HEADER_WANTED = "A valid Authorization header must be supplied: `Authorization: Bearer <token>`."


def success(status: int, data: object) -> Reply:
    """An answer; `error` must be there and null, a client asserts it."""
    return json_reply(status, {"meta": {"status": "success"}, "data": data, "error": None})


def encode_error(error: GonogoError, request: Request) -> Reply:
    """A refusal. A missing or bad token is a 403: clients know no other."""
    if error.code == "unauthorized":
        status, message = 403, _HEADER_WANTED
    else:
        status, message = STATUS.get(error.code, 500), " ".join(_said(error))
    headers = retry_headers(error)
    if isinstance(error, WrongMethod) and error.accepted:
        headers += (("Allow", error.accepted),)
    return refusal(status, message, *headers)


def _said(error: GonogoError) -> Iterator[str]:
    """The envelope has one text for all that a client may want to know."""
    yield error.message
    if isinstance(error, Invalid) and not isinstance(error, WrongMethod):
        if error.field:
            yield f"Field: {error.field}."
        if error.accepted:
            yield f"Accepted: {error.accepted}."


def gone() -> Reply:
    """The answer to a deletion: no body at all."""
    return Reply(status=204, content_type=None)


def refusal(status: int, message: str, *headers: tuple[str, str]) -> Reply:
    """An answer that says no."""
    body = {
        "meta": {"status": "error"},
        "data": {},
        "error": {"status": status, "message": message, "more_info": None},
    }
    return json_reply(status, body, *headers)
