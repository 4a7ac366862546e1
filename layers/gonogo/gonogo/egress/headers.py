"""Refuses a method or header that would change where a request ends, and adds what is missing."""

from __future__ import annotations

import re

from gonogo.domain.http import Headers, HttpRequest
from gonogo.errors import BadRequest

MAX_HEADERS = 100
MAX_VALUE = 8 * 1024
MAX_TOTAL = 64 * 1024
USER_AGENT = "gonogo"

_TOKEN = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+")
_BAD_VALUE = re.compile(r"[\x00-\x08\x0a-\x1f\x7f]")
_HOST_VALUE = re.compile(r"[A-Za-z0-9._-]+(:\d{1,5})?|\[[0-9A-Fa-f:.]+\](:\d{1,5})?")
# They frame the message or belong to the connection: a user's value would disagree with ours.
_FRAMING = ("content-length", "transfer-encoding", "trailer", "te")
_CONNECTION = ("connection", "keep-alive", "upgrade")
RESERVED = frozenset((*_FRAMING, *_CONNECTION))
CONTINUE = "100-continue"
"""The one expectation: the body is sent once the server has asked for it, or said nothing."""
_WITH_LENGTH = frozenset(("POST", "PUT", "PATCH"))


def check(request: HttpRequest) -> None:
    """Raise `BadRequest` unless method and headers can be put on the wire as they are."""
    method = request.method
    if len(method) > 32 or not _TOKEN.fullmatch(method) or method.upper() == "CONNECT":
        raise BadRequest("The method is not one that a request can have.")
    headers = request.headers
    if len(headers) > MAX_HEADERS:
        raise BadRequest(f"The request has {len(headers)} headers; {MAX_HEADERS} is the limit.")
    total = hosts = 0
    for name, value in headers:
        _check_line(name, value)
        total += len(name) + len(value) + 4
        if name.lower() == "host":
            hosts += 1
            if hosts > 1 or not _HOST_VALUE.fullmatch(value):
                raise BadRequest("The Host header is not one host and port.")
    if total > MAX_TOTAL:
        raise BadRequest(f"The headers have more than {MAX_TOTAL} characters together.")


def _check_line(name: str, value: str) -> None:
    if not _TOKEN.fullmatch(name):
        raise BadRequest("A header's name is empty or holds a character that names cannot have.")
    lower = name.lower()
    if lower in RESERVED or lower.startswith("proxy-"):
        raise BadRequest(f"The header {name} is set by gonogo itself and cannot be given.")
    if len(value) > MAX_VALUE:
        raise BadRequest(
            f"The header {name} has {len(value)} characters; {MAX_VALUE} is the limit."
        )
    if lower == "expect" and value.strip().lower() != CONTINUE:
        raise BadRequest(f"The header Expect can only be {CONTINUE}.")
    if _BAD_VALUE.search(value):
        raise BadRequest(f"The value of the header {name} holds a line break or control character.")


def lines(
    method: str, authority: str, given: Headers, body: bytes | None, cookie: str | None
) -> Headers:
    """The header lines to send: what was given, and what HTTP needs beside it."""
    names = {name.lower() for name, _ in given}
    sent: list[tuple[str, str]] = [] if "host" in names else [("Host", authority)]
    if "user-agent" not in names:
        sent.append(("User-Agent", USER_AGENT))
    if "accept" not in names:
        sent.append(("Accept", "*/*"))
    if "accept-encoding" not in names:
        sent.append(("Accept-Encoding", "gzip, deflate"))
    if body or "expect" not in names:
        sent.extend(given)
    else:  # without a body there is nothing to wait with (RFC 9110, 10.1.1)
        sent.extend(line for line in given if line[0].lower() != "expect")
    if cookie:
        sent.append(("Cookie", cookie))
    if body is not None:
        sent.append(("Content-Length", str(len(body))))
    elif method in _WITH_LENGTH:
        sent.append(("Content-Length", "0"))
    return tuple(sent)


def head(method: str, path: str, sent: Headers) -> bytes:
    """The bytes of request line and headers."""
    text = "".join(
        [f"{method} {path} HTTP/1.1\r\n", *[f"{name}: {value}\r\n" for name, value in sent], "\r\n"]
    )
    try:
        return text.encode("latin-1")
    except UnicodeEncodeError:
        # No charset is defined for headers; what Latin-1 lacks is sent as everybody reads it.
        return text.encode()


def expects(sent: Headers, body: bytes | None) -> bool:
    """Whether the body waits for the server's `100 Continue`."""
    return bool(body) and any(name.lower() == "expect" for name, _ in sent)
