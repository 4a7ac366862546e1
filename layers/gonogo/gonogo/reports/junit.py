"""JUnit XML, which every CI system shows: a suite per run, a case per assertion or bare step."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from xml.etree import ElementTree

from gonogo.domain.reasons import claim, label, places, sentence, shorten
from gonogo.domain.result import AssertionResult, Attempt, StepResult
from gonogo.reports._contract import Report, ReportedRun

_FORBIDDEN = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""What XML 1.0 cannot hold, not even escaped; answers of tested servers may."""
_MAX_TEXT = 10_000
RED = ("failure", "error")


@dataclass(frozen=True, slots=True)
class _Case:
    """One testcase; `outcome` is the element inside it, empty when all is well."""

    name: str
    seconds: float = 0.0
    outcome: str = ""
    kind: str = ""
    message: str = ""
    text: str = ""
    earlier: tuple[tuple[str, Attempt], ...] = ()
    """Each with its number: those of the run are attempts, those of a step are tries."""


def render(runs: Sequence[ReportedRun]) -> bytes:
    """The report of some runs; one that is not good always has a failure or an error in it."""
    root = ElementTree.Element("testsuites", {"name": "gonogo"})
    totals = [_suite(root, run, index) for index, run in enumerate(runs)]
    sums = [sum(column) for column in zip(*totals, strict=True)] or [0, 0, 0, 0]
    _set_counts(root, tuple(sums[:3]))  # Jenkins' schema knows no `skipped` here
    root.set("time", _seconds(sum(run.seconds for run in runs)))
    ElementTree.indent(root)
    document: bytes = ElementTree.tostring(root, encoding="utf-8", xml_declaration=True)
    return document + b"\n"


def _suite(root: ElementTree.Element, run: ReportedRun, index: int) -> tuple[int, ...]:
    cases = list(_cases(run))
    suite = ElementTree.SubElement(root, "testsuite", {"name": _clean(_title(run))})
    suite.set("id", str(index))
    started = datetime.fromtimestamp(run.result.started_at, UTC)
    suite.set("timestamp", started.isoformat(timespec="seconds").removesuffix("+00:00"))
    suite.set("time", _seconds(run.seconds))
    outcomes = [case.outcome for case in cases]
    counts = tuple(outcomes.count(name) for name in ("failure", "error", "skipped"))
    counts = (len(cases), *counts)
    _set_counts(suite, counts)
    _properties(suite, run)
    for case in cases:
        _case(suite, run, case)
    return counts


def _set_counts(element: ElementTree.Element, counts: tuple[int, ...]) -> None:
    for name, value in zip(("tests", "failures", "errors", "skipped"), counts, strict=False):
        element.set(name, str(value))


def _properties(suite: ElementTree.Element, run: ReportedRun) -> None:
    values = {"environment": run.environment, "location": run.location, "url": run.url}
    values |= {"attempts": str(run.attempts) if run.attempts > 1 else ""}
    given = {name: value for name, value in values.items() if value}
    given |= {f"row.{name}": value for name, value in run.row.items()}
    if not given:
        return
    properties = ElementTree.SubElement(suite, "properties")
    for name, value in given.items():
        ElementTree.SubElement(
            properties, "property", {"name": _clean(name), "value": _clean(value)}
        )


def _case(suite: ElementTree.Element, run: ReportedRun, case: _Case) -> None:
    # GitLab joins class and name to tell cases apart: rows of the same test must differ in them.
    which = replace(run, environment="", location="").place
    name = f"{run.name} ({which})" if which else run.name
    classname = f"{run.suite}.{name}" if run.suite else name
    element = ElementTree.SubElement(
        suite,
        "testcase",
        {
            "classname": _clean(classname),
            "name": _clean(case.name),
            "time": _seconds(case.seconds),
        },
    )
    if case.outcome:
        # GitLab shows the text and not the message.
        _outcome(element, case.outcome, case.kind, case.message, case.text or case.message)
    for number, attempt in case.earlier:
        # Surefire's words, which Jenkins reads too: `flaky` in what passed then, else `rerun`.
        tag = "rerun" if case.outcome in RED else "flaky"
        tag += "Failure" if attempt.status == "failed" else "Error"
        told = "; ".join(attempt.reasons) or f"It {attempt.status}."
        _outcome(element, tag, attempt.status, f"{number}: {told}")


def _outcome(
    case: ElementTree.Element, tag: str, kind: str, message: str, text: str | None = None
) -> None:
    inner = ElementTree.SubElement(case, tag)
    if kind:
        inner.set("type", _clean(kind))
    if message:
        inner.set("message", _clean(shorten(message, 1000)))
    inner.text = _clean(shorten(text, _MAX_TEXT)) if text else None


def _cases(run: ReportedRun) -> Iterator[_Case]:
    """A case for everything claimed; the attempts are told in the first that is red, or apart."""
    earlier, red = _numbered("attempt", run.earlier), False
    for place, step in places(run.result.steps):
        for case in _of_step(label(place, step), step):
            if case.outcome not in RED:
                yield case
                continue
            yield replace(case, earlier=(*earlier, *case.earlier))
            earlier, red = (), True
    if run.result.status != "passed" and not red:
        yield replace(_of_run(run), earlier=earlier)
    elif earlier:
        yield _Case(f"passed on attempt {run.attempts}", earlier=earlier)


def _of_run(run: ReportedRun) -> _Case:
    problem = run.result.problem
    told = problem.message if problem else f"The run was {run.result.status}."
    kind = problem.code if problem else run.result.status
    outcome = "failure" if run.result.status == "failed" else "error"
    return _Case(run.name, outcome=outcome, kind=kind, message=told)


def _of_step(name: str, step: StepResult) -> Iterator[_Case]:
    """The step's cases; the tries before its last are told in the first."""
    earlier = _numbered("try", step.attempts)
    for case in _claims(name, step):
        yield replace(case, earlier=earlier) if earlier else case
        earlier = ()


def _numbered(word: str, earlier: tuple[Attempt, ...]) -> tuple[tuple[str, Attempt], ...]:
    return tuple((f"{word} {number}", each) for number, each in enumerate(earlier, start=1))


def _claims(name: str, step: StepResult) -> Iterator[_Case]:
    """A step's own case if it has no assertion or a problem; then one for each claim."""
    if step.status == "skipped":
        yield _Case(name, outcome="skipped", message=step.remark)
        return
    seconds = step.duration
    if step.problem is not None:
        problem = step.problem
        yield _Case(name, seconds, "error", problem.code, problem.message)
        seconds = 0.0
    elif not step.assertions:
        yield _own_case(name, step)
        seconds = 0.0
    for assertion in step.assertions:
        yield _of_assertion(name, assertion, seconds)
        seconds = 0.0
    yield from _of_failed_parts(name, step)


def _own_case(name: str, step: StepResult) -> _Case:
    """A step without assertions; what failed in it, if anything, follows as cases of its own."""
    parts = [*(v.passed for v in step.variables), *(s.passed for s in step.scripts)]
    if step.status == "passed" or step.steps or not all(parts):
        return _Case(name, step.duration)
    outcome = "failure" if step.status == "failed" else "error"
    return _Case(name, step.duration, outcome, step.status, f"The step {step.status}.")


def _of_assertion(name: str, assertion: AssertionResult, seconds: float) -> _Case:
    wanted = "" if assertion.expected is None else f" {shorten(assertion.expected, 80)}"
    title = f"{name} · {claim(assertion)}{wanted}"
    if assertion.passed:
        return _Case(title, seconds)
    text = f"expected: {assertion.expected}\nactual:   {assertion.actual}"
    if assertion.error:
        text = f"{assertion.error}\n{text}"
    return _Case(title, seconds, "failure", assertion.comparison, sentence(assertion), text)


def _of_failed_parts(name: str, step: StepResult) -> Iterator[_Case]:
    for variable in step.variables:
        if not variable.passed:
            told = variable.error or "Nothing was found."
            title = f"{name} · variable {variable.name}"
            yield _Case(title, outcome="failure", kind="extraction", message=told)
    for index, script in enumerate(step.scripts, start=1):
        if not script.passed:
            told = script.error or "The script failed."
            title = f"{name} · script {index}"
            yield _Case(title, outcome="failure", kind="script", message=told, text=script.output)


def _title(run: ReportedRun) -> str:
    return f"{run.name} ({run.place})" if run.place else run.name


def _seconds(seconds: float) -> str:
    return f"{seconds:.3f}"


def _clean(text: str) -> str:
    return _FORBIDDEN.sub("\ufffd", text)


REPORT = Report(content_type="application/xml", render=render)
