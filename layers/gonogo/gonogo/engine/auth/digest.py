"""`digest`: user name and password, proved in answer to the server's challenge."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Mapping
from dataclasses import replace

from gonogo.domain.http import HttpRequest, HttpResponse
from gonogo.engine.auth._contract import NO_MEANS, AuthType, Means
from gonogo.engine.targets import request_target

_PARAMETER = re.compile(r'([a-zA-Z]+)\s*=\s*(?:"((?:[^"\\]|\\.)*)"|([^\s,"]+))')
_DIGESTS = {"SHA-256": hashlib.sha256, "MD5": hashlib.md5}
"""The better one first: a server may offer both."""


def sign(request: HttpRequest, settings: Mapping[str, str], means: Means = NO_MEANS) -> HttpRequest:
    """The request as it is: what to prove is known after the server's first answer.

    >>> request = HttpRequest(method="GET", url="http://a.test/")
    >>> sign(request, {"username": "u", "password": "p"}).headers
    ()
    """
    return request


def challenged(
    request: HttpRequest, response: HttpResponse, settings: Mapping[str, str], means: Means
) -> HttpRequest | None:
    """The request with the proof of RFC 7616, in MD5 or SHA-256; `auth-int` is not spoken.

    A redirect's target is not answered: it may be somebody else's.
    """
    if response.redirects:
        return None
    offered = [_parameters(line) for line in response.header_values("www-authenticate")]
    for name, digest in _DIGESTS.items():
        for found in offered:
            if found and found.get("algorithm", "MD5").upper().removesuffix("-SESS") == name:
                proof = _proof(request, settings, means, found, _hex(digest))
                header = ("Authorization", f"Digest {proof}")
                return replace(request, headers=(*request.headers, header))
    return None


def _parameters(line: str) -> dict[str, str] | None:
    scheme, _, rest = line.strip().partition(" ")
    if scheme.lower() != "digest":
        return None
    # An escaped character is kept as it is: the answer has to repeat it.
    found = {n.lower(): quoted or plain for n, quoted, plain in _PARAMETER.findall(rest)}
    qops = [qop.strip() for qop in found.get("qop", "auth").split(",")]
    return found if "nonce" in found and "auth" in qops else None


def _hex(digest: Callable[[bytes], hashlib._Hash]) -> Callable[[str], str]:
    return lambda text: digest(text.encode("utf-8", "replace")).hexdigest()


def _proof(
    request: HttpRequest,
    settings: Mapping[str, str],
    means: Means,
    found: Mapping[str, str],
    digest: Callable[[str], str],
) -> str:
    user, realm, nonce = settings["username"], found.get("realm", ""), found["nonce"]
    target = request_target(request.url)
    secret = digest(f"{user}:{realm}:{settings['password']}")
    if found.get("algorithm", "").upper().endswith("-SESS"):
        secret = digest(f"{secret}:{nonce}:{means.nonce}")
    asked = digest(f"{request.method}:{target}")
    middle = f"{nonce}:00000001:{means.nonce}:auth" if "qop" in found else nonce
    quoted = {"username": user.replace("\\", "\\\\").replace('"', '\\"')}
    quoted |= {"realm": realm, "nonce": nonce, "uri": target}
    quoted["response"] = digest(f"{secret}:{middle}:{asked}")
    if "opaque" in found:
        quoted["opaque"] = found["opaque"]
    parts = [f'{name}="{value}"' for name, value in quoted.items()]
    if "qop" in found:
        parts += ["qop=auth", "nc=00000001", f'cnonce="{means.nonce}"']
    if "algorithm" in found:
        parts.append(f"algorithm={found['algorithm']}")
    return ", ".join(parts)


AUTH_TYPE = AuthType(sign, ("username", "password"), challenged=challenged)
