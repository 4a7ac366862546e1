"""Runscope's inbound addresses: `/radar/inbound/<uuid>` takes any call while a run waits for it."""

from __future__ import annotations

from urllib.parse import urlencode

from gonogo.dialects._contract import Links, Reply, Request
from gonogo.dialects.runscope._envelope import success
from gonogo.domain.commands.inbound import CallKept, IncomingCall

METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE", "HEAD")


def decode_call(request: Request) -> IncomingCall:
    """The call as it came."""
    query = f"?{urlencode(request.query)}" if request.query else ""
    return IncomingCall(
        address=request.params["address"],
        method=request.method,
        url=request.path + query,
        headers=tuple(request.headers.items()),
        body=request.body,
    )


def encode_kept(kept: CallKept, request: Request, links: Links) -> Reply:
    """The vendor documents no answer; this one is in its envelope."""
    return success(200, {"received": True})
