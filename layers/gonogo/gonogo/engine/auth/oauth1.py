"""`oauth1`: a signature of OAuth 1.0a in the header, the query or the body."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from gonogo.domain.http import HttpRequest
from gonogo.engine.auth._contract import NO_MEANS, AuthType, Means
from gonogo.errors import Unjudged

_PLACES = {"auth_header": "AUTH_HEADER", "query": "QUERY", "body": "BODY"}
_METHODS = ("HMAC-SHA1", "HMAC-SHA256", "HMAC-SHA512", "PLAINTEXT")


def sign(request: HttpRequest, settings: Mapping[str, str], means: Means = NO_MEANS) -> HttpRequest:
    """With the keys and secrets, as RFC 5849 says; HMAC-SHA1 in the header unless they say other.

    >>> request = HttpRequest(method="GET", url="http://a.test/?b=1")
    >>> settings = {"consumer_key": "k", "consumer_secret": "s", "signature_type": "query"}
    >>> sign(request, settings, Means(1.0, "n")).url[:57]
    'http://a.test/?b=1&oauth_nonce=n&oauth_timestamp=1&oauth_'
    """
    # Loaded when a test first uses it.
    from oauthlib.oauth1 import Client

    place = settings.get("signature_type") or "auth_header"
    method = settings.get("signature_method") or "HMAC-SHA1"
    if place not in _PLACES or method not in _METHODS:
        known = f"{', '.join(_PLACES)}; {', '.join(_METHODS)}"
        raise Unjudged(f"oauth1 knows as signature_type and signature_method: {known}.")
    client = Client(
        settings["consumer_key"],
        client_secret=settings["consumer_secret"],
        resource_owner_key=settings.get("access_token") or None,
        resource_owner_secret=settings.get("token_secret") or None,
        signature_method=method,
        signature_type=_PLACES[place],
        realm=settings.get("realm") or None,
        nonce=means.nonce or None,
        timestamp=str(int(means.now)),
    )
    form = "application/x-www-form-urlencoded"
    types = [v for n, v in request.headers if n.lower() == "content-type"]
    # Only a form is part of the signature; any other body goes as it is.
    is_form = bool(types) and types[0].partition(";")[0].strip().lower() == form
    body = (request.body or b"").decode("utf-8", "replace") if is_form else None
    try:
        url, headers, signed = client.sign(
            request.url, request.method, body, {"Content-Type": form} if is_form else {}
        )
    except (ValueError, UnicodeError) as error:
        raise Unjudged(f"oauth1 cannot sign this request: {error}") from None
    proof = [(n, v) for n, v in headers.items() if n.lower() == "authorization"]
    return replace(
        request,
        url=url,
        headers=(*request.headers, *proof),
        body=signed.encode("utf-8") if is_form and signed else request.body,
    )


AUTH_TYPE = AuthType(
    sign,
    ("consumer_key", "consumer_secret"),
    takes=("access_token", "token_secret", "signature_type", "signature_method", "realm"),
)
