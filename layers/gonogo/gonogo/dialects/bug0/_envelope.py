"""Bug0's answers to what it refuses: `success` and one text."""

from __future__ import annotations

from collections.abc import Mapping

from gonogo.dialects._contract import STATUS, Reply, Request, json_reply, retry_headers
from gonogo.domain.http import Headers
from gonogo.errors import GonogoError, Invalid, WrongMethod

_TEXTS: Mapping[str, str] = {
    "unauthorized": "Invalid API key",
    "forbidden": "API key does not have access to this project",
    "rate_limited": "Rate limit exceeded. Try again later.",
}
"""The vendor's wording (source: `contracts/bug0.md` 2)."""


def refusal(status: int, text: str, *headers: tuple[str, str]) -> Reply:
    """A refusal in the vendor's form."""
    return json_reply(status, {"success": False, "error": text}, *headers)


def encode_error(error: GonogoError, request: Request) -> Reply:
    """The refusal that an error means."""
    text = _TEXTS.get(error.code) or _told(error)
    return refusal(STATUS.get(error.code, 500), text, *_headers(error))


def _told(error: GonogoError) -> str:
    """The sentence, and what would be accepted."""
    accepted = error.accepted if isinstance(error, Invalid) else None
    return f"{error.message} Accepted: {accepted}." if accepted else error.message


def _headers(error: GonogoError) -> Headers:
    headers = retry_headers(error)
    if isinstance(error, WrongMethod) and error.accepted:
        headers += (("Allow", error.accepted),)
    return headers
