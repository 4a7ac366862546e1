"""TesterArmy's words for a refusal: `{error, message}`, with what an operation adds to it."""

from __future__ import annotations

from collections.abc import Mapping

from gonogo.dialects._contract import STATUS, Reply, Request, json_reply, retry_headers
from gonogo.errors import GonogoError, Invalid, InvalidDefinition, WrongMethod

_WORDS: Mapping[int, str] = {
    400: "ValidationError",
    401: "Unauthorized",
    403: "Forbidden",
    404: "NotFound",
    405: "MethodNotAllowed",
    409: "Conflict",
    413: "PayloadTooLarge",
    429: "RateLimited",
    500: "InternalError",
    503: "ServiceUnavailable",
    504: "Timeout",
    508: "LoopDetected",
}


def encode_error(error: GonogoError, request: Request) -> Reply:
    """A refusal; what is wrong with a body is a 400, whatever it is."""
    status = STATUS.get(error.code, 500)
    if error.code == "wrong_format":
        status = 400
    message = _message(error)
    headers = retry_headers(error)
    if isinstance(error, WrongMethod) and error.accepted:
        headers += (("Allow", error.accepted),)
    return refusal(status, message, headers=headers)


def refusal(
    status: int,
    message: str,
    *,
    word: str = "",
    more: Mapping[str, object] | None = None,
    headers: tuple[tuple[str, str], ...] = (),
) -> Reply:
    """A refusal in so many words; `more` stands beside them."""
    document = {"error": word or _WORDS.get(status, "InternalError"), "message": message}
    return json_reply(status, {**document, **(more or {})}, *headers)


def _message(error: GonogoError) -> str:
    """The sentence, behind the field that it is about: `prompt: Required`."""
    if not isinstance(error, Invalid) or isinstance(error, InvalidDefinition | WrongMethod):
        return error.message
    field = f"{error.field}: " if error.field else ""
    accepted = f" Accepted: {error.accepted}." if error.accepted else ""
    return f"{field}{error.message}{accepted}"
