"""The operator's proxy, when there is one: every connection goes to it, and it enforces."""

from __future__ import annotations

import base64
import socket
from dataclasses import dataclass, field
from urllib.parse import unquote, urlsplit

from gonogo.domain.http import Headers
from gonogo.egress.answer import Answer, Incoming, Malformed, NothingReceived
from gonogo.errors import ConnectFailed, Invalid

_ACCEPTED = "http://host:port, with user:password@ before the host if it asks for them"


@dataclass(frozen=True, slots=True)
class Proxy:
    """Where it listens, and what it is told about who asks."""

    host: str
    port: int
    lines: Headers = field(default=(), repr=False)
    """Header lines for the proxy alone; no result shows them."""


def proxy_of(text: str) -> Proxy | None:
    """The proxy of `EGRESS_PROXY`; None where the setting is empty.

    >>> proxy_of("http://proxy.test:3128")
    Proxy(host='proxy.test', port=3128)
    """
    if not text:
        return None
    try:
        parts = urlsplit(text)
        host, port = parts.hostname, parts.port or 3128
    except ValueError:
        host, port = None, 0
    if not host or parts.scheme != "http" or parts.path.strip("/") or parts.query:
        # Not the text itself: it may hold a password.
        raise Invalid(
            "EGRESS_PROXY is no address of a proxy.", field="EGRESS_PROXY", accepted=_ACCEPTED
        )
    if parts.username is None:
        return Proxy(host, port)
    pair = f"{unquote(parts.username)}:{unquote(parts.password or '')}".encode()
    token = base64.b64encode(pair).decode("ascii")
    return Proxy(host, port, (("Proxy-Authorization", f"Basic {token}"),))


def tunnel(sock: socket.socket, host: str, port: int, proxy: Proxy) -> None:
    """Have the proxy connect `sock` through to the host, for a TLS handshake with it."""
    authority = f"[{host}]:{port}" if ":" in host else f"{host}:{port}"
    lines = (("Host", authority), *proxy.lines)
    head = [f"CONNECT {authority} HTTP/1.1", *(f"{name}: {value}" for name, value in lines)]
    try:
        sock.sendall("\r\n".join([*head, "", ""]).encode("latin-1"))
        incoming = Incoming(sock, lambda: None)
        answer = Answer(incoming, "CONNECT")
    except (OSError, Malformed, NothingReceived) as error:
        raise ConnectFailed(f"The proxy gave no usable answer about {host}.") from error
    if not 200 <= answer.status < 300 or incoming.held:
        raise ConnectFailed(
            f"The proxy did not connect to {host}: it answered {answer.status} {answer.reason}."
        )
