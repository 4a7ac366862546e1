"""`bearer`: a token in the Authorization header."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from gonogo.domain.http import HttpRequest
from gonogo.engine.auth._contract import NO_MEANS, AuthType, Means


def sign(request: HttpRequest, settings: Mapping[str, str], means: Means = NO_MEANS) -> HttpRequest:
    """With `token`, as RFC 6750 says.

    >>> request = HttpRequest(method="GET", url="http://a.test/")
    >>> sign(request, {"token": "abc"}).headers
    (('Authorization', 'Bearer abc'),)
    """
    header = ("Authorization", f"Bearer {settings['token']}")
    return replace(request, headers=(*request.headers, header))


AUTH_TYPE = AuthType(sign, ("token",))
