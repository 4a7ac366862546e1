"""Reading an answer: where it ends, what is refused, and that no split of the bytes matters."""

from __future__ import annotations

import gzip
import zlib
from collections import deque
from collections.abc import Iterable

import pytest

from gonogo.egress.answer import Answer, Incoming, Malformed, NothingReceived
from gonogo.egress.body import Body, read_body


class _Pieces:
    """A socket that delivers what it is told, piece by piece."""

    def __init__(self, pieces: Iterable[bytes]) -> None:
        self._pieces = deque(piece for piece in pieces if piece)

    def recv(self, size: int, /) -> bytes:
        if not self._pieces:
            return b""
        piece = self._pieces.popleft()
        if len(piece) > size:
            self._pieces.appendleft(piece[size:])
        return piece[:size]


def _answer(raw: bytes, method: str = "GET", step: int = 1 << 20) -> Answer:
    pieces = (raw[at : at + step] for at in range(0, len(raw), step))
    return Answer(Incoming(_Pieces(pieces), lambda: None), method)


def _body(raw: bytes, method: str = "GET", step: int = 1 << 20, most: int = 1000) -> Body:
    return read_body(_answer(raw, method, step), most)


HEAD = b"HTTP/1.1 200 OK\r\n"
CHUNKED = HEAD + b"Transfer-Encoding: chunked\r\n\r\n"
WHOLE = {
    "length": HEAD + b"Content-Length: 5\r\n\r\nhello",
    "same length twice": HEAD + b"Content-Length: 5\r\nContent-Length: 5\r\n\r\nhello",
    "until the end": HEAD + b"\r\nhello",
    "chunks": CHUNKED + b"2\r\nhe\r\n3;x=y\r\nllo\r\n0\r\nTrailer: 1\r\n\r\n",
    "bare line feeds": b"HTTP/1.1 200 OK\nContent-Length: 5\n\nhello",
    "after interim answers": b"HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Hints\r\nLink: x\r\n\r\n"
    + HEAD
    + b"Content-Length: 5\r\n\r\nhello",
    "no reason": b"HTTP/1.1 200\r\nContent-Length: 5\r\n\r\nhello",
    "old version": b"HTTP/1.0 200 OK\r\n\r\nhello",
    "chunks beat a length": HEAD
    + b"Content-Length: 9\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n",
}


@pytest.mark.parametrize("step", [1, 2, 7, 1000])
@pytest.mark.parametrize("name", WHOLE)
def test_body_is_whole_however_it_arrives(name: str, step: int) -> None:
    """The same bytes in pieces of any size give the same body and the same count."""
    assert _body(WHOLE[name], step=step) == Body(b"hello", 5, False)


@pytest.mark.parametrize(
    ("raw", "method"),
    [
        (HEAD + b"Content-Length: 5\r\n\r\n", "HEAD"),
        (b"HTTP/1.1 204 No\r\nContent-Length: 5\r\n\r\n", "GET"),
        (b"HTTP/1.1 304 No\r\nTransfer-Encoding: chunked\r\n\r\n", "GET"),
        (HEAD + b"Content-Length: 0\r\n\r\n", "GET"),
    ],
)
def test_answers_without_a_body(raw: bytes, method: str) -> None:
    """They end with their head, and the connection stays good."""
    answer = _answer(raw, method)
    assert read_body(answer, 10) == Body(b"", 0, False)
    assert answer.reusable


MALFORMED = {
    "negative length": HEAD + b"Content-Length: -5\r\n\r\nhello",
    "length with a plus": HEAD + b"Content-Length: +5\r\n\r\nhello",
    "length in hex": HEAD + b"Content-Length: 0x5\r\n\r\nhello",
    "two lengths": HEAD + b"Content-Length: 5\r\nContent-Length: 6\r\n\r\nhello",
    "two lengths in one": HEAD + b"Content-Length: 5, 6\r\n\r\nhello",
    "empty length": HEAD + b"Content-Length:\r\n\r\nhello",
    "endless length": HEAD + b"Content-Length: " + b"9" * 5000 + b"\r\n\r\n",
    "short body": HEAD + b"Content-Length: 50\r\n\r\nhello",
    "unknown coding": HEAD + b"Transfer-Encoding: gzip, chunked\r\n\r\n",
    "coding twice": HEAD + b"Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n\r\n",
    "negative chunk": CHUNKED + b"-5\r\nhello\r\n0\r\n\r\n",
    "chunk in words": CHUNKED + b"five\r\nhello\r\n0\r\n\r\n",
    "chunk too long": CHUNKED + b"3\r\nhello\r\n0\r\n\r\n",
    "chunk cut off": CHUNKED + b"5\r\nhel",
    "no last chunk": CHUNKED + b"5\r\nhello\r\n",
    "huge chunk size": CHUNKED + b"f" * 300 + b"\r\nhello",
    "garbage": b"\x00\x01\x02 garbage\r\n\r\n",
    "version 0.9": b"<html>hello</html>",
    "version 2": b"HTTP/2 200 OK\r\n\r\n",
    "other protocol": b"SSH-2.0-OpenSSH_9.9\r\n",
    "status of five digits": b"HTTP/1.1 99999 Big\r\n\r\n",
    "status of none": b"HTTP/1.1 OK\r\n\r\n",
    "status zero": b"HTTP/1.1 000 Zero\r\n\r\n",
    "line without colon": HEAD + b"nonsense\r\n\r\n",
    "line without name": HEAD + b": value\r\n\r\n",
    "folded first line": HEAD + b" folded: 1\r\n\r\n",
    "head cut off": HEAD + b"Content-Le",
    "too many headers": HEAD + b"X-A: 1\r\n" * 101 + b"\r\n",
    "header of a megabyte": HEAD + b"X-A: " + b"a" * 1_000_000 + b"\r\n\r\n",
    "folds without end": HEAD + b"X-A: 1\r\n" + b" " + b"a" * 60_000 + b"\r\n " + b"b" * 60_000,
    "status line of a megabyte": b"HTTP/1.1 200 " + b"a" * 1_000_000 + b"\r\n\r\n",
}


@pytest.mark.parametrize("name", MALFORMED)
def test_malformed_answers_are_named(name: str) -> None:
    """What two readers could read differently is refused, with the reason."""
    with pytest.raises(Malformed, match=r"^its? "):
        _body(MALFORMED[name])


def test_nothing_at_all_is_told_apart() -> None:
    """Only then may a request be sent again."""
    with pytest.raises(NothingReceived):
        _answer(b"")


def test_headers_keep_order_and_repetition() -> None:
    """Values are stripped, folds joined, bytes beyond ASCII kept as Latin-1."""
    raw = HEAD + b"B: 1\r\nA:  two \r\nb: 3\r\nF: x\r\n\ty\r\nL: \xe9\r\nContent-Length: 0\r\n\r\n"
    answer = _answer(raw)
    assert answer.lines[:5] == (("B", "1"), ("A", "two"), ("b", "3"), ("F", "x y"), ("L", "é"))
    assert answer.values("b") == ["1", "3"]


@pytest.mark.parametrize(
    ("raw", "reusable"),
    [
        (WHOLE["length"], True),
        (WHOLE["chunks"], True),
        (WHOLE["until the end"], False),
        (WHOLE["old version"], False),
        (WHOLE["chunks beat a length"], False),
        (b"HTTP/1.0 200 OK\r\nConnection: Keep-Alive\r\nContent-Length: 1\r\n\r\nx", True),
        (HEAD + b"Connection: close\r\nContent-Length: 1\r\n\r\nx", False),
        (WHOLE["length"] + b"HTTP/1.1 200 Smuggled\r\n\r\n", False),
    ],
)
def test_connection_is_kept_only_at_a_clean_end(raw: bytes, reusable: bool) -> None:
    """Bytes beyond the answer, or an unclear end, cost the connection."""
    answer = _answer(raw)
    read_body(answer, 1000)
    assert answer.reusable is reusable


def test_body_is_cut_at_its_cap() -> None:
    """One byte beyond is enough to be truncated; exactly the cap is not."""
    raw = HEAD + b"Content-Length: 100\r\n\r\n" + b"a" * 100
    assert _body(raw, most=100) == Body(b"a" * 100, 100, False)
    cut = _body(raw, most=99)
    assert (len(cut.data), cut.truncated) == (99, True)


def _coded(coding: bytes, data: bytes) -> bytes:
    return HEAD + b"Content-Encoding: %b\r\nContent-Length: %d\r\n\r\n%b" % (
        coding,
        len(data),
        data,
    )


@pytest.mark.parametrize(
    ("coding", "data"),
    [
        (b"gzip", gzip.compress(b"hello", mtime=0)),
        (b"x-gzip", gzip.compress(b"hello", mtime=0)),
        (b"deflate", zlib.compress(b"hello")),
        (b"deflate", zlib.compress(b"hello")[2:-4]),
        (b"gzip, gzip", gzip.compress(gzip.compress(b"hello", mtime=0), mtime=0)),
        (b"identity", b"hello"),
    ],
)
@pytest.mark.parametrize("step", [1, 1000])
def test_body_is_decoded_and_both_sizes_are_told(coding: bytes, data: bytes, step: int) -> None:
    """`wire` counts what was transferred, not what it unpacked to."""
    assert _body(_coded(coding, data), step=step) == Body(b"hello", len(data), False)


@pytest.mark.parametrize("coding", [b"gzip", b"gzip, gzip"])
def test_bomb_is_cut_at_the_cap(coding: bytes) -> None:
    """200 MB in 200 KB: never unpacked further than the cap."""
    bomb = gzip.compress(b"\0" * 200_000_000, 1)
    if b"," in coding:
        bomb = gzip.compress(bomb)
    body = _body(_coded(coding, bomb), most=1_000_000)
    assert (len(body.data), body.truncated) == (1_000_000, True)


@pytest.mark.parametrize(
    ("coding", "data"),
    [
        (b"gzip", b"not gzip at all"),
        (b"deflate", b"\xff\xff\xff"),
        (b", ".join([b"gzip"] * 50), b"x"),
    ],
)
def test_body_that_cannot_be_decoded_is_named(coding: bytes, data: bytes) -> None:
    """A wrong coding is the server's fault, and told as such."""
    with pytest.raises(Malformed, match="decoded as"):
        _body(_coded(coding, data))
