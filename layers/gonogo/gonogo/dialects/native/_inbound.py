"""Calls for runs that wait: any method, any body, no key but the address."""

from __future__ import annotations

from urllib.parse import urlencode

from gonogo.dialects._contract import Links, Reply, Request, json_reply
from gonogo.domain.commands.inbound import CallKept, IncomingCall

METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE", "HEAD")


def decode_call(request: Request) -> IncomingCall:
    """The call as it came."""
    query = f"?{urlencode(request.query)}" if request.query else ""
    return IncomingCall(
        address=request.params["address"],
        place=request.params.get("place", ""),
        method=request.method,
        url=f"/v1{request.path}{query}",
        headers=tuple(request.headers.items()),
        body=request.body,
    )


def encode_kept(kept: CallKept, request: Request, links: Links) -> Reply:
    """Little: whoever calls need not know what waits."""
    return json_reply(200, {"received": True})
