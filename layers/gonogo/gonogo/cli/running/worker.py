"""Runs one test with the engine and boils its result down to what the command line tells."""

from __future__ import annotations

import sys
import traceback
from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import partial
from itertools import islice

from gonogo.cli.running.job import MOST_FAILURES, Ended, Failure, Job, failures_of
from gonogo.domain.clock import SystemClock
from gonogo.domain.context import RunContext
from gonogo.domain.events import RunFinished, UnderWay
from gonogo.domain.ids import new_uuid
from gonogo.domain.reasons import attempt_at
from gonogo.domain.result import Attempt, Problem, RunResult, count
from gonogo.domain.run import RUN_SECONDS
from gonogo.engine.execute import Plan, execute
from gonogo.engine.trail import Trail
from gonogo.ports import Clock, HttpSender

LOCATION = "local"
Hear = Callable[[Job, UnderWay], None]


def _unheard(job: Job, event: UnderWay) -> None:
    """Where no line changes."""


class Runner:
    """Runs tests one after the other; each has its own session and variables."""

    def __init__(
        self,
        http: HttpSender,
        clock: Clock | None = None,
        secrets: Mapping[str, str] | None = None,
        hear: Hear = _unheard,
    ) -> None:
        self._http = http
        self._clock = clock or SystemClock()
        self._secrets = secrets or {}
        self._hear = hear

    def run(self, index: int, job: Job) -> Ended:
        """Run one test to its end, again while it does not pass and may be run again."""
        ended = self._once(index, job)
        earlier: list[Attempt] = []
        while ended.status != "passed" and len(earlier) < job.retries:
            earlier.append(_attempt(job, ended))
            ended = replace(self._once(index, job), earlier=tuple(earlier))
        return ended if job.keep_result else replace(ended, result=None)

    def _once(self, index: int, job: Job) -> Ended:
        """Run it. An error of ours makes it errored, and the others go on."""
        try:
            for event in execute(self._plan(job), self._http, self._clock):
                if isinstance(event, RunFinished):
                    ended = _ended(index, job, event.result)
                    return replace(ended, left=event.left) if job.place else ended
        except Exception as error:
            traceback.print_exc(file=sys.stderr)
            return broken(index, "internal", f"gonogo itself failed: {type(error).__name__}.")
        return broken(index, "internal", "gonogo itself failed: no result.")

    def _plan(self, job: Job) -> Plan:
        facts = _facts(job)
        return Plan(
            test=job.test,
            environment=job.environment,
            variables=job.variables,
            context=RunContext(facts, _vendor_names),
            seed=None,
            deadline=self._clock.now() + RUN_SECONDS,
            trail=Trail(facts["run_id"], 1),
            overrides=job.overrides,
            handed=job.handed,
            tests=job.others,
            tell=partial(self._hear, job),
            secrets=self._secrets.get,
            # They may have come in by other ways too, such as a variable of the same value.
            hidden=tuple(self._secrets.values()),
        )


def broken(index: int, code: str, message: str) -> Ended:
    """A test that has no result, and why."""
    failure = Failure(kind="problem", step=0, what=code, message=message)
    problem = Problem(code=code, message=message)
    return Ended(index=index, status="errored", failures=(failure,), failed=1, problem=problem)


def _attempt(job: Job, ended: Ended) -> Attempt:
    if ended.result is not None:
        return attempt_at(job.test.name, ended.result)
    return Attempt(status=ended.status, reasons=tuple(f.message or "" for f in ended.failures))


def _facts(job: Job) -> dict[str, str]:
    """What a test may know of its own run: the names that the executor gives too."""
    environment = job.environment
    return {
        "environment": environment.name if environment else "",
        "environment_id": environment.id if environment else "",
        "project": job.project,
        "project_name": job.project,
        "test_id": job.test.id,
        "test_name": job.test.name,
        "run_id": new_uuid(),
        "location": LOCATION,
        "agent": "",
    }


def _vendor_names(vendor: str) -> Mapping[str, str]:
    """A vendor's names for those facts; dialects are loaded only for a test that uses one."""
    from gonogo.dialects import run_variables

    return run_variables(vendor)


def _ended(index: int, job: Job, result: RunResult) -> Ended:
    failures = [
        failure
        for number, step in enumerate(result.steps, 1)
        if step.status in ("failed", "errored")
        for failure in failures_of(step, number)
    ]
    if result.problem is not None and not any(f.kind == "problem" for f in failures):
        problem = result.problem
        failures.append(Failure(kind="problem", step=0, what=problem.code, message=problem.message))
    return Ended(
        index=index,
        status=result.status,
        duration=result.finished_at - result.started_at,
        steps=len(result.steps),
        counts=count(result.steps),
        failures=tuple(islice(failures, MOST_FAILURES)),
        failed=len(failures),
        problem=result.problem,
        result=result,
    )
