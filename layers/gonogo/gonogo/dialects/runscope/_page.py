"""Addresses on the dashboard: pages for browsers, documents for everybody else."""

from __future__ import annotations

from urllib.parse import quote

from gonogo.dialects._contract import Links, Reply, Request


def to_page(request: Request, links: Links) -> Reply | None:
    """A redirect to the run's page if a browser asks; a Bearer token means a program."""
    return _elsewhere(request, f"{links.public}/ui/runs/{quote(request.params['run'], safe='')}")


def to_bucket_page(request: Request, links: Links) -> Reply | None:
    """The same for a test, which has no page of its own: its bucket's."""
    return _elsewhere(
        request, f"{links.public}/ui/projects/{quote(request.params['bucket'], safe='')}"
    )


def _elsewhere(request: Request, address: str) -> Reply | None:
    wants_page = "text/html" in request.headers.get("accept", "").lower()
    if request.bearer or not wants_page:
        return None
    return Reply(status=302, content_type=None, headers=(("Location", address),))
