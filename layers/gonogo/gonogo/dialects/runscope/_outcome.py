"""Runscope's completion webhook: no envelope, real steps only, and integers that are integers."""

from __future__ import annotations

import uuid
from collections.abc import Iterator

from gonogo.dialects._contract import Links
from gonogo.dialects.runscope import _urls
from gonogo.dialects.runscope._words import agent_of, region_name, region_of, step_result, step_type
from gonogo.domain.commands import RunView
from gonogo.domain.result import ROW, RunResult, StepResult, walk

_TEAM = "gonogo"


def encode_outcome(view: RunView, links: Links) -> dict[str, object]:
    """The body that is posted after every run, pass or fail."""
    run, result = view.run, view.result
    initial = result.initial_variables if result else run.variables
    return {
        "variables": dict(result.variables if result else run.variables),
        "initial_variables": dict(initial),
        "test_id": run.test,
        "test_name": run.test_name,
        "test_run_id": run.id,
        "test_url": _urls.www_test(run, links),
        "test_run_url": _urls.www_result(run, links),
        "trigger_url": _urls.trigger_url(view.test.trigger, links) if view.test else None,
        # There are no teams here: one deployment counts as one.
        "team_id": str(uuid.uuid5(uuid.NAMESPACE_URL, links.public)),
        "team_name": _TEAM,
        "bucket_key": run.project,
        "bucket_name": view.project.name,
        "environment_uuid": run.environment,
        "environment_name": run.environment_name,
        "result": "pass" if run.status == "passed" else "fail",
        "started_at": float(run.created_at if run.started_at is None else run.started_at),
        "finished_at": None if run.finished_at is None else float(run.finished_at),
        "agent": agent_of(run.location),
        "agent_expired": None,
        "region": region_of(run.location),
        "region_name": region_name(run.location),
        "requests": [_step(step) for step in _real(result)] if result else [],
    }


def _real(result: RunResult) -> Iterator[StepResult]:
    """Every step as often as it was done; a row of values is no step."""
    return (step for step in walk(result.steps) if step.type != ROW)


def _step(step: StepResult) -> dict[str, object]:
    """One step; receivers add the numbers up without looking whether they are there."""
    skipped, response = step.status == "skipped", step.response
    milliseconds = response.timings.total if response else step.duration * 1000
    return {
        "step_type": step_type(step),
        "url": None if skipped else step.url,
        "method": None if skipped else step.method,
        "note": step.note,
        "result": step_result(step.status),
        "response_status_code": str(response.status) if response else None,
        "response_time_ms": round(milliseconds),
        "response_size_bytes": response.size if response else 0,
        "assertions": _totals([assertion.passed for assertion in step.assertions]),
        "variables": _totals([variable.passed for variable in step.variables]),
        "scripts": _totals([script.passed for script in step.scripts]),
    }


def _totals(passed: list[bool]) -> dict[str, int]:
    return {"total": len(passed), "pass": sum(passed), "fail": len(passed) - sum(passed)}
