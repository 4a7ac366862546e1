"""A loopback server that plays one list of answers per connection and records what it was asked."""

from __future__ import annotations

import socket
import ssl
import threading
from collections.abc import Sequence
from contextlib import suppress
from typing import Self

Step = bytes | float
"""Bytes to send, or seconds to wait; a request is read before each list of steps."""
Connection = Sequence[Sequence[Step]]


def answer(body: bytes = b"fine", *lines: str) -> bytes:
    """A good answer that keeps its connection."""
    more = "".join(f"{line}\r\n" for line in lines).encode()
    return b"HTTP/1.1 200 OK\r\n%bContent-Length: %d\r\n\r\n%b" % (more, len(body), body)


class ScriptedServer:
    """Connection n follows script n, the last script serves all further ones, then it closes."""

    def __init__(self, *scripts: Connection, tls: ssl.SSLContext | None = None) -> None:
        self._scripts = scripts
        self._tls = tls
        self._over = threading.Event()
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._listener.getsockname()[1]
        self.requests: list[list[bytes]] = []
        self.closed = [threading.Event() for _ in range(64)]
        self._threads = [threading.Thread(target=self._accept, daemon=True)]
        self._threads[0].start()

    def url(self, path: str = "/", scheme: str = "http") -> str:
        """An address of this server."""
        return f"{scheme}://localhost:{self.port}{path}"

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._over.set()
        self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        for thread in self._threads:
            thread.join(5)

    def _accept(self) -> None:
        while True:
            try:
                connection, _ = self._listener.accept()
            except OSError:
                return
            number = len(self.requests)
            self.requests.append([])
            thread = threading.Thread(target=self._serve, args=(connection, number), daemon=True)
            self._threads.append(thread)
            thread.start()

    def _serve(self, connection: socket.socket, number: int) -> None:
        connection.settimeout(5)
        with suppress(OSError):
            if self._tls is not None:
                connection = self._tls.wrap_socket(connection, server_side=True)
            for steps in self._scripts[min(number, len(self._scripts) - 1)]:
                request = connection.recv(65_536)
                if not request:
                    break
                self.requests[number].append(request)
                for step in steps:
                    if isinstance(step, bytes):
                        connection.sendall(step)
                    else:
                        self._over.wait(step)
        connection.close()
        self.closed[number].set()
