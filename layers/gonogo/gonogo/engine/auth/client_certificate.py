"""`client_certificate`: a certificate of one's own for the TLS handshake (mTLS)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from gonogo.domain.http import ClientCertificate, HttpRequest
from gonogo.engine.auth._contract import NO_MEANS, AuthType, Means


def sign(request: HttpRequest, settings: Mapping[str, str], means: Means = NO_MEANS) -> HttpRequest:
    """With `certificate` (PEM; its key may stand in it), `key` and the key's `passphrase`.

    >>> request = HttpRequest(method="GET", url="https://a.test/")
    >>> sign(request, {"certificate": "PEM", "key": "KEY"}).client_certificate.pem
    'PEM\\nKEY'
    """
    pem = "\n".join(filter(None, (settings["certificate"], settings.get("key"))))
    return replace(
        request, client_certificate=ClientCertificate(pem, settings.get("passphrase") or None)
    )


AUTH_TYPE = AuthType(sign, ("certificate",), takes=("key", "passphrase"))
