"""Empirical's answers to what it refuses: the sentence twice, where clients look for it."""

from __future__ import annotations

from gonogo.dialects._contract import STATUS, Reply, Request, json_reply, retry_headers
from gonogo.domain.http import Headers
from gonogo.errors import GonogoError, Invalid, WrongMethod

PRECONDITION_FAILED = 412


def refusal(status: int, message: str, *headers: tuple[str, str]) -> Reply:
    """A refusal in the vendor's form (source: `contracts/empirical.md` 2)."""
    return json_reply(status, {"error": {"message": message}, "message": message}, *headers)


def encode_error(error: GonogoError, request: Request) -> Reply:
    """The refusal that an error means."""
    return refusal(STATUS.get(error.code, 500), told(error), *_headers(error))


def told(error: GonogoError) -> str:
    """The sentence, with the field that it is about and what would be accepted."""
    if not isinstance(error, Invalid):
        return error.message
    field = f"{error.field}: " if error.field else ""
    accepted = f" Accepted: {error.accepted}." if error.accepted else ""
    return f"{field}{error.message}{accepted}"


def _headers(error: GonogoError) -> Headers:
    headers = retry_headers(error)
    if error.code == "unauthorized":
        headers += (("WWW-Authenticate", 'Bearer realm="gonogo"'),)
    if isinstance(error, WrongMethod) and error.accepted:
        headers += (("Allow", error.accepted),)
    return headers
