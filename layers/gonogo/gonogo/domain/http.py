"""An outgoing request and what came back: plain values between the engine and the way out."""

from __future__ import annotations

from dataclasses import dataclass, field

Headers = tuple[tuple[str, str], ...]
"""Header lines in their order; a name may stand more than once."""


@dataclass(frozen=True, slots=True)
class ClientCertificate:
    """A certificate of the client's own, with its private key, both PEM."""

    pem: str = field(repr=False)
    passphrase: str | None = field(default=None, repr=False)
    """What the key is encrypted with."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Cookie:
    """A cookie as a jar keeps it."""

    name: str
    value: str = field(repr=False)
    domain: str
    """The host that it goes to."""
    host_only: bool = True
    """Whether it goes to that host alone, and not to those below it."""
    path: str = "/"
    secure: bool = False
    expires_at: float | None = None
    """Unix seconds; None for as long as the jar lasts."""


@dataclass(frozen=True, slots=True, kw_only=True)
class HttpRequest:
    """What to send. `timeout` bounds the whole exchange in seconds: names, redirects and body."""

    method: str
    url: str
    headers: Headers = ()
    body: bytes | None = None
    timeout: float = 30.0
    verify_tls: bool = True
    follow_redirects: bool = True
    max_redirects: int = 10
    max_body: int = 10 * 1024 * 1024
    """Most bytes read, on the wire and decoded; what is beyond is cut and `truncated` says so."""
    secret_headers: frozenset[str] = frozenset()
    """Lower-case names of headers that must not follow a redirect to another origin."""
    secret_url: bool = False
    """Whether the URL holds a secret: then no log names its host."""
    client_certificate: ClientCertificate | None = None
    """Shown in the TLS handshake with the URL's origin, and no other."""
    authorities: str = ""
    """PEM certificates that may sign a server's, beside the usual ones."""


@dataclass(frozen=True, slots=True)
class Timings:
    """Milliseconds of the phases of the last hop; `total` is of the whole exchange.

    `dns`, `connect` and `tls` are None where a kept-alive connection was used (or no TLS).
    """

    dns: float | None = None
    connect: float | None = None
    tls: float | None = None
    first_byte: float | None = None
    total: float = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class HttpResponse:
    """What came back from the last hop."""

    status: int
    reason: str
    headers: Headers
    body: bytes
    url: str
    """The URL that answered, after redirects."""
    wire_size: int
    """Body bytes as transferred, before decoding."""
    truncated: bool = False
    timings: Timings = field(default_factory=Timings)
    redirects: tuple[str, ...] = ()
    """The URLs that redirected, in order."""
    sent_headers: Headers = ()
    """The header lines of the last hop as they were sent."""
    http_version: str = "HTTP/1.1"
    certificate_days: float | None = None
    """Days until the server's certificate ends, below 0 after it; None without TLS."""

    def header(self, name: str) -> str | None:
        """The value of a header; repeated lines are joined with a comma and a space."""
        values = self.header_values(name)
        return ", ".join(values) if values else None

    def header_values(self, name: str) -> tuple[str, ...]:
        """Every value of a header, in the order of the lines."""
        wanted = name.lower()
        return tuple(value for key, value in self.headers if key.lower() == wanted)
