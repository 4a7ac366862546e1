"""`basic`: user name and password in the Authorization header."""

from __future__ import annotations

import base64
from collections.abc import Mapping
from dataclasses import replace

from gonogo.domain.http import HttpRequest
from gonogo.engine.auth._contract import NO_MEANS, AuthType, Means


def sign(request: HttpRequest, settings: Mapping[str, str], means: Means = NO_MEANS) -> HttpRequest:
    """With `username` and `password`, as RFC 7617 says, in UTF-8.

    >>> request = HttpRequest(method="GET", url="http://a.test/")
    >>> sign(request, {"username": "user", "password": "pass"}).headers
    (('Authorization', 'Basic dXNlcjpwYXNz'),)
    """
    credentials = f"{settings['username']}:{settings['password']}".encode("utf-8", "replace")
    value = f"Basic {base64.b64encode(credentials).decode('ascii')}"
    return replace(request, headers=(*request.headers, ("Authorization", value)))


AUTH_TYPE = AuthType(sign, ("username", "password"))
