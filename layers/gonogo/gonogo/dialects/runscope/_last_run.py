"""Runscope's short account of a test's last run, which lists of tests carry."""

from __future__ import annotations

from gonogo.dialects.runscope._reading import Plain
from gonogo.dialects.runscope._result import shown_counts
from gonogo.dialects.runscope._words import agent_of, region_of, run_source
from gonogo.domain.commands import RunView
from gonogo.domain.commands.history import RunList
from gonogo.domain.ids import step_id
from gonogo.domain.result import walk
from gonogo.domain.run import Run

LOOK = 3
"""So many runs are looked at for one that is over; an open one has no word in this account."""
_EXPIRED = frozenset({"run_expired", "run_timeout", "executor_lost"})


def newest_over(runs: RunList) -> RunView | None:
    """The last run that is over, else the last one."""
    over = (view for view in runs.runs if view.run.over)
    return next(over, runs.runs[0] if runs.runs else None)


def last_run(view: RunView) -> Plain:
    """The account; `id` and `uuid` are the run's id."""
    run, counts = view.run, shown_counts(view.run)
    steps = list(walk(view.result.steps)) if view.result else []
    sent = [step for step in steps if step.request is not None]
    good = sum(step.status == "passed" for step in sent)
    agent = agent_of(run.location)
    return {
        "id": run.id,
        "uuid": run.id,
        "test_uuid": run.test,
        "bucket_key": run.project,
        "status": _status(run),
        "source": run_source(run.source),
        "region": region_of(run.location),
        "created_at": run.created_at,
        "finished_at": run.finished_at,
        "environment_uuid": run.environment,
        "environment_name": run.environment_name,
        "error_count": sum(step.status in ("failed", "errored") for step in steps),
        "message_count": len(sent),
        "message_success": good,
        "messages": [step.id for step in sent],
        "assertion_count": counts.assertions_passed + counts.assertions_failed,
        "assertion_success": counts.assertions_passed,
        "script_count": counts.scripts_passed + counts.scripts_failed,
        "script_success": counts.scripts_passed,
        "extractor_count": counts.variables_passed + counts.variables_failed,
        "extractor_success": counts.variables_passed,
        "substitution_count": 0,
        "substitution_success": 0,
        "remote_agent": agent,
        "remote_agent_name": agent,
        "remote_agent_uuid": agent,
        "remote_agent_version": "unknown",
        "template_uuids": [step_id(run.test, "initial-script"), *(step.id for step in steps)],
    }


def _status(run: Run) -> str:
    """One of four words once it is over (contract 3.5, 13.8)."""
    if not run.over:
        return "working"
    if run.status == "canceled":
        return "canceled"
    if run.status != "errored":
        return "completed"
    return "expired" if run.problem and run.problem.code in _EXPIRED else "error"
