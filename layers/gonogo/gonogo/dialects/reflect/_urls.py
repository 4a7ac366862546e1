"""Addresses in the vendor's app: below the dialect unless a deployment names a base of its own."""

from __future__ import annotations

from urllib.parse import quote

from gonogo.dialects._contract import Links, Reply, Request, Talk
from gonogo.domain.ids import number_of, uuid_of


def suite_execution(suite: str, execution: int, links: Links) -> str:
    """Where people look at an execution of a suite."""
    return f"{_app(links)}/suites/{quote(suite, safe='')}/executions/{execution}"


def run(test: int, run: int, links: Links) -> str:
    """Where people look at a run of a test."""
    return f"{_app(links)}/tests/{test}/runs/{run}"


def thing(kind: str, name: str | int, links: Links) -> str:
    """Where a suite or a test is found."""
    return f"{_app(links)}/{kind}/{quote(str(name), safe='')}"


def _app(links: Links) -> str:
    """What stands for the vendor's app."""
    return links.named.get("app", links.dialect)


def batch_page(request: Request, links: Links) -> Talk:
    """On to our page of an execution."""
    id = uuid_of("batch", number_of("batch", request.params["execution"]))
    return _see(f"{links.public}/ui/batches/{id}")
    yield  # a conversation that asks nothing


def run_page(request: Request, links: Links) -> Talk:
    """On to our page of a run."""
    id = uuid_of("run", number_of("run", request.params["run"]))
    return _see(f"{links.public}/ui/runs/{id}")
    yield


def _see(address: str) -> Reply:
    return Reply(status=302, content_type=None, headers=(("Location", address),))
