"""A network without sockets: names from a table, connections recorded, answers from a function.

Every attempt to connect is recorded before anything else happens, so a test can say that none was
made to a forbidden address; an address that nobody serves refuses.
"""

from __future__ import annotations

import socket
from collections.abc import Callable, Iterable
from types import SimpleNamespace
from typing import Any

import pytest

from gonogo.egress import connection

Handler = Callable[[bytes], bytes]
PUBLIC = "93.184.216.34"
OTHER_PUBLIC = "151.101.1.69"


def ok(body: bytes = b"fine") -> bytes:
    """A small good answer."""
    return b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n%b" % (len(body), body)


def redirect(location: str, status: int = 302, *lines: str) -> bytes:
    """An answer that leads elsewhere."""
    more = "".join(f"{line}\r\n" for line in lines)
    text = f"HTTP/1.1 {status} Go\r\nLocation: {location}\r\n{more}Content-Length: 0\r\n\r\n"
    return text.encode("latin-1")


class FakeNetwork:
    """Names, servers and the record of who was called."""

    def __init__(self) -> None:
        self.names: dict[str, list[str]] = {}
        self.asked: list[str] = []
        self.attempts: list[str] = []
        self.requests: list[bytes] = []
        self.servers: dict[str, Handler] = {}
        self.peer: dict[str, str] = {}
        self.sockets: list[FakeSocket] = []

    def name(self, name: str, *addresses: str) -> None:
        """Let a name resolve to addresses."""
        self.names[name] = list(addresses)

    def serve(self, handler: Handler, *addresses: str) -> None:
        """Answer at addresses, whatever the port."""
        self.servers.update(dict.fromkeys(addresses, handler))

    def resolve(self, host: str, port: int, *_: Any) -> list[Any]:
        """As glibc: literals in every old spelling, then names; records the question."""
        self.asked.append(host)
        return [_info(address, port) for address in self._addresses(host)]

    def _addresses(self, host: str) -> Iterable[str]:
        if ":" in host:
            return [host]
        try:
            return [socket.inet_ntoa(socket.inet_aton(host))]
        except OSError:
            pass
        if host.rstrip(".") in self.names:
            return self.names[host.rstrip(".")]
        raise socket.gaierror(socket.EAI_NONAME, "no such name")

    def install(self, patch: pytest.MonkeyPatch) -> None:
        """Put this network under every guarded connection."""
        names = {name: getattr(socket, name) for name in dir(socket)}
        patch.setattr(connection, "socket", SimpleNamespace(**names | {"socket": self._socket}))
        patch.setattr(connection, "os", SimpleNamespace(dup=lambda number: number))
        patch.setattr("urllib3.connection._ssl_wrap_socket_and_match_hostname", _no_tls)

    def _socket(self, family: int, kind: int, proto: int, fileno: int | None = None) -> FakeSocket:
        made = FakeSocket(self, family, len(self.sockets))
        if fileno is None:
            self.sockets.append(made)
        else:
            made.held = self.sockets[fileno].held
        return made


class FakeSocket:
    """One end of a connection that exists only in memory."""

    def __init__(self, network: FakeNetwork, family: int, number: int) -> None:
        self._network = network
        self._number = number
        self.family, self.type, self.proto = family, socket.SOCK_STREAM, 0
        self.held = bytearray()
        self.address = ""

    def connect(self, sockaddr: tuple[Any, ...]) -> None:
        self.address = sockaddr[0]
        self._network.attempts.append(self.address)
        if self.address not in self._network.servers:
            raise ConnectionRefusedError

    def getpeername(self) -> tuple[str, int]:
        return self._network.peer.get(self.address, self.address), 80

    def sendall(self, data: bytes) -> None:
        self._network.requests.append(data)
        self.held += self._network.servers[self.address](data)

    def recv(self, size: int, flags: int = 0) -> bytes:
        if flags:
            if not self.held:
                raise BlockingIOError
            return bytes(self.held[:size])
        taken = bytes(self.held[:size])
        del self.held[:size]
        return taken

    def fileno(self) -> int:
        return self._number

    def settimeout(self, _seconds: float | None) -> None: ...

    def setsockopt(self, *_: int) -> None: ...

    def shutdown(self, _how: int) -> None: ...

    def close(self) -> None: ...


def _no_tls(*, sock: FakeSocket, **_: Any) -> Any:
    return sock, True


def _info(address: str, port: int) -> tuple[Any, ...]:
    plain, _, zone = address.partition("%")
    if ":" in plain:
        return socket.AF_INET6, socket.SOCK_STREAM, 6, "", (plain, port, 0, 1 if zone else 0)
    return socket.AF_INET, socket.SOCK_STREAM, 6, "", (plain, port)
