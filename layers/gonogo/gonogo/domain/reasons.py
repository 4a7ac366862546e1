"""Why a verdict is no-go: the first things that failed, in words that every host shows alike."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING

from gonogo.domain.result import AssertionResult, Attempt, RunResult, StepResult
from gonogo.domain.test import Filters

if TYPE_CHECKING:  # the command line reads reasons, and knows no commands
    from gonogo.domain.batch import Batch
    from gonogo.domain.commands import BatchView, RunView
    from gonogo.domain.run import Run
    from gonogo.domain.terms import Policy

LIMIT = 10
"""Reasons that one verdict shows; the rest is in the runs."""
_MOST_OF_ATTEMPT = 3
"""Reasons that are kept of an attempt that another followed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reason:
    """One thing that said no. Empty where it does not apply: not every reason is an assertion."""

    test: str = ""
    run: str = ""
    """The run's id; empty where there is no server."""
    step: str = ""
    """Its place and what it did: `2 · GET https://…`."""
    assertion: str = ""
    """`response_status equal`."""
    expected: str | None = None
    actual: str | None = None
    error: str | None = None
    """What the assertion said of its values; tells a wrong type from a wrong value."""
    message: str = ""
    """One sentence that says it all but test and step."""


def reasons_of(view: BatchView, limit: int = LIMIT) -> tuple[Reason, ...]:
    """The first reasons of a batch; empty while it is open and when it is go."""
    if view.batch.verdict != "no-go":
        return ()
    counting = [part for part in view.runs if _counts(part.run, view.batch.terms.policy)]
    of_runs = (reason for part in counting for reason in reasons_of_run(part))
    return (*_of_batch(view.batch), *islice(of_runs, limit))[:limit]


def _counts(run: Run, policy: Policy) -> bool:
    """Whether the policy makes its end a reason."""
    return run.blocking and not (policy.allow_errored and run.status == "errored")


def _of_batch(batch: Batch) -> Iterator[Reason]:
    """What no single run is the reason of."""
    ends = batch.tally.blocking
    if batch.refused and not batch.terms.policy.allow_refused:
        word = "run" if batch.refused == 1 else "runs"
        yield Reason(message=f"{batch.refused} {word} could not be made: the location is unknown.")
    if batch.total == 0:
        yield Reason(message="Nothing was run, so nothing can be called good.")
    elif ends.over == 0:
        yield Reason(message="No run counts towards the verdict, so nothing can be called good.")
    elif ends.passed == 0 and not ends.failed + ends.canceled and batch.terms.policy.allow_errored:
        yield Reason(message="No run could be judged, so nothing can be called good.")
    elif batch.terms.policy.min_pass_ratio < 1 and not ends.canceled:
        part = f"{batch.terms.policy.min_pass_ratio * 100:g} %"
        told = f"{ends.passed} of {ends.over} runs that count passed; at least {part} must."
        yield Reason(message=told)


def reasons_of_run(view: RunView) -> tuple[Reason, ...]:
    """Every reason of one run; empty while it is open and when it passed."""
    run = view.run
    if not run.over or run.status == "passed":
        return ()
    if view.result is not None:
        return reasons_of_result(run.test_name, view.result, run=run.id)
    message = run.problem.message if run.problem else f"The run was {run.status}."
    return (Reason(test=run.test_name, run=run.id, message=message),)


def reasons_of_result(test: str, result: RunResult, *, run: str = "") -> tuple[Reason, ...]:
    """Every reason in one finished result; empty when it passed."""
    if result.status == "passed":
        return ()
    found = tuple(
        reason
        for place, step in places(result.steps)
        for reason in _of_step(test, run, label(place, step), step)
    )
    if found:
        return found
    message = result.problem.message if result.problem else f"The run was {result.status}."
    return (Reason(test=test, run=run, message=message),)


def places(steps: tuple[StepResult, ...], prefix: str = "") -> Iterator[tuple[str, StepResult]]:
    """Every step with its place, counted as people count: `1`, `2`, `2.1`."""
    for index, step in enumerate(steps, start=1):
        yield f"{prefix}{index}", step
        yield from places(step.steps, f"{prefix}{index}.")


def label(place: str, step: StepResult) -> str:
    """A step for people: its place, and its note or what it sent."""
    sent = f"{step.method} {step.url}" if step.method and step.url else step.type
    return f"{place} · {step.note or sent}"


def claim(assertion: AssertionResult) -> str:
    """An assertion for people, without its values: `response_json data.id | count equal`."""
    parts = (
        *(assertion.source, assertion.property or "", chain(assertion.filters)),
        assertion.comparison,
    )
    return " ".join(part for part in parts if part)


def chain(filters: Filters) -> str:
    """Filters for people: each behind a bar, with what it was given.

    >>> chain((("split", (",",)), ("count", ())))
    '| split "," | count'
    """
    return " ".join(
        " ".join(["|", name, *(f'"{shorten(text, 60)}"' for text in arguments)])
        for name, arguments in filters
    )


def attempt_at(name: str, result: RunResult) -> Attempt:
    """What is kept of a run that is run again."""
    return Attempt(
        status=result.status,
        started_at=result.started_at,
        duration=max(0.0, result.finished_at - result.started_at),
        reasons=_told(reasons_of_result(name, result)),
    )


def attempt_at_step(step: StepResult) -> Attempt:
    """What is kept of a step that is tried again."""
    reasons = (r for _, each in places((step,)) for r in _of_step("", "", "", each))
    return Attempt(
        status=step.status,
        started_at=step.started_at,
        duration=step.duration,
        reasons=_told(reasons),
    )


def _told(reasons: Iterable[Reason]) -> tuple[str, ...]:
    return tuple(shorten(reason.message, 500) for reason in islice(reasons, _MOST_OF_ATTEMPT))


def _of_step(test: str, run: str, step: str, result: StepResult) -> Iterator[Reason]:
    if result.problem is not None:
        yield Reason(test=test, run=run, step=step, message=result.problem.message)
    for assertion in result.assertions:
        if not assertion.passed:
            yield Reason(
                test=test,
                run=run,
                step=step,
                assertion=claim(assertion),
                expected=assertion.expected,
                actual=assertion.actual,
                error=assertion.error,
                message=sentence(assertion),
            )
    for variable in result.variables:
        if not variable.passed:
            why = variable.error or "nothing was found"
            message = f"The variable {variable.name} could not be extracted: {why}"
            yield Reason(test=test, run=run, step=step, message=message)
    for script in result.scripts:
        if not script.passed:
            yield Reason(test=test, run=run, step=step, message=script.error or "A script failed.")


def sentence(assertion: AssertionResult) -> str:
    """What an assertion wanted and what was there, in one sentence."""
    if assertion.error:
        return f"{claim(assertion)}: {assertion.error}"
    wanted = "" if assertion.expected is None else f" {shorten(assertion.expected)!r}"
    return f"{claim(assertion)}{wanted}: it was {shorten(assertion.actual)!r}."


def shorten(text: str, limit: int = 200) -> str:
    """The text, cut where a sentence would become a page, and so that it shows.

    The mark matters: before it a mask hides even the beginning of a secret.
    """
    return text if len(text) <= limit else text[: limit - 1] + "…"
