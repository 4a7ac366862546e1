"""Errors as problem documents (RFC 9457), with the code, the field and what would be accepted."""

from __future__ import annotations

from collections.abc import Mapping

from gonogo.dialects._contract import STATUS, Reply, Request, json_reply, retry_headers
from gonogo.errors import GonogoError, Invalid, InvalidDefinition, WrongMethod

PROBLEM_TYPE = "application/problem+json"
TITLES: Mapping[str, str] = {
    "invalid": "The request cannot be taken",
    "invalid_definition": "The definitions have mistakes",
    "too_large": "The body is too large",
    "wrong_format": "The body's media type is not read here",
    "wrong_method": "Not with this method",
    "unauthorized": "A key is needed",
    "forbidden": "The key may not do this",
    "not_found": "There is no such thing",
    "conflict": "The state of the thing refuses it",
    "already_there": "It has been done before",
    "idempotency_mismatch": "The idempotency key was used before",
    "rate_limited": "Too many calls",
    "looping": "Runs start runs",
    "unavailable": "Not now",
    "internal": "Something broke on our side",
}
_TYPES: Mapping[str, str] = {
    "rate_limited": "https://iana.org/assignments/http-problem-types#quota-exceeded",
}


def encode_error(error: GonogoError, request: Request) -> Reply:
    """The problem document of an error; what is not known here is told as internal."""
    code = error.code if error.code in TITLES else "internal"
    status = STATUS.get(code, 500)
    document: dict[str, object] = {
        "type": _TYPES.get(code, f"urn:gonogo:problem:{code}"),
        "title": TITLES[code],
        "status": status,
        "detail": error.message,
        "instance": request.id,
        "code": code,
    }
    if isinstance(error, Invalid):
        named = {"field": error.field, "accepted": error.accepted}
        document.update({name: value for name, value in named.items() if value})
    if isinstance(error, InvalidDefinition):
        document["problems"] = list(error.problems)
    reply = json_reply(status, document, *_headers(error))
    return Reply(status=status, body=reply.body, content_type=PROBLEM_TYPE, headers=reply.headers)


def problem_reply(request: Request, *, status: int, code: str, title: str, detail: str) -> Reply:
    """A refusal that no error stands for: what HTTP itself asks about."""
    document = {
        "type": f"urn:gonogo:problem:{code}",
        "title": title,
        "status": status,
        "detail": detail,
        "instance": request.id,
        "code": code,
    }
    reply = json_reply(status, document)
    return Reply(status=status, body=reply.body, content_type=PROBLEM_TYPE)


def _headers(error: GonogoError) -> tuple[tuple[str, str], ...]:
    headers = retry_headers(error)
    if error.code == "unauthorized":
        headers += (("WWW-Authenticate", 'Bearer realm="gonogo"'),)
    if isinstance(error, WrongMethod) and error.accepted:
        headers += (("Allow", error.accepted),)
    return headers
