"""Requests and answers as a result keeps them: short, readable, without what stores refuse."""

from __future__ import annotations

import hashlib

from gonogo.domain.http import Headers, HttpRequest, HttpResponse
from gonogo.domain.result import Received, Sent
from gonogo.engine.answer import Answer

MAX_BODY = 256 * 1024
"""Bytes of a body that are kept; of a longer one the beginning, and a digest of the whole."""


def sent(request: HttpRequest, response: HttpResponse | None = None) -> Sent:
    """The request, with the header lines that really went out where they are known."""
    headers = response.sent_headers if response and response.sent_headers else request.headers
    body = request.body.decode("utf-8", "replace") if request.body else None
    return Sent(
        method=request.method,
        url=request.url,
        headers=_clean(headers),
        body=None if body is None else _cut(body)[0],
    )


def received(answer: Answer) -> Received:
    """The response; a binary body only as its digest."""
    response = answer.response
    body: str | None = None
    digest: str | None = None
    cut = response.truncated
    if response.body:
        if answer.is_text:
            body, shortened = _cut(answer.text)
            cut = cut or shortened
        if body is None or cut:
            digest = hashlib.sha256(response.body).hexdigest()
    return Received(
        status=response.status,
        reason=response.reason,
        headers=_clean(response.headers),
        body=body,
        body_sha256=digest,
        size=len(response.body),
        wire_size=response.wire_size,
        truncated=cut,
        redirects=response.redirects,
        timings=response.timings,
    )


def _cut(text: str) -> tuple[str, bool]:
    """The text as it is kept, and whether something is missing at its end."""
    shortened = False
    # A character takes one to four bytes: only texts that may be too long are measured.
    if len(text) > MAX_BODY // 4:
        encoded = text.encode("utf-8", "replace")
        shortened = len(encoded) > MAX_BODY
        if shortened:
            text = encoded[:MAX_BODY].decode("utf-8", "ignore")
    return (text.replace("\0", "") if "\0" in text else text), shortened


def _clean(headers: Headers) -> Headers:
    if any("\0" in value for _, value in headers):
        return tuple((name, value.replace("\0", "")) for name, value in headers)
    return headers
