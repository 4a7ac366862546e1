"""The two TLS contexts of a sender: reading the certificate bundle costs more than a request."""

from __future__ import annotations

import ssl

from certifi import where
from urllib3.util.ssl_ import create_urllib3_context


class TlsContexts:
    """Contexts with and without verification, made on first use and shared by all sessions."""

    def __init__(self, authorities: str | None = None) -> None:
        self._authorities = authorities
        self._made: dict[bool, ssl.SSLContext] = {}

    def get(self, verify: bool) -> ssl.SSLContext:
        """The context that checks certificates, or the one that does not."""
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
