"""Reads a body up to its cap, counting what came over the wire and what it decodes to."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, cast

from urllib3.exceptions import DecodeError, HTTPError
from urllib3.response import HTTPResponse

from gonogo.egress.answer import Answer, Malformed

if TYPE_CHECKING:
    from typing import IO

_PIECE = 64 * 1024


@dataclass(frozen=True, slots=True)
class Body:
    """What was read. `wire` counts transferred bytes, before decoding."""

    data: bytes
    wire: int
    truncated: bool


def read_body(answer: Answer, most: int) -> Body:
    """Read until the end or until `most` bytes, on the wire or decoded, are exceeded."""
    if answer.closed:
        return Body(b"", 0, False)
    coding = ", ".join(answer.values("content-encoding"))
    read1 = _Decoded(answer, coding) if coding else answer.read1
    # One growing array: a list of millions of two-byte pieces would take twenty times their size.
    data = bytearray()
    try:
        while piece := read1(_PIECE):
            data += piece
            if len(data) > most or answer.received > most:
                del data[most:]
                return Body(bytes(data), answer.received, True)
            if answer.closed and not coding:
                break
    except DecodeError as error:
        raise Malformed(f"its body could not be decoded as {coding[:40]}") from error
    except HTTPError as error:
        raise Malformed("its body could not be read to the end") from error
    return Body(bytes(data), answer.received, False)


class _Decoded:
    """urllib3's decoders over our reader; they bound what one step may unpack."""

    def __init__(self, answer: Answer, coding: str) -> None:
        self._response = HTTPResponse(
            body=cast("IO[bytes]", answer),
            headers={"content-encoding": coding},
            status=answer.status,
            preload_content=False,
            decode_content=True,
        )

    def __call__(self, size: int) -> bytes:
        return self._response.read1(size, decode_content=True)
