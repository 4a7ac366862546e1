"""Empirical's documents: a test run in a list and whole, and its test cases."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime

from gonogo.dialects._contract import Links
from gonogo.dialects.empirical import _states
from gonogo.dialects.empirical._naming import number_for, slug_of
from gonogo.dialects.empirical._sent import sent_with
from gonogo.domain.batch import Batch
from gonogo.domain.commands import BatchView, RunView
from gonogo.domain.ids import number_of
from gonogo.domain.project import Project
from gonogo.domain.reasons import reasons_of_run
from gonogo.domain.run import Run
from gonogo.domain.slug import slug

Document = dict[str, object]


def time(seconds: float | None) -> str | None:
    """A moment as ISO 8601 text in UTC, to the millisecond."""
    if seconds is None:
        return None
    moment = datetime.fromtimestamp(seconds, UTC).isoformat(timespec="milliseconds")
    return moment.replace("+00:00", "Z")


def run_id(batch: Batch) -> int:
    """The second integer of a test run, the larger one: one more than its `id`."""
    return batch.number + 1


def project(project: Project) -> Document:
    """A project."""
    return {"id": number_for(project.id), "name": project.name, "slug": slug_of(project)}


def item(batch: Batch, runs: Sequence[Run] = ()) -> Document:
    """A test run as lists show it; `runs` where its state depends on them."""
    sent, tally = sent_with(batch), batch.tally
    environment = sent.environment or _environment(runs)
    failed = _states.failed_count(batch)
    return {
        "id": batch.number,
        "state": _states.state_of(batch, runs),
        "total_count": batch.total,
        "success_count": tally.passed,
        "failed_count": failed,
        "skipped_count": tally.canceled,
        "flaky_count": 0,  # a test that is run again shows its last attempt
        "duration": _duration(batch, runs),
        "test_run_branch": sent.branch,
        "environment_slug": environment.get("slug"),
        "environment_name": environment.get("name"),
        "build_url": sent.build.get("url"),
        "build_branch": sent.build.get("branch"),
        "commit": sent.build.get("commit"),
        "created_at": time(batch.created_at),
        # What a policy of the start does not count is what a snooze is for.
        "failed_count_after_snoozing": 0 if batch.verdict == "go" else failed,
        "environment_variables_overrides": [dict(pair) for pair in sent.overrides],
    }


def _environment(runs: Sequence[Run]) -> Document:
    """The one environment of all runs, if they have but one."""
    names = {run.environment_name for run in runs}
    if len(names) != 1 or "" in names:
        return {}
    name = names.pop()
    return {"slug": slug(name) or name, "name": name}


def _duration(batch: Batch, runs: Sequence[Run]) -> int | None:
    """Milliseconds from the start to the end of the last test; None while it is open."""
    if not batch.over:
        return None
    ends = [run.finished_at for run in runs if run.finished_at is not None]
    end = max(ends, default=batch.announced_at or batch.created_at)
    return max(0, round((end - batch.created_at) * 1000))


def whole(view: BatchView, links: Links) -> Document:
    """A test run with all that is known of it."""
    batch, runs = view.batch, [part.run for part in view.runs]
    sent = sent_with(batch)
    return {
        **item(batch, runs),
        "run_id": run_id(batch),
        "project_id": number_for(batch.project),
        "test_case_ids": test_case_ids(view),
        "build": dict(sent.build),
        "metadata": dict(sent.metadata),
        "tags": list(sent.tags),
        "error_code": _states.error_code(batch, runs),
        "rerun_source_id": number_of("batch", batch.rerun_of) if batch.rerun_of else None,
        "report_url": f"{links.public}/ui/batches/{batch.id}",
    }


def test_case_ids(view: BatchView) -> list[str]:
    """Every test of it, once."""
    return list(dict.fromkeys(part.run.test for part in view.runs))


def summary(view: RunView, links: Links) -> Document:
    """A test case of a test run, in short."""
    run = view.run
    return {
        "name": run.test_name,
        "pw_test_id": run.test,
        "status": _states.case_status(run.status),
        "snooze_info": [],
        "slug": run.id,
        "report_url": f"{links.public}/ui/runs/{run.id}",
    }


def case(view: RunView, links: Links) -> Document:
    """A test case of a test run, with how long it took and why it is not good."""
    run = view.run
    begun, ended = run.started_at, run.finished_at
    took = None if begun is None or ended is None else round((ended - begun) * 1000)
    return {
        **summary(view, links),
        "id": run.number,
        "duration": took,
        "started_at": time(begun),
        "ended_at": time(ended),
        "error": next((reason.message for reason in reasons_of_run(view)), None),
        "tags": list(view.test.tags) if view.test else [],
    }
