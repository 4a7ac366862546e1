"""The two TLS contexts of a sender: reading the certificate bundle costs more than a request."""

from __future__ import annotations

import ssl
import tempfile

from certifi import where
from urllib3.util.ssl_ import create_urllib3_context

from gonogo.domain.http import ClientCertificate
from gonogo.errors import BadRequest


class TlsContexts:
    """Contexts with and without verification, made on first use and shared by all sessions."""

    def __init__(self, authorities: str | None = None) -> None:
        self._authorities = authorities
        self._made: dict[bool, ssl.SSLContext] = {}

    def get(self, verify: bool, certificate: ClientCertificate | None = None) -> ssl.SSLContext:
        """The context that checks certificates, or the one that does not.

        One with a client's certificate is made anew: it must not be there for others.
        """
        if certificate is not None:
            own = self._make(verify)
            _show(certificate, own)
            return own
        context = self._made.get(verify)
        if context is None:
            context = self._made[verify] = self._make(verify)
        return context

    def _make(self, verify: bool) -> ssl.SSLContext:
        context = create_urllib3_context()
        context.check_hostname = verify
        context.verify_mode = ssl.CERT_REQUIRED if verify else ssl.CERT_NONE
        if verify:
            context.load_verify_locations(self._authorities or where())
        return context


def _show(certificate: ClientCertificate, context: ssl.SSLContext) -> None:
    """Let the context show the certificate; the standard library reads it from files only."""
    passphrase = certificate.passphrase

    def password() -> str:
        # Without this, OpenSSL would ask the terminal.
        if passphrase is None:
            raise BadRequest(
                "The client certificate's key is encrypted, and there is no passphrase."
            )
        return passphrase

    with tempfile.NamedTemporaryFile("w", suffix=".pem", encoding="utf-8") as file:
        file.write(certificate.pem)
        file.flush()
        try:
            context.load_cert_chain(file.name, password=password)
        except (ssl.SSLError, ValueError, OSError) as error:
            reason = getattr(error, "reason", None) or "it cannot be read"
            raise BadRequest(
                f"The client certificate or its key cannot be used: {str(reason).lower()}."
            ) from None
