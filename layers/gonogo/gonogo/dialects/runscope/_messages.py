"""Runscope's old traffic inspector: there is none here, and every address of it says so."""

from __future__ import annotations

from gonogo.dialects._contract import Conversation, Links, Request, Talk
from gonogo.dialects.runscope._envelope import refusal
from gonogo.domain.commands.defining import ReadProject

_MESSAGE = (
    "Messages of the traffic inspector are not supported: gonogo stores no traffic but that of "
    "test runs, which stands in their results."
)


def refuse(request: Request, links: Links) -> Talk:
    """To whoever opens the bucket; to others it is not there."""
    yield ReadProject(key=request.bearer, project=request.params["bucket"])
    return refusal(501, _MESSAGE)


_WHAT = "Answers that captured traffic is not supported."
ROUTES = (
    *(
        Conversation((method,), "/buckets/<bucket>/messages", refuse, _WHAT, support="refused")
        for method in ("GET", "POST", "DELETE")
    ),
    Conversation(
        ("GET",), "/buckets/<bucket>/messages/<message>", refuse, _WHAT, support="refused"
    ),
    Conversation(("GET",), "/buckets/<bucket>/errors", refuse, _WHAT, support="refused"),
)
