"""Canceling natively: the answers are those of reading."""

from __future__ import annotations

from gonogo.dialects._contract import Request
from gonogo.dialects.native._fields import key_of, read_query
from gonogo.domain.commands.canceling import CancelBatch, CancelRun


def decode_cancel_batch(request: Request) -> CancelBatch:
    """A batch by id or number; a body is not looked at."""
    read_query(request)
    return CancelBatch(key=key_of(request), batch=request.params["batch"])


def decode_cancel_run(request: Request) -> CancelRun:
    """A run by id or number; a body is not looked at."""
    read_query(request)
    return CancelRun(key=key_of(request), run=request.params["run"])
