"""A server on loopback that answers by path in every way that a client must survive.

A case is a generator of what to do next: bytes to send, or seconds to wait. Adding a case is
adding a function; its name is its path.
"""

from __future__ import annotations

import gzip
import random
import socket
import ssl
import struct
import threading
from collections.abc import Callable, Iterator
from contextlib import suppress
from functools import lru_cache
from itertools import repeat
from typing import Self

Script = Iterator[bytes | float]
Case = Callable[[], Script]

HEAD = b"HTTP/1.1 200 OK\r\n"
CHUNKED = HEAD + b"Transfer-Encoding: chunked\r\n\r\n"
CASES: dict[str, Case] = {}
STALL = 60.0
"""Longer than any deadline of a test; the server's end interrupts it."""


def _case(function: Case) -> Case:
    CASES[function.__name__] = function
    return function


def _once(name: str, raw: bytes) -> None:
    def script() -> Script:
        yield raw

    CASES[name] = script


def _slowly(raw: bytes, pause: float = 0.05) -> Script:
    for byte in raw:
        yield bytes((byte,))
        yield pause


def _length(body: bytes, *lines: bytes) -> bytes:
    head = b"".join(line + b"\r\n" for line in lines)
    return HEAD + head + b"Content-Length: %d\r\n\r\n%b" % (len(body), body)


@lru_cache(1)
def bomb() -> bytes:
    """200 MB of nothing, packed."""
    return gzip.compress(b"\0" * 200_000_000, 1)


@_case
def silence() -> Script:
    yield STALL


@_case
def slow_status_line() -> Script:
    yield from _slowly(HEAD * 20)


@_case
def slow_headers() -> Script:
    yield HEAD
    for number in range(90):
        yield b"X-%d: 1\r\n" % number
        yield 0.1


@_case
def slow_body() -> Script:
    yield HEAD + b"Content-Length: 1000\r\n\r\n"
    yield from _slowly(b"a" * 1000)


@_case
def body_that_stops() -> Script:
    yield HEAD + b"Content-Length: 1000\r\n\r\nhello"
    yield STALL


@_case
def one_byte_chunks() -> Script:
    yield CHUNKED
    for _ in range(10_000):
        yield b"1\r\na\r\n"
        yield 0.02


@_case
def tiny_chunks_at_full_speed() -> Script:
    yield CHUNKED
    yield from repeat(b"2\r\naa\r\n" * 5000)


@_case
def endless_continue() -> Script:
    for _ in range(1_000_000):
        yield b"HTTP/1.1 100 Continue\r\n\r\n"
        yield 0.001


@_case
def endless_trailers_slowly() -> Script:
    yield CHUNKED + b"1\r\na\r\n0\r\n"
    yield from _slowly(b"X: 1\r\n" * 50)


@_case
def endless_chunk_extension() -> Script:
    yield CHUNKED + b"1;"
    yield from repeat(b"x" * 10_000)


@_case
def endless_body() -> Script:
    yield HEAD + b"\r\n"
    yield from repeat(b"a" * 65_536)


@_case
def endless_chunks() -> Script:
    yield CHUNKED
    yield from repeat(b"10000\r\n" + b"a" * 65_536 + b"\r\n")


@_case
def endless_headers() -> Script:
    yield HEAD
    yield from repeat(b"X-A: 1\r\n" * 100)


@_case
def huge_declared_body() -> Script:
    yield HEAD + b"Content-Length: 999999999999\r\n\r\n"
    yield from repeat(b"a" * 65_536)


@_case
def gzip_bomb() -> Script:
    yield _length(bomb(), b"Content-Encoding: gzip")


@_case
def gzip_bomb_twice() -> Script:
    yield _length(gzip.compress(bomb()), b"Content-Encoding: gzip, gzip")


@_case
def redirect_with_a_huge_body() -> Script:
    yield b"HTTP/1.1 302 Found\r\nLocation: /fine\r\nContent-Length: 1300000000\r\n\r\n"
    yield from repeat(b"a" * 65_536, 20_000)


@_case
def redirect_to_itself() -> Script:
    yield b"HTTP/1.1 302 Found\r\nLocation: /redirect_to_itself\r\nContent-Length: 0\r\n\r\n"


@_case
def slow_redirect_to_itself() -> Script:
    yield 0.3
    yield (
        b"HTTP/1.1 302 Found\r\nLocation: /slow_redirect_to_itself\r\nConnection: close\r\n"
        b"Content-Length: 0\r\n\r\n"
    )


@_case
def reset() -> Script:
    yield HEAD + b"Content-Length: 100\r\n\r\nhello"
    yield -1.0


@_case
def reset_at_once() -> Script:
    yield -1.0


@_case
def closed_at_once() -> Script:
    yield b""


_once("fine", _length(b"fine"))
_once("gzip_fifty_times", _length(b"x", b"Content-Encoding: " + b", ".join([b"gzip"] * 50)))
_once("not_gzip", _length(b"plain", b"Content-Encoding: gzip"))
_once("many_headers", HEAD + b"X-A: 1\r\n" * 5000 + b"Content-Length: 0\r\n\r\n")
_once("long_header", HEAD + b"X-A: " + b"a" * 1_000_000 + b"\r\n\r\n")
_once("long_status_line", b"HTTP/1.1 200 " + b"a" * 1_000_000 + b"\r\n\r\n")
_once("two_lengths", HEAD + b"Content-Length: 5\r\nContent-Length: 6\r\n\r\nhello")
_once("bad_length", HEAD + b"Content-Length: five\r\n\r\nhello")
_once("negative_length", HEAD + b"Content-Length: -5\r\n\r\nhello")
_once("short_body", HEAD + b"Content-Length: 50\r\n\r\nhello")
_once("bad_chunk", CHUNKED + b"xyz\r\nhello\r\n0\r\n\r\n")
_once("garbage", random.Random(1).randbytes(5000))  # noqa: S311 - any bytes will do
_once("version_0_9", b"<html>hello</html>")
_once("status_of_five_digits", b"HTTP/1.1 99999 Big\r\nContent-Length: 0\r\n\r\n")
_once("nul_in_a_header", _length(b"fine", b"X-A: a\x00b"))
_once("latin_1_in_a_header", _length(b"fine", b"X-A: \xe4\xff"))
_once(
    "charset_unicode_escape", _length(b"\\x41", b"Content-Type: text/plain; charset=unicode_escape")
)
_once("charset_idna", _length(b"xn--a", b"Content-Type: text/plain; charset=idna"))
_once("deep_json", _length(b"[" * 200_000 + b"]" * 200_000, b"Content-Type: application/json"))
_once("long_integer", _length(b"9" * 4_000_000, b"Content-Type: application/json"))


class HostileServer:
    """Listens on loopback until `close`; with a TLS context it shakes hands first."""

    def __init__(self, tls: ssl.SSLContext | None = None, *, stall_handshake: bool = False) -> None:
        self._tls = tls
        self._stall = stall_handshake
        self._over = threading.Event()
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._listener.getsockname()[1]
        self._threads = [threading.Thread(target=self._accept, daemon=True)]
        self._connections: list[socket.socket] = []
        self._threads[0].start()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Stop listening and let every script end."""
        self._over.set()
        self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        for connection in self._connections:
            with suppress(OSError):
                connection.shutdown(socket.SHUT_RDWR)
        for thread in self._threads:
            thread.join(5)

    def _accept(self) -> None:
        while True:
            try:
                connection, _ = self._listener.accept()
            except OSError:
                return
            self._connections.append(connection)
            thread = threading.Thread(target=self._serve, args=(connection,), daemon=True)
            self._threads.append(thread)
            thread.start()

    def _serve(self, connection: socket.socket) -> None:
        connection.settimeout(10)
        try:
            if self._stall:
                self._over.wait(STALL)
                return
            if self._tls is not None:
                connection = self._tls.wrap_socket(connection, server_side=True)
            request = connection.recv(65_536)
            while request:
                path = request.split(b" ")[1].decode().lstrip("/")
                if not self._play(connection, CASES[path]()):
                    return
                request = connection.recv(65_536)
        except OSError:
            pass  # the client left, which is what most cases want
        finally:
            connection.close()

    def _play(self, connection: socket.socket, script: Script) -> bool:
        """Whether the connection stays open for the next request."""
        sent = b""
        for step in script:
            if isinstance(step, bytes):
                connection.sendall(step)
                sent = sent or step
            elif step < 0:
                linger = struct.pack("ii", 1, 0)  # close with a reset
                connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, linger)
                return False
            elif self._over.wait(step):
                return False
        return b"Content-Length: 4\r\n" in sent or b"Content-Length: 0\r\n\r\n" in sent
