"""A run as TesterArmy writes it: `completed` is executed, and `output.result` says how it went."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from gonogo.dialects.testerarmy._asking import project_uuid
from gonogo.dialects.testerarmy._steps import NEEDS_AGENT
from gonogo.dialects.testerarmy._times import iso, milliseconds
from gonogo.domain.batch import Batch
from gonogo.domain.commands import BatchView, RunView
from gonogo.domain.reasons import reasons_of_run
from gonogo.domain.result import Counts, Problem, RunResult, StepResult
from gonogo.domain.run import Run

Document = dict[str, Any]

STATUS: Mapping[str, str] = {
    "queued": "queued",
    "running": "running",
    "passed": "completed",
    "failed": "completed",
    "errored": "failed",
    "canceled": "cancelled",
}
CI = "ci"
"""The type of a run that is a whole batch of ours: what a pull request or a deployment started."""
PROMPT = "prompt"
"""The variable that holds what the legacy API was asked in a sentence."""
INVALID_APP = "InvalidMobileApp"
_MOBILE = ("ios", "android", "mobile")
_SOURCES = {"api": "api", "trigger": "webhook", "schedule": "scheduled"}
_ISSUES = 20


def run_document(view: RunView, *, webhook: str | None = None) -> Document:
    """One run; its batch knows what was asked for, `webhook` is how telling its end goes."""
    run, batch = view.run, view.batch
    kept = dict(batch.terms.kept) if batch else {}
    return {
        "id": run.id,
        "type": "test",
        "status": STATUS[run.status],
        "input": _input(run, batch),
        "createdAt": iso(run.created_at),
        "platform": kept.get("platform") or "web",
        "deviceModel": kept.get("deviceModel"),
        "source": _SOURCES.get(run.source),
        "projectId": project_uuid(run.project),
        "testId": run.test,
        "output": output(view),
        **_error(run.problem if run.status in ("errored", "canceled") else None, kept),
        "durationMs": _duration(run.started_at, run.finished_at),
        "webhookUrl": next(iter(run.webhooks), None),
        "webhookStatus": webhook,
        "stepResults": _steps(view.result) if view.result else [],
        "userName": None,
        "externalRef": _reference(run.batch, batch),
        "executionMode": kept.get("mode"),
        "autoRetryCount": max(0, run.attempt - 1),
        "startedAt": iso(run.started_at),
        "completedAt": iso(run.finished_at),
    }


def output(view: RunView) -> Document | None:
    """What a run that was executed found; None while it is open, and if nobody could judge it."""
    run = view.run
    if run.status not in ("passed", "failed"):
        return None
    good = run.status == "passed"
    reasons = reasons_of_run(view)
    return {
        "featureName": run.test_name,
        "result": "PASS" if good else "FAILED",
        "description": _passed(run.counts) if good else "\n".join(r.message for r in reasons),
        "screenshots": [],
        "issues": [
            {
                "type": "issue",
                "name": reason.step or reason.test,
                "description": reason.message,
                "url": _url(reason.step, view.result),
                "severity": 3,
                **({"expectedBehavior": reason.expected} if reason.expected is not None else {}),
                **({"actualBehavior": reason.actual} if reason.actual is not None else {}),
            }
            for reason in reasons[:_ISSUES]
        ],
        "steps": _steps(view.result) if view.result else [],
    }


def _passed(counts: Counts) -> str:
    total = counts.assertions_passed + counts.assertions_failed
    requests = f"{counts.requests} request{'' if counts.requests == 1 else 's'}"
    return f"{counts.assertions_passed} of {total} assertions hold, in {requests}."


def _url(label: str, result: RunResult | None) -> str:
    """The address of the step that a reason is about: `2 · GET https://…`."""
    place = label.partition(" ")[0]
    steps = result.steps if result else ()
    if place.isdecimal() and 1 <= int(place) <= len(steps):
        return steps[int(place) - 1].url or ""
    return ""


def _steps(result: RunResult) -> list[Document]:
    """Steps that were done; of one that was left out there is no word for it."""
    return [
        _step(index, step, result.started_at)
        for index, step in enumerate(result.steps)
        if step.status != "skipped"
    ]


def _step(index: int, step: StepResult, began: float) -> Document:
    kinds = ("login", "files", "screenshot", "javascript")
    fallback = "assert" if step.assertions else "act"
    at = milliseconds(max(0.0, step.started_at - began)) if step.started_at else 0
    sent = f"{step.method} {step.url}" if step.url else step.type
    return {
        "stepIndex": index,
        "title": step.note or sent,
        "type": step.type if step.type in (*kinds, "act", "assert") else fallback,
        "status": "passed" if step.status == "passed" else "failed",
        "summary": sent,
        "error": _complaint(step),
        "startedAtMs": at,
        "completedAtMs": at + milliseconds(step.duration),
    }


def _complaint(step: StepResult) -> str | None:
    """The first thing that was wrong."""
    if step.status == "passed":
        return None
    said = [
        *(each.error for each in step.assertions),
        *(each.error for each in step.variables),
        *(each.error for each in step.scripts),
    ]
    found = next((text for text in said if text), None)
    return found or (step.problem.message if step.problem else None)


def _error(problem: Problem | None, kept: Mapping[str, object]) -> Document:
    """Why it could not be judged; an app that nobody here can run is the vendor's own case.

    The member is left out where there is nothing to say: it may not be null.
    """
    if problem is None:
        return {}
    lacks_device = problem.code == NEEDS_AGENT and kept.get("platform") in _MOBILE
    code = INVALID_APP if lacks_device else problem.code
    return {"error": {"code": code, "message": problem.message}}


def _duration(started: float | None, finished: float | None) -> int | None:
    if started is None or finished is None:
        return None
    return milliseconds(finished - started)


def _input(run: Run, batch: Batch | None) -> Document:
    """What was asked for."""
    found: Document = {"testId": run.test, "title": run.test_name}
    if PROMPT in run.variables:
        found = {"prompt": run.variables[PROMPT]}
    return found | (_asked(batch) if batch else {})


def _asked(batch: Batch) -> Document:
    kept, facts = batch.terms.kept, batch.terms.facts
    said = {
        "targetUrl": batch.terms.overrides.base_url or None,
        "environment": kept.get("environment"),
        "commitSha": facts.get("commit"),
        "prNumber": _number(facts.get("pull_request")),
        "mobile": kept.get("mobile"),
    }
    return {name: value for name, value in said.items() if value is not None}


def _number(text: str | None) -> int | None:
    return int(text) if text and text.isdecimal() else None


def _reference(id: str, batch: Batch | None) -> Document:
    """What ties the run to other things."""
    asked = _asked(batch) if batch else {}
    return {"batchId": id, **{k: v for k, v in asked.items() if k in ("commitSha", "prNumber")}}


# ---- a batch that is a run -----------------------------------------------------------------------


def ci_document(view: BatchView) -> Document:
    """The whole batch as one run: it passed if it is go."""
    batch = view.batch
    kept = batch.terms.kept
    started = [part.run.started_at for part in view.runs if part.run.started_at is not None]
    ended = [part.run.finished_at for part in view.runs if part.run.finished_at is not None]
    first = min(started, default=batch.created_at if batch.over else None)
    last = max(ended, default=first) if batch.over else None
    return {
        "id": batch.id,
        "type": CI,
        "status": _ci_status(view),
        "input": _asked(batch) | dict(_mapping(kept.get("input"))),
        "createdAt": iso(batch.created_at),
        "platform": kept.get("platform") or "web",
        "source": _SOURCES.get(batch.source),
        "projectId": project_uuid(batch.project),
        "output": ci_output(view),
        **_ci_error(view),
        "durationMs": _duration(first, last),
        "userName": None,
        "externalRef": {
            "batchId": batch.id,
            "runIds": [part.run.id for part in view.runs],
            **_asked(batch),
        },
        "startedAt": iso(first),
        "completedAt": iso(last),
    }


def _ci_status(view: BatchView) -> str:
    tally = view.batch.tally
    if not view.batch.over:
        waiting = all(part.run.status == "queued" for part in view.runs)
        return "queued" if waiting else "running"
    if view.batch.verdict == "go" or tally.failed:
        return "completed"
    if tally.canceled and not tally.errored:
        return "cancelled"
    return "failed" if view.runs else "completed"


def _ci_error(view: BatchView) -> Document:
    if _ci_status(view) != "failed":
        return {}
    problems = (part.run.problem for part in view.runs if part.run.status == "errored")
    problem = next((each for each in problems if each), None)
    return _error(problem, view.batch.terms.kept)


def ci_output(view: BatchView) -> Document | None:
    """What all its runs found; None while it is open, and if none could be judged."""
    if _ci_status(view) != "completed":
        return None
    batch, good = view.batch, view.batch.verdict == "go"
    outputs = [output(part) for part in view.runs]
    issues = [issue for each in outputs if each for issue in each["issues"]]
    told = f"{batch.tally.passed} of {batch.total} tests passed."
    return {
        "featureName": str(batch.terms.kept.get("title") or batch.project_name),
        "result": "PASS" if good else "FAILED",
        "description": told if batch.total else "Nothing was run, so nothing can be called good.",
        "screenshots": [],
        "issues": issues[:_ISSUES],
        "steps": [
            {
                "stepIndex": index,
                "title": part.run.test_name,
                "status": "passed" if part.run.status == "passed" else "failed",
                "error": "; ".join(r.message for r in reasons_of_run(part)[:3]) or None,
            }
            for index, part in enumerate(view.runs)
        ],
    }


def _mapping(value: object) -> Mapping[str, object]:
    return value if isinstance(value, dict) else {}
