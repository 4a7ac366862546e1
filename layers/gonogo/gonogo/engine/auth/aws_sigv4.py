"""`aws_sigv4`: a signature of AWS, version 4, over the request."""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime
from urllib.parse import quote, unquote

from gonogo.domain.http import HttpRequest
from gonogo.engine.auth._contract import NO_MEANS, AuthType, Means
from gonogo.engine.targets import authority, path_and_query

_PLAIN = "-_.~"
_NOT_SIGNED = frozenset(("authorization", "connection", "user-agent", "expect", "x-amzn-trace-id"))


def sign(request: HttpRequest, settings: Mapping[str, str], means: Means = NO_MEANS) -> HttpRequest:
    """With the keys for a `region` and a `service`, and a `session_token` where there is one.

    >>> keys = {"access_key": "AKIDEXAMPLE", "region": "us-east-1", "service": "service"}
    >>> keys["secret_key"] = "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY"
    >>> request = HttpRequest(method="GET", url="https://example.amazonaws.com/")
    >>> sign(request, keys, Means(1440938160.0)).headers[-1][1][-64:]
    '5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31'
    """
    moment = datetime.fromtimestamp(means.now, UTC).strftime("%Y%m%dT%H%M%SZ")
    day, region, service = moment[:8], settings["region"].strip(), settings["service"].strip()
    digest = hashlib.sha256(request.body or b"").hexdigest()
    path, query = path_and_query(request.url)
    query = _query(query)
    headers = [*request.headers, ("X-Amz-Date", moment)]
    if settings.get("session_token"):
        headers.append(("X-Amz-Security-Token", settings["session_token"]))
    if service == "s3":
        headers.append(("X-Amz-Content-Sha256", digest))
    names, lines = _canonical(headers, authority(request.url))
    # All services but S3 sign the path encoded once more.
    place = quote(unquote(path) if service == "s3" else path, safe=f"/{_PLAIN}")
    asked = "\n".join([request.method, place, query, lines, names, digest])
    scope = f"{day}/{region}/{service}/aws4_request"
    said = hashlib.sha256(asked.encode("utf-8", "replace")).hexdigest()
    key = f"AWS4{settings['secret_key']}".encode("utf-8", "replace")
    for part in (day, region, service, "aws4_request"):
        key = hmac.digest(key, part.encode("utf-8", "replace"), "sha256")
    text = f"AWS4-HMAC-SHA256\n{moment}\n{scope}\n{said}"
    proof = hmac.new(key, text.encode("utf-8", "replace"), "sha256").hexdigest()
    value = (
        f"AWS4-HMAC-SHA256 Credential={settings['access_key']}/{scope},"
        f" SignedHeaders={names}, Signature={proof}"
    )
    headers.append(("Authorization", value))
    # What is sent is what was signed: a plus for a space is read in two ways.
    url = request.url.partition("#")[0].partition("?")[0] + (f"?{query}" if query else "")
    return replace(request, url=url, headers=tuple(headers))


def _query(query: str) -> str:
    pairs = [pair.partition("=") for pair in query.split("&") if pair]
    encoded = sorted((_encoded(name), _encoded(value)) for name, _, value in pairs)
    return "&".join(f"{name}={value}" for name, value in encoded)


def _encoded(text: str) -> str:
    return quote(unquote(text.replace("+", " ")), safe=_PLAIN)


def _canonical(headers: list[tuple[str, str]], host: str) -> tuple[str, str]:
    """The names that are signed, and their lines."""
    values: dict[str, list[str]] = {}
    for name, value in headers:
        if name.lower() not in _NOT_SIGNED:
            values.setdefault(name.lower(), []).append(" ".join(value.split()))
    values.setdefault("host", [host])
    lines = "".join(f"{name}:{','.join(values[name])}\n" for name in sorted(values))
    return ";".join(sorted(values)), lines


AUTH_TYPE = AuthType(
    sign, ("access_key", "secret_key", "region", "service"), takes=("session_token",)
)
