"""When a server's certificate ends, read from its bytes: also where it is not verified."""

from __future__ import annotations

import ssl
from datetime import UTC, datetime

_SEQUENCE, _UTC_TIME, _VERSION = 0x30, 0x17, 0xA0


def end_of(sock: object) -> float | None:
    """Unix seconds when the peer's certificate ends; None without TLS or one that is readable."""
    if not isinstance(sock, ssl.SSLSocket):
        return None
    der = sock.getpeercert(binary_form=True)
    try:
        return None if der is None else _not_after(der)
    except (IndexError, ValueError):
        return None


def _not_after(der: bytes) -> float:
    """Certificate, its first part, and there the fourth field (RFC 5280, 4.1)."""
    signed = _content(_content(der, _SEQUENCE)[0], _SEQUENCE)[0]
    version = 1 if signed[0] == _VERSION else 0
    for _ in range(version + 3):  # version, serial number, algorithm, issuer
        signed = _content(signed, None)[1]
    _, rest = _content(_content(signed, _SEQUENCE)[0], None)
    text = _content(rest, None)[0].decode("ascii")
    form = "%y%m%d%H%M%SZ" if rest[0] == _UTC_TIME else "%Y%m%d%H%M%SZ"
    return datetime.strptime(text, form).replace(tzinfo=UTC).timestamp()


def _content(der: bytes, tag: int | None) -> tuple[bytes, bytes]:
    """The content of the first element, and what follows it."""
    if tag is not None and der[0] != tag:
        raise ValueError(der[0])
    size, start = der[1], 2
    if size > 0x7F:
        start += size & 0x7F
        size = int.from_bytes(der[2:start], "big")
    return der[start : start + size], der[start + size :]
