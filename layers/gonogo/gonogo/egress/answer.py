"""Reads an answer off a connection, strictly and within limits: status, headers, framed body.

The standard library's reader sends every header through the e-mail parser, which costs more than
the rest of a kept-alive request, and lets through lengths that two readers read differently.
"""

from __future__ import annotations

import re
import time
from typing import Protocol

from gonogo.domain.http import Headers

MAX_LINE = 64 * 1024
MAX_HEADERS = 100
_READ = 64 * 1024
_STATUS = re.compile(r"HTTP/1\.([01]) ([1-9]\d\d)(?: (.*))?")
_CHUNK_SIZE = re.compile(rb"([0-9A-Fa-f]{1,15})[ \t]*(?:;.*)?")


class NothingReceived(Exception):
    """The connection ended before the first byte of an answer."""


class Malformed(Exception):
    """The answer broke a rule of HTTP or a limit; the text goes on from "it …"."""


class Readable(Protocol):
    """The receiving end of a socket."""

    def recv(self, size: int, /) -> bytes:
        """Some bytes, or none at the end."""
        ...


class Hurry(Protocol):
    """Tells the other side that what it sent has come, lest it waits for that with the rest."""

    def __call__(self) -> None:
        """Acknowledge now."""
        ...


class Incoming:
    """The bytes of one connection, kept from answer to answer so that none is lost unseen."""

    __slots__ = ("_hurry", "_sock", "held")

    def __init__(self, sock: Readable, hurry: Hurry) -> None:
        self._sock = sock
        self._hurry = hurry
        self.held = bytearray()

    def begin(self) -> bool:
        """Wait for the first bytes of an answer; False if there will be none."""
        if not self.held:
            self.held += self._sock.recv(_READ)
        return bool(self.held)

    def fill(self) -> bool:
        """Wait for more of an answer; False at the end of the stream."""
        more = self._more(_READ)
        self.held += more
        return bool(more)

    def _more(self, most: int) -> bytes:
        # A server that writes head and body apart, without TCP_NODELAY, sends the second only
        # after our acknowledgement, which the kernel delays by 40 ms unless told not to.
        self._hurry()
        return self._sock.recv(min(most, _READ))

    def line(self) -> bytes:
        """The next line without its end."""
        held = self.held
        seen = 0
        while (end := held.find(b"\n", seen)) < 0:
            seen = len(held)
            if seen > MAX_LINE:
                break
            if not self.fill():
                raise Malformed("it broke off")
        if end < 0 or end > MAX_LINE:
            raise Malformed(f"it has a line of more than {MAX_LINE} bytes")
        line = bytes(held[: end - 1] if end and held[end - 1] == 13 else held[:end])
        del held[: end + 1]
        return line

    def some(self, most: int) -> bytes:
        """At least one and at most `most` bytes; none at the end of the stream."""
        held = self.held
        if not held:
            return self._more(most)
        taken = bytes(held[:most])
        del held[:most]
        return taken


class Answer:
    """One answer; its body is read piece by piece with `read1`."""

    def __init__(self, incoming: Incoming, method: str) -> None:
        self._incoming = incoming
        try:
            if not incoming.begin():
                raise NothingReceived
        except OSError as error:
            raise NothingReceived from error
        self.first_byte = time.monotonic()
        self.status = 0
        while self.status < 200 and self.status != 101:
            self.version, self.status, self.reason = self._status_line()
            self.lines = self._header_lines()
        self.received = 0
        self.closed = False
        self.keep = True
        self._chunked = False
        self._left: int | None = None
        self._frame()
        if method == "HEAD" or self.status in (101, 204, 304):
            self._left, self._chunked = 0, False
        if self._left is None and not self._chunked:
            self.keep = False
        self.closed = self._left == 0

    def values(self, name: str) -> list[str]:
        """Every value of a header; `name` in lower case."""
        return [value for key, value in self.lines if key.lower() == name]

    @property
    def length(self) -> int | None:
        """Body bytes still to come, where that was announced."""
        return None if self._chunked else self._left

    @property
    def reusable(self) -> bool:
        """Whether the connection stands exactly at the end of this answer and stays open."""
        return self.closed and self.keep and not self._incoming.held

    def read(self, size: int = _READ) -> bytes:
        """As `read1`; urllib3's decoder looks for it."""
        return self.read1(size)

    def read1(self, size: int = _READ) -> bytes:
        """Some bytes of the body, none at its end."""
        if self.closed:
            return b""
        if self._chunked and self._left is None:
            self._next_chunk()
            if self.closed:
                return b""
        most = size if self._left is None else min(size, self._left)
        data = self._incoming.some(most)
        self.received += len(data)
        if self._left is None:
            self.closed = not data
            return data
        if not data:
            raise Malformed("it broke off before its body was complete")
        self._left -= len(data)
        if not self._left:
            self._end_of_piece()
        return data

    def close(self) -> None:
        """Take no more of the body."""
        self.closed = True

    def _end_of_piece(self) -> None:
        if not self._chunked:
            self.closed = True
            return
        if self._incoming.line():
            raise Malformed("it has a chunk that is longer than it says")
        self._left = None

    def _next_chunk(self) -> None:
        found = _CHUNK_SIZE.fullmatch(self._incoming.line())
        if found is None:
            raise Malformed("it has a chunk without a valid size")
        self._left = int(found[1], 16)
        if self._left == 0:
            self._header_lines()  # trailers are read, and not believed
            self.closed = True

    def _status_line(self) -> tuple[int, int, str]:
        held = self._incoming.held
        while len(held) < 5 and b"HTTP/".startswith(held) and self._incoming.fill():
            pass
        if not held.startswith(b"HTTP/"):
            raise Malformed("it does not begin with an HTTP status line")
        found = _STATUS.fullmatch(self._incoming.line().decode("latin-1"))
        if found is None:
            raise Malformed("its status line is not one of HTTP/1.1")
        return int(found[1]), int(found[2]), (found[3] or "").strip()

    def _header_lines(self) -> Headers:
        lines: list[tuple[str, str]] = []
        while raw := self._incoming.line():
            if len(lines) >= MAX_HEADERS:
                raise Malformed(f"it has more than {MAX_HEADERS} headers")
            text = raw.decode("latin-1")
            if text[0] in " \t" and lines:
                name, value = lines.pop()
                text = f"{name}:{value} {text.strip()}"
                if len(text) > MAX_LINE:
                    raise Malformed(f"it has a header of more than {MAX_LINE} bytes")
            name, colon, value = text.partition(":")
            name = name.rstrip(" \t")
            if not colon or not name or name[0] in " \t":
                raise Malformed("it has a header line without a name")
            lines.append((name, value.strip(" \t")))
        return tuple(lines)

    def _frame(self) -> None:
        """Work out where the body ends, refusing what two readers could read differently."""
        codings: list[str] = []
        lengths: set[str] = set()
        connection = "keep-alive" if self.version else "close"
        for name, value in self.lines:
            lower = name.lower()
            if lower == "content-length":
                lengths.update(item.strip() for item in value.split(","))
            elif lower == "transfer-encoding":
                codings.append(value.lower())
            elif lower == "connection":
                connection = value.lower()
        self.keep = "close" not in connection and self.status != 101
        self._left = _length(lengths)
        if codings and codings != ["chunked"]:
            raise Malformed("its Transfer-Encoding is not chunked")
        if codings:
            # Both framings at once: the chunks count, and the connection is not used again.
            self.keep = self.keep and self._left is None
            self._chunked, self._left = True, None


def _length(lengths: set[str]) -> int | None:
    if not lengths:
        return None
    text = lengths.pop()
    if lengths:
        raise Malformed("it has several Content-Length values")
    if not (text.isascii() and text.isdigit() and len(text) <= 18):
        raise Malformed("its Content-Length is no length")
    return int(text)
