"""The end of a batch, for clients that know nothing but to repeat a call: `curl --retry`."""

from __future__ import annotations

from dataclasses import replace

from gonogo.dialects._contract import Links, Request, Talk
from gonogo.dialects.native._problem import problem_reply
from gonogo.dialects.native._reading import MAX_WAIT, decode_batch, encode_batch
from gonogo.domain.commands import BatchView

STATUS = 408
"""What curl and most other clients repeat by themselves."""


def completion(request: Request, links: Links) -> Talk:
    """The batch with its reasons once it is over; until then a refusal that is to be repeated."""
    asked = decode_batch(request)
    waits = replace(asked, wait=asked.wait or MAX_WAIT, results=False)
    view: BatchView = yield waits
    if not view.batch.over:
        refused = problem_reply(
            request,
            status=STATUS,
            code="not_finished",
            title="The batch is not over",
            detail=f"{view.batch.tally.over} of {view.batch.total} runs ended. Ask again.",
        )
        return replace(refused, headers=(*refused.headers, ("Retry-After", "1")))
    view = yield replace(asked, wait=0)
    return encode_batch(view, request, links)
