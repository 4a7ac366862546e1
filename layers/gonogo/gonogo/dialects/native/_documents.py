"""The native documents: batches, runs, results and reasons as plain JSON."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime

from gonogo.dialects._contract import Links
from gonogo.domain.batch import Batch
from gonogo.domain.http import Headers
from gonogo.domain.reasons import Reason, places
from gonogo.domain.result import (
    AssertionResult,
    Attempt,
    ExtractionResult,
    Problem,
    Received,
    RunResult,
    ScriptResult,
    Sent,
    StepResult,
)
from gonogo.domain.run import Run
from gonogo.domain.terms import Policy, Terms
from gonogo.domain.test import Filters

Document = dict[str, object]


def time(seconds: float | None) -> str | None:
    """A moment as RFC 3339 text in UTC, to the millisecond."""
    if seconds is None:
        return None
    moment = datetime.fromtimestamp(seconds, UTC).isoformat(timespec="milliseconds")
    return moment.replace("+00:00", "Z")


def batch_url(id: str, links: Links) -> str:
    """Where a batch is read."""
    return f"{links.dialect}/batches/{id}"


def run_url(id: str, links: Links) -> str:
    """Where a run is read."""
    return f"{links.dialect}/runs/{id}"


def batch(batch: Batch, links: Links) -> Document:
    """A batch without its runs."""
    tally = batch.tally
    return {
        "id": batch.id,
        "number": batch.number,
        "project": {"id": batch.project, "name": batch.project_name},
        "source": batch.source,
        "target": batch.target,
        "kind": batch.kind,
        "status": batch.verdict or "running",
        "finished": batch.over,
        "verdict": batch.verdict,
        "total": batch.total,
        "passed": tally.passed,
        "failed": tally.failed,
        "errored": tally.errored,
        "canceled": tally.canceled,
        "refused": batch.refused,
        "rerun_of": batch.rerun_of,
        "terms": terms(batch.terms),
        "created_at": time(batch.created_at),
        "deadline_at": time(batch.deadline_at),
        "url": batch_url(batch.id, links),
        "page": f"{links.public}/ui/batches/{batch.id}",
    }


def terms(terms: Terms) -> Document:
    """On what terms a batch was started: of what may be a secret only the names."""
    replaced = terms.overrides
    return {
        "build": dict(terms.facts),
        "overrides": {
            "base_url": replaced.base_url or None,
            "hosts": dict(replaced.hosts),
            "parameters": [name for name, _ in replaced.parameters],
            "headers": [name for name, _ in replaced.headers],
            "cookies": [each.name for each in replaced.cookies],
        },
        "policy": policy(terms.policy),
        "group": terms.group or None,
        "supersede": terms.supersede,
        "notify": terms.notify,
    }


def policy(policy: Policy) -> Document:
    """What counts towards a verdict."""
    return {
        "allow_errored": policy.allow_errored,
        "allow_refused": policy.allow_refused,
        "allow_empty": policy.allow_empty,
        "min_pass_ratio": policy.min_pass_ratio,
        "non_blocking": list(policy.non_blocking),
    }


def run(run: Run, links: Links) -> Document:
    """A run without its result."""
    counts = run.counts
    environment = {"id": run.environment, "name": run.environment_name}
    return {
        "id": run.id,
        "number": run.number,
        "batch": run.batch,
        "project": run.project,
        "test": {"id": run.test, "name": run.test_name},
        "environment": environment if run.environment else None,
        "location": run.location,
        "phase": run.phase,
        "variables": dict(run.variables),
        "status": run.status,
        "finished": run.over,
        "blocking": run.blocking,
        "attempt": run.attempt,
        "created_at": time(run.created_at),
        "started_at": time(run.started_at),
        "finished_at": time(run.finished_at),
        "counts": {
            "requests": counts.requests,
            "assertions_passed": counts.assertions_passed,
            "assertions_failed": counts.assertions_failed,
            "variables_passed": counts.variables_passed,
            "variables_failed": counts.variables_failed,
            "scripts_passed": counts.scripts_passed,
            "scripts_failed": counts.scripts_failed,
        },
        "problem": problem(run.problem),
        "url": run_url(run.id, links),
        "page": f"{links.public}/ui/runs/{run.id}",
    }


def reason(reason: Reason) -> Document:
    """One reason of a verdict."""
    return {
        "test": reason.test,
        "run": reason.run or None,
        "step": reason.step or None,
        "assertion": reason.assertion or None,
        "expected": reason.expected,
        "actual": reason.actual,
        "message": reason.message,
    }


def result(result: RunResult) -> Document:
    """A run's result with all its steps."""
    return {
        "initial_variables": dict(result.initial_variables),
        "variables": dict(result.variables),
        "initial_scripts": [_script(script) for script in result.scripts],
        "steps": steps(result.steps),
    }


def steps(results: tuple[StepResult, ...]) -> list[Document]:
    """Steps as a flat list, each with its place: `2`, and `2.1` for what is nested in it."""
    return [_step(place, step) for place, step in places(results)]


def _step(place: str, step: StepResult) -> Document:
    return {
        "place": place,
        "id": step.id,
        "type": step.type,
        "note": step.note,
        "status": step.status,
        "method": step.method,
        "url": step.url,
        "started_at": time(step.started_at) if step.started_at else None,
        "duration_ms": round(step.duration * 1000, 3),
        "request": None if step.request is None else _sent(step.request),
        "response": None if step.response is None else _received(step.response),
        "assertions": [_assertion(assertion) for assertion in step.assertions],
        "variables": [_extraction(variable) for variable in step.variables],
        "scripts": [_script(script) for script in step.scripts],
        "problem": problem(step.problem),
        "remark": step.remark,
        "attempts": [_attempt(attempt) for attempt in step.attempts],
    }


def problem(problem: Problem | None) -> Document | None:
    """Why something errored."""
    return None if problem is None else {"code": problem.code, "message": problem.message}


def _headers(headers: Headers) -> list[list[str]]:
    return [[name, value] for name, value in headers]


def _sent(sent: Sent) -> Document:
    return {
        "method": sent.method,
        "url": sent.url,
        "headers": _headers(sent.headers),
        "body": sent.body,
    }


def _received(received: Received) -> Document:
    timings: Mapping[str, float | None] = {
        "dns_ms": received.timings.dns,
        "connect_ms": received.timings.connect,
        "tls_ms": received.timings.tls,
        "first_byte_ms": received.timings.first_byte,
        "total_ms": received.timings.total,
    }
    return {
        "status": received.status,
        "reason": received.reason,
        "headers": _headers(received.headers),
        "body": received.body,
        "body_sha256": received.body_sha256,
        "size": received.size,
        "wire_size": received.wire_size,
        "truncated": received.truncated,
        "redirects": list(received.redirects),
        "timings": timings,
    }


def _filters(filters: Filters) -> list[list[str]]:
    return [[name, *arguments] for name, arguments in filters]


def _attempt(attempt: Attempt) -> Document:
    return {
        "status": attempt.status,
        "started_at": time(attempt.started_at) if attempt.started_at else None,
        "duration_ms": round(attempt.duration * 1000, 3),
        "reasons": list(attempt.reasons),
    }


def _assertion(assertion: AssertionResult) -> Document:
    return {
        "passed": assertion.passed,
        "source": assertion.source,
        "property": assertion.property,
        "comparison": assertion.comparison,
        "expected": assertion.expected,
        "actual": assertion.actual,
        "error": assertion.error,
        "filters": _filters(assertion.filters),
    }


def _extraction(variable: ExtractionResult) -> Document:
    return {
        "passed": variable.passed,
        "name": variable.name,
        "source": variable.source,
        "property": variable.property,
        "value": variable.value,
        "error": variable.error,
        "filters": _filters(variable.filters),
    }


def _script(script: ScriptResult) -> Document:
    return {"passed": script.passed, "output": script.output, "error": script.error}
