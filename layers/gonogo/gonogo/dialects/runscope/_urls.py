"""Absolute URLs in Runscope's two families: the API's and the dashboard's."""

from __future__ import annotations

from gonogo.dialects._contract import Links
from gonogo.domain.run import Run


def api_base(links: Links) -> str:
    """What stands for `https://api.runscope.com`; a deployment may set the vendor's own."""
    return links.named.get("api", links.dialect)


def www_base(links: Links) -> str:
    """What stands for `https://www.runscope.com`."""
    return links.named.get("www", links.dialect)


def api_result(run: Run, links: Links) -> str:
    """Where the API answers a run's result."""
    return f"{api_base(links)}/buckets/{run.project}/tests/{run.test}/results/{run.id}"


def www_test(run: Run, links: Links) -> str:
    """A test on the dashboard."""
    return f"{www_base(links)}/radar/{run.project}/{run.test}"


def www_result(run: Run, links: Links) -> str:
    """A run on the dashboard; programs get its result there too."""
    return f"{www_test(run, links)}/results/{run.id}"


def trigger_url(trigger: str, links: Links) -> str:
    """The address that starts a test."""
    return f"{api_base(links)}/radar/{trigger}/trigger"
