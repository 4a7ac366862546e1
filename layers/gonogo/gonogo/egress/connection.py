"""Connections that resolve once, ask the policy about every address, and can be cut by a deadline.

`_new_conn`, `_dns_host` and `ConnectionCls` are urllib3's semi-private hooks; the checks at the
end of this file fail the import if a release renames them, rather than let requests out unguarded.
"""

from __future__ import annotations

import os
import socket
import ssl
import time
from contextlib import suppress
from typing import TYPE_CHECKING, Any

from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.connectionpool import HTTPConnectionPool, HTTPSConnectionPool
from urllib3.exceptions import HTTPError

from gonogo.egress.answer import Incoming
from gonogo.egress.certificate import end_of
from gonogo.egress.deadline import Deadline
from gonogo.egress.proxy import Proxy, tunnel
from gonogo.egress.resolver import AddressInfo, Guard
from gonogo.errors import ConnectFailed, DeadlinePassed

CONNECT_LIMIT = 10.0
"""Seconds for a look-up and for a connection, when the exchange would have more."""

_ONE_PIECE = 64 * 1024
_QUICKACK: int | None = getattr(socket, "TCP_QUICKACK", None)

if TYPE_CHECKING:
    _Mixed = HTTPConnection
else:
    _Mixed = object


class Guarded(_Mixed):
    """What both connection classes share: the guard, the clock, and the wire to cut.

    The duplicate of the socket lives as long as the connection: a kept-alive connection opens no
    new socket, so one kept per request would leave its later requests without a deadline.
    """

    def __init__(self, *args: Any, guard: Guard, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.guard = guard
        self.deadline: Deadline | None = None
        self.dns: float | None = None
        self.connected: float | None = None
        self.tls: float | None = None
        self.certificate_ends: float | None = None
        self.incoming: Incoming
        self._wire: socket.socket | None = None
        self._open_since = 0.0

    def open(self, deadline: Deadline) -> None:
        """Connect, with TLS where the scheme asks for it, before the deadline."""
        self.deadline = deadline
        self.dns = self.connected = self.tls = None
        try:
            self.connect()
            if self.sock is not None:
                # From here on the watchdog ends what takes too long: no poll before each read.
                self.sock.settimeout(None)
                self.incoming = Incoming(self.sock, self.acknowledge)
        except (OSError, HTTPError) as error:
            self.close()
            raise self._named(error) from error
        finally:
            self.deadline = None

    def _named(self, error: Exception) -> ConnectFailed | DeadlinePassed:
        shaking = self.connected is not None
        if self.deadline is not None and self.deadline.passed():
            return self._late("TLS handshake" if shaking else "connection")
        if isinstance(error, ssl.SSLCertVerificationError):
            why = error.verify_message.rstrip(".")
            return ConnectFailed(f"The certificate of {self.host} was not accepted: {why}.")
        if shaking:
            return ConnectFailed(f"The TLS handshake with {self.host} failed.")
        return ConnectFailed(f"The connection to {self.host} was lost as soon as it was made.")

    def _late(self, phase: str) -> DeadlinePassed:
        return DeadlinePassed(f"The time limit passed during the {phase} with {self.host}.")

    def _new_conn(self) -> socket.socket:
        started = time.monotonic()
        name, port = self.guard.through(self._dns_host, self.port)
        answers = self.guard.addresses(name, port, min(CONNECT_LIMIT, self._left()))
        resolved = time.monotonic()
        self.dns = (resolved - started) * 1000
        sock = self._first(answers)
        try:
            self.guard.admit(name, sock.getpeername())
            sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            # Not `sock.dup()`: it would set its timeout, and with it the mode of both.
            self._wire = socket.socket(
                sock.family, sock.type, sock.proto, fileno=os.dup(sock.fileno())
            )
        except BaseException:
            sock.close()
            raise
        self._open_since = time.monotonic()
        self.connected = (self._open_since - resolved) * 1000
        if self.deadline is not None:
            self.deadline.guard(self)
        if self.guard.proxy is not None and isinstance(self, HTTPSConnection):
            self._tunnel_through(self.guard.proxy, sock)
        return sock

    def _tunnel_through(self, proxy: Proxy, sock: socket.socket) -> None:
        try:
            tunnel(sock, self._dns_host, self.port, proxy)
        except BaseException as error:
            sock.close()
            if self.deadline is not None and self.deadline.passed():
                raise self._late("connection") from error
            raise

    def _first(self, answers: list[AddressInfo]) -> socket.socket:
        failure: OSError | None = None
        for family, kind, protocol, _, sockaddr in answers:
            left = self._left()
            if left <= 0:
                raise self._late("connection")
            try:
                return _connected(family, kind, protocol, sockaddr, min(CONNECT_LIMIT, left))
            except OSError as error:
                failure = error
        if self.deadline is not None and self.deadline.passed():
            raise self._late("connection")
        whom = self.host if self.guard.proxy is None else "the proxy"
        raise ConnectFailed(f"No connection to {whom}: {_why(failure)}.") from failure

    def _left(self) -> float:
        return CONNECT_LIMIT if self.deadline is None else self.deadline.remaining()

    def cut(self) -> None:
        """Shut the connection under whatever reads or writes it."""
        wire = self._wire
        if wire is not None:
            with suppress(OSError):  # the other side was first
                wire.shutdown(socket.SHUT_RDWR)

    @property
    def is_connected(self) -> bool:
        """Whether an idle connection is still good: no end and no stray bytes have come."""
        if self.sock is None or self._wire is None:
            return False
        try:
            self._wire.recv(1, socket.MSG_PEEK | socket.MSG_DONTWAIT)
        except BlockingIOError:
            return True
        except OSError:
            return False
        return False

    def transmit(self, head: bytes, body: bytes | None) -> float:
        """Send a request; returns the moment when it was out."""
        with suppress(BrokenPipeError, ConnectionResetError):
            # A server may refuse early and close; its answer is still there to be read.
            if body and len(body) > _ONE_PIECE:
                self.sock.sendall(head)
                self.sock.sendall(body)
            else:
                self.sock.sendall(head + body if body else head)
        return time.monotonic()

    def acknowledge(self) -> None:
        """Send the acknowledgement of what has come now instead of a little later."""
        if _QUICKACK is not None and self._wire is not None:
            with suppress(OSError):
                self._wire.setsockopt(socket.IPPROTO_TCP, _QUICKACK, 1)

    def close(self) -> None:
        """Close the socket and its duplicate."""
        super().close()
        wire, self._wire = self._wire, None
        if wire is not None:
            wire.close()


class GuardedHTTPConnection(Guarded, HTTPConnection):
    """A plain connection."""


class GuardedHTTPSConnection(Guarded, HTTPSConnection):
    """A connection with TLS; name and certificate are those of the URL, not of the address."""

    def connect(self) -> None:
        """Connect and shake hands."""
        super().connect()
        self.certificate_ends = end_of(self.sock)
        self.tls = (time.monotonic() - self._open_since) * 1000


class GuardedHTTPPool(HTTPConnectionPool):
    """Kept-alive plain connections."""

    ConnectionCls = GuardedHTTPConnection


class GuardedHTTPSPool(HTTPSConnectionPool):
    """Kept-alive connections with TLS."""

    ConnectionCls = GuardedHTTPSConnection


def _connected(
    family: int, kind: int, protocol: int, sockaddr: tuple[Any, ...], seconds: float
) -> socket.socket:
    sock = socket.socket(family, kind, protocol)
    try:
        sock.settimeout(seconds)
        sock.connect(sockaddr)
    except BaseException:
        sock.close()
        raise
    return sock


def _why(failure: OSError | None) -> str:
    if isinstance(failure, TimeoutError):
        return "it did not answer in time"
    if isinstance(failure, ConnectionRefusedError):
        return "it was refused"
    return "there is no way to it"


for _owner, _name in (
    (HTTPConnection, "_new_conn"),
    (HTTPConnectionPool, "_get_conn"),
    (HTTPConnectionPool, "_put_conn"),
    (HTTPConnectionPool, "ConnectionCls"),
):
    if not hasattr(_owner, _name):
        raise ImportError(f"urllib3 no longer has {_owner.__name__}.{_name}")
if not hasattr(HTTPConnection("localhost"), "_dns_host"):
    raise ImportError("urllib3 no longer has HTTPConnection._dns_host")
