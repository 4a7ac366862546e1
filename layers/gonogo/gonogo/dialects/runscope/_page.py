"""A result's dashboard address: a page for browsers, the result for everybody else."""

from __future__ import annotations

from urllib.parse import quote

from gonogo.dialects._contract import Links, Reply, Request


def to_page(request: Request, links: Links) -> Reply | None:
    """A redirect to the run's page if a browser asks; a Bearer token means a program."""
    wants_page = "text/html" in request.headers.get("accept", "").lower()
    if request.bearer or not wants_page:
        return None
    address = f"{links.public}/ui/runs/{quote(request.params['run'], safe='')}"
    return Reply(status=302, content_type=None, headers=(("Location", address),))
