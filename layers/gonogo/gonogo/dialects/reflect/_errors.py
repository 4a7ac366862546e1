"""Reflect's errors: a `message` that clients print, and an `errorId` that finds it in the log."""

from __future__ import annotations

from gonogo.dialects._contract import STATUS, Reply, Request, json_reply, retry_headers
from gonogo.errors import GonogoError, Invalid, WrongMethod

_FORBIDDEN = {"message": "Forbidden"}


def encode_error(error: GonogoError, request: Request) -> Reply:
    """A refusal. A missing or bad key is a 403 without a reason: clients look at the status."""
    if error.code == "unauthorized":
        return json_reply(403, _FORBIDDEN)
    headers = retry_headers(error)
    if isinstance(error, WrongMethod) and error.accepted:
        headers += (("Allow", error.accepted),)
    body = {"message": _message(error)}
    if request.id:
        body["errorId"] = request.id
    return json_reply(STATUS.get(error.code, 500), body, *headers)


def _message(error: GonogoError) -> str:
    """One text for everything: which field it is, and what would be accepted."""
    if not isinstance(error, Invalid):
        return error.message
    field = f"{error.field}: " if error.field else ""
    accepted = f" Accepted: {error.accepted}." if error.accepted else ""
    return f"{field}{error.message}{accepted}"
