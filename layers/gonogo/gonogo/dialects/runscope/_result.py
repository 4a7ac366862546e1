"""Runscope's result of a run: a header that lists show too, and `requests[]` beside the steps."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from gonogo.dialects._contract import Links, Reply, Request
from gonogo.dialects.runscope import _urls
from gonogo.dialects.runscope._envelope import success
from gonogo.dialects.runscope._words import (
    agent_of,
    pass_or_fail,
    region_of,
    run_result,
    run_source,
    step_result,
    step_type,
)
from gonogo.domain.commands import ReadRun, RunView
from gonogo.domain.ids import step_id
from gonogo.domain.result import (
    ROW,
    AssertionResult,
    Counts,
    ExtractionResult,
    ScriptResult,
    StepResult,
    count,
    walk,
)
from gonogo.domain.run import Run
from gonogo.formats.runscope.words import result_comparison, result_source

_CONDITIONS = ("condition",)
"""Step types that have one more entry after their nested steps; a loop has none (contract 13.6)."""


def decode_result(request: Request) -> ReadRun:
    """A run within its test and bucket; another project's is as unknown as none."""
    return ReadRun(
        key=request.bearer,
        run=request.params["run"],
        project=request.params["bucket"],
        test=request.params["test"],
    )


def encode_result(view: RunView, request: Request, links: Links) -> Reply:
    """The header and the steps."""
    return success(200, result_of(view, links))


def result_of(view: RunView, links: Links) -> dict[str, object]:
    """A run with the entries of its steps."""
    return {
        **header(view.run, links),
        **_subtests(view.result.steps if view.result else ()),
        "requests": list(requests_of(view)),
    }


def _subtests(steps: tuple[StepResult, ...]) -> dict[str, int]:
    """How many subtests there were, where there were any (contract 13.8)."""
    statuses = [step.status for step in walk(steps) if step.type == "subtest"]
    if not statuses:
        return {}
    passed, failed = statuses.count("passed"), statuses.count("failed")
    return {
        "subtests_count": len(statuses),
        "subtests_passed": passed,
        "subtests_failed": failed,
        "subtests_others": len(statuses) - passed - failed,
    }


def header(run: Run, links: Links) -> dict[str, object]:
    """What lists and the detail say of a run."""
    counts = shown_counts(run)
    return {
        "test_run_id": run.id,
        "test_id": run.test,
        "test_name": run.test_name,
        "bucket_key": run.project,
        "environment_id": run.environment,
        "environment_name": run.environment_name,
        "result": run_result(run.status),
        "started_at": run.created_at if run.started_at is None else run.started_at,
        "finished_at": run.finished_at if run.over else None,
        "region": region_of(run.location),
        "agent": agent_of(run.location),
        "agent_expired": None,
        "source": run_source(run.source),
        "requests_executed": counts.requests,
        **_three("assertions", counts.assertions_passed, counts.assertions_failed),
        **_three("variables", counts.variables_passed, counts.variables_failed),
        **_three("scripts", counts.scripts_passed, counts.scripts_failed),
        "test_run_url": _urls.api_result(run, links),
    }


def shown_counts(run: Run) -> Counts:
    """The run's counts, in which a run that is over and not good has a failed assertion.

    A client calls a run good when it has ended and `assertions_failed` is 0 (contract 11, style D),
    so a run that could not be judged must not show it.
    """
    if run.over and run.status != "passed" and not run.counts.assertions_failed:
        return replace(run.counts, assertions_failed=1)
    return run.counts


def _three(name: str, passed: int, failed: int) -> dict[str, int]:
    return {
        f"{name}_defined": passed + failed,
        f"{name}_passed": passed,
        f"{name}_failed": failed,
    }


def requests_of(view: RunView) -> Iterator[dict[str, object]]:
    """Entry 0 is the initial script; then the steps as a client that walks both expects them."""
    steps = view.result.steps if view.result else ()
    culprit = _culprit(view, steps)
    scripts = view.result.scripts if view.result else ()
    yield _initial_script(view.run, scripts, _told(view.run) if culprit is view.run else None)
    for step in aligned(steps):
        yield _entry(step, _why(step) if culprit is step else None)


def aligned(steps: tuple[StepResult, ...]) -> Iterator[StepResult]:
    """Depth-first, a condition once more after its nested steps; each step of the test once."""
    for step in steps:
        yield step
        yield from aligned(_once(step.steps))
        if step.type in _CONDITIONS:
            yield step


def _once(steps: tuple[StepResult, ...]) -> tuple[StepResult, ...]:
    """Of steps that were done for several rows: those of the row that tells most."""
    rows = [step for step in steps if step.type == ROW]
    if not rows:
        return steps
    return next((row for row in rows if row.status != "passed"), rows[-1]).steps


def _culprit(view: RunView, steps: tuple[StepResult, ...]) -> StepResult | Run | None:
    """Whose entry tells, as a failed assertion, why a run without one is not good."""
    run = view.run
    if not run.over or run.status == "passed" or run.counts.assertions_failed:
        return None
    bad = [step for step in aligned(steps) if step.status in ("failed", "errored")]
    # What is made of steps is bad because one of them is, unless it has a reason of its own.
    exact = (step for step in bad if step.problem or not step.steps)
    return next(exact, bad[0] if bad else run)


def _told(run: Run) -> str:
    return run.problem.message if run.problem else f"The run was {run.status}."


def _why(step: StepResult) -> str:
    if step.problem:
        return step.problem.message
    errors = [variable.error for variable in step.variables if not variable.passed]
    errors += [script.error for script in step.scripts if not script.passed]
    return next((error for error in errors if error), f"The step {step.status}.")


def _initial_script(
    run: Run, scripts: tuple[ScriptResult, ...], told: str | None
) -> dict[str, object]:
    assertions = [_problem_assertion(told)] if told else []
    pending = None if not run.over else pass_or_fail(told is None)
    passed = sum(script.passed for script in scripts)
    return {
        "uuid": step_id(run.test, "initial-script"),
        "result": pending,
        "url": None,
        "method": None,
        **_three("assertions", 0, len(assertions)),
        **_three("variables", 0, 0),
        **_three("scripts", passed, len(scripts) - passed),
        "assertions": assertions,
        "variables": [],
        "scripts": [_script(script) for script in scripts],
    }


def _entry(step: StepResult, told: str | None) -> dict[str, object]:
    skipped = step.status == "skipped"
    own = count((_without_nested(step),))
    assertions = [_assertion(assertion) for assertion in step.assertions]
    if told:
        assertions.append(_problem_assertion(told))
    failed = own.assertions_failed + (1 if told else 0)
    return {
        "uuid": step.id,
        "result": step_result(step.status),
        # A client looks `result` up in {pass, fail} wherever a URL is set.
        "url": None if skipped else step.url,
        "method": None if skipped else step.method,
        "step_type": step_type(step),
        "note": step.note,
        **_three("assertions", own.assertions_passed, failed),
        **_three("variables", own.variables_passed, own.variables_failed),
        **_three("scripts", own.scripts_passed, own.scripts_failed),
        "assertions": assertions,
        "variables": [_variable(variable) for variable in step.variables],
        "scripts": [_script(script) for script in step.scripts],
        "timings": _timings(step),
        "error_messages": list(_messages(step)),
    }


def _messages(step: StepResult) -> Iterator[str]:
    """What went wrong, or why a step that nobody can perform was skipped."""
    if step.problem:
        yield step.problem.message
    elif step.status == "skipped" and step.remark:
        yield step.remark


def _without_nested(step: StepResult) -> StepResult:
    return replace(step, steps=()) if step.steps else step


def _assertion(assertion: AssertionResult) -> dict[str, object]:
    return {
        "result": pass_or_fail(assertion.passed),
        "source": result_source(assertion.source),
        "property": assertion.property,
        "comparison": result_comparison(assertion.comparison),
        "target_value": assertion.expected or "",
        "actual_value": assertion.actual,
        "error": assertion.error,
    }


def _problem_assertion(message: str) -> dict[str, object]:
    return {
        "result": "fail",
        "source": "status_code",
        "property": None,
        "comparison": "is_not_empty",
        "target_value": "",
        "actual_value": "",
        "error": message,
    }


def _variable(variable: ExtractionResult) -> dict[str, object]:
    return {
        "result": pass_or_fail(variable.passed),
        "source": result_source(variable.source),
        "property": variable.property,
        "name": variable.name,
        "value": variable.value,
        "error": variable.error,
    }


def _script(script: ScriptResult) -> dict[str, object]:
    return {
        "result": pass_or_fail(script.passed),
        "output": script.output,
        "error": script.error,
    }


def _timings(step: StepResult) -> dict[str, float]:
    """Milliseconds of the phases that there were."""
    if step.response is None:
        return {}
    timings = step.response.timings
    phases = {
        "dns_ms": timings.dns,
        "connect_ms": timings.connect,
        "tls_ms": timings.tls,
        "first_byte_ms": timings.first_byte,
        "total_ms": timings.total,
    }
    return {name: value for name, value in phases.items() if value is not None}
