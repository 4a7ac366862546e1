"""Runscope's answer to a trigger: every run, with every address that some client reads."""

from __future__ import annotations

from gonogo.dialects._contract import Links, Reply, Request
from gonogo.dialects.runscope import _urls
from gonogo.dialects.runscope._envelope import success
from gonogo.dialects.runscope._words import agent_of, region_of
from gonogo.domain.commands import Started
from gonogo.domain.run import Run


def encode_started(started: Started, request: Request, links: Links) -> Reply:
    """201 even for GET and for nothing started: several clients need exactly that."""
    runs = [_run(run, links) for run in started.runs]
    data = {
        "runs": runs,
        "runs_started": len(runs),
        "runs_failed": started.refused,
        "runs_total": len(runs) + started.refused,
        "runs_id": started.batch.id,
        "consolidated_test_results_url": f"{links.public}/ui/batches/{started.batch.id}",
    }
    return success(201, data)


def _run(run: Run, links: Links) -> dict[str, object]:
    page = _urls.www_result(run, links)
    return {
        "agent": agent_of(run.location),
        "region": region_of(run.location),
        "bucket_key": run.project,
        "status": "init",
        "test_id": run.test,
        "test_name": run.test_name,
        "environment_id": run.environment,
        "environment_name": run.environment_name,
        "test_run_id": run.id,
        "test_url": _urls.www_test(run, links),
        "test_run_url": page,
        # Not in the vendor's pages: a CI plugin reads the first, a CI runner the second.
        "url": page,
        "api_test_run_url": _urls.api_result(run, links),
        "variables": dict(run.variables),
    }
