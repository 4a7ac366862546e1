"""The TLS contexts of a sender: reading the certificate bundle costs more than a request."""

from __future__ import annotations

import ssl

from certifi import where
from urllib3.util.ssl_ import create_urllib3_context

from gonogo.domain.http import ClientCertificate
from gonogo.errors import BadRequest, Invalid


class TlsContexts:
    """Contexts with and without verification, made on first use and shared by all sessions.

    `authorities` is a file of certificates that are trusted beside the usual ones.
    """

    def __init__(self, authorities: str | None = None) -> None:
        self._authorities = authorities
        self._made: dict[bool, ssl.SSLContext] = {}

    def get(
        self, verify: bool, certificate: ClientCertificate | None = None, authorities: str = ""
    ) -> ssl.SSLContext:
        """The context that checks certificates, or the one that does not.

        One with a client's certificate, or with a user's own authorities (PEM), is made anew: it
        must not be there for others.
        """
        if certificate is not None or authorities:
            own = self._make(verify)
            if authorities:
                _trust(authorities, own)
            if certificate is not None:
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
            context.load_verify_locations(where())
            if self._authorities:
                context.load_verify_locations(self._authorities)
        return context


def check_authorities(pem: bytes) -> None:
    """Raise `Invalid` unless these are certificates in PEM form."""
    try:
        _load(pem.decode("ascii", "ignore"), ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT))
    except ValueError:
        raise Invalid(
            "The file of certificate authorities holds no certificate that can be read.",
            field="ca",
            accepted="certificates in PEM form, -----BEGIN CERTIFICATE-----",
        ) from None


def _trust(authorities: str, context: ssl.SSLContext) -> None:
    """Let the context take certificates that these have signed too."""
    try:
        _load(authorities, context)
    except ValueError:
        raise BadRequest(
            "The certificate authorities are not certificates in PEM form "
            "(-----BEGIN CERTIFICATE-----)."
        ) from None


def _load(authorities: str, context: ssl.SSLContext) -> None:
    try:
        # Comments between the certificates may be in any language; OpenSSL takes ASCII.
        context.load_verify_locations(cadata=authorities.encode("ascii", "ignore").decode())
    except ssl.SSLError as error:
        raise ValueError from error


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

    from tempfile import NamedTemporaryFile  # for the few tests that have one

    with NamedTemporaryFile("w", suffix=".pem", encoding="utf-8") as file:
        file.write(certificate.pem)
        file.flush()
        try:
            context.load_cert_chain(file.name, password=password)
        except (ssl.SSLError, ValueError, OSError) as error:
            reason = getattr(error, "reason", None) or "it cannot be read"
            raise BadRequest(
                f"The client certificate or its key cannot be used: {str(reason).lower()}."
            ) from None
