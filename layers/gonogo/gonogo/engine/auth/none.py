"""`none`: no authorisation, where the environment would give one."""

from __future__ import annotations

from collections.abc import Mapping

from gonogo.domain.http import HttpRequest
from gonogo.engine.auth._contract import NO_MEANS, AuthType, Means


def sign(request: HttpRequest, settings: Mapping[str, str], means: Means = NO_MEANS) -> HttpRequest:
    """The request as it is.

    >>> request = HttpRequest(method="GET", url="http://a.test/")
    >>> sign(request, {}) == request
    True
    """
    return request


AUTH_TYPE = AuthType(sign, ())
