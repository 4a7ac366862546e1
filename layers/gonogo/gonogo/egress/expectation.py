"""`Expect: 100-continue`: whether the server wants the body, has answered already, or is silent."""

from __future__ import annotations

import re
import time

from gonogo.egress.answer import MAX_LINE
from gonogo.egress.connection import Guarded

PATIENCE = 1.0
"""Seconds of silence after which the body is sent all the same: many servers never say 100."""
_HEAD = re.compile(rb"HTTP/1\.[01] (\d\d\d).*?\r?\n\r?\n", re.DOTALL)
_STATUS_LINE = re.compile(rb"HTTP/1\.[01] (\d\d\d)")
_INTERIM = range(100, 200)
_CONTINUE, _SWITCHING = 100, 101


def body_wanted(connection: Guarded) -> bool:
    """Wait for a word about the body; False once a final answer has begun to come.

    What was read stays with the connection: the answer's reader passes over interim ones itself.
    """
    incoming = connection.incoming
    patience = time.monotonic() + PATIENCE
    try:
        while (wanted := _said(incoming.held)) is None:
            left = patience - time.monotonic()
            if left <= 0:
                return True
            # Not a poll: a TLS record can arrive that holds nothing for us.
            connection.sock.settimeout(left)
            if not incoming.fill():
                return False
    except TimeoutError:
        return True
    finally:
        if connection.sock is not None:
            connection.sock.settimeout(None)
    return wanted


def _said(held: bytearray) -> bool | None:
    """What the bytes so far say; None for nothing yet."""
    position = 0
    while found := _STATUS_LINE.match(held, position):
        status = int(found[1])
        if status not in _INTERIM or status == _SWITCHING:
            return False
        if status == _CONTINUE:
            return True
        head = _HEAD.match(held, position)  # another interim answer, such as 103
        if head is None:
            break
        position = head.end()
    return False if len(held) > MAX_LINE or _is_no_answer(held[position:]) else None


def _is_no_answer(held: bytearray) -> bool:
    """Whether this cannot become a status line any more: the answer's reader will say so."""
    return len(held) >= len(b"HTTP/1.1 100") and _STATUS_LINE.match(held) is None
