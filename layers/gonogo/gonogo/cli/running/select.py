"""Which tests of a document run, and in which environment, as the server would choose them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace

from gonogo.cli.running.job import Job, Place
from gonogo.cli.running.others import DocumentTests, as_test, runs_others
from gonogo.domain.environment import Environment, effective
from gonogo.domain.terms import Overrides, Phase
from gonogo.errors import Invalid
from gonogo.services.define.document import (
    Document,
    SuiteDefinition,
    TestDefinition,
    default_environment,
    members,
)

NOT = "!"
"""Before a tag: tests that have it are left out."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """What the command line asked for. Several kinds of filter narrow, one kind's values add up."""

    suites: tuple[str, ...] = ()
    tests: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    environment: str | None = None
    variables: Mapping[str, str] = field(default_factory=dict)
    keep_results: bool = False
    file_variables: Mapping[str, str] = field(default_factory=dict)
    """Those of `--env-file`: over the environment's, under a row's and `variables`."""
    rows: tuple[Mapping[str, str], ...] = ()
    """Every test runs once with each; without any, once."""
    overrides: Overrides = field(default_factory=Overrides)
    repeat: int = 1
    retries: int = 0


def select(document: Document, wish: Wish) -> tuple[Job, ...]:
    """The jobs, in the document's order; `Invalid` if there is none: nothing run is never green."""
    by_name = {test.name: test for test in document.tests}
    _known("--test", wish.tests, by_name)
    jobs = tuple(
        replace(copy, place=place and replace(place, row=number))
        for name, environment, place in _candidates(document, wish)
        if (place and place.phase != "main") or _wanted(by_name[name], wish)
        for number, copy in enumerate(
            _copies(_job(document, by_name[name], environment, wish), wish)
        )
    )
    # Where nothing is tested, nothing has to be prepared.
    tested = {job.place.suite for job in jobs if job.place and job.place.phase == "main"}
    jobs = tuple(job for job in jobs if job.place is None or job.place.suite in tested)
    if not jobs:
        raise Invalid(
            "No test was selected, so nothing was run.",
            field="--test, --tag, --suite" if document.tests else "FILE",
            accepted=_names(by_name) or "files with at least one test",
        )
    return jobs


Candidate = tuple[str, str | None, Place | None]


def _candidates(document: Document, wish: Wish) -> Iterator[Candidate]:
    """Names of tests, each with the environment and the place that its suite gives it."""
    if not wish.suites:
        yield from ((test.name, None, None) for test in document.tests)
        return
    suites = {suite.name: suite for suite in document.suites}
    _known("--suite", wish.suites, suites)
    names = dict.fromkeys(wish.suites)
    yield from _once(each for name in names for each in _members(document, suites[name]))


def _once(candidates: Iterable[Candidate]) -> Iterator[Candidate]:
    """A test of two suites runs once; in phases it runs wherever it stands."""
    seen: set[Candidate] = set()
    for each in candidates:
        if each[2] is not None or each not in seen:
            seen.add(each)
            yield each


def _members(document: Document, suite: SuiteDefinition) -> Iterator[Candidate]:
    tags = {test.name: test.tags for test in document.tests}
    phases: tuple[tuple[Phase, tuple[str, ...]], ...] = (
        ("setup", suite.setup),
        ("main", members(suite, tags)),
        ("teardown", suite.teardown),
    )
    in_phases = bool(suite.setup or suite.teardown or suite.sequential)
    for phase, name in ((phase, name) for phase, names in phases for name in names):
        if name not in tags:
            raise Invalid(
                f"The suite {suite.name!r} names the test {name!r}, which is not in these files.",
                field="--suite",
                accepted=_names(tags),
            )
        place = Place(suite=suite.name, test=name, phase=phase, sequential=suite.sequential)
        yield name, suite.environment, place if in_phases else None


def _wanted(test: TestDefinition, wish: Wish) -> bool:
    named = not wish.tests or test.name in wish.tests
    tags = set(test.tags)
    asked = {tag for tag in wish.tags if not tag.startswith(NOT)}
    refused = {tag.removeprefix(NOT) for tag in wish.tags if tag.startswith(NOT)}
    return named and (not asked or bool(asked & tags)) and not refused & tags


def _copies(job: Job, wish: Wish) -> Iterator[Job]:
    """The job once a row and repetition."""
    numbers = range(1, wish.repeat + 1) if wish.repeat > 1 else (0,)
    for row in wish.rows or ({},):
        variables = {**job.variables, **row, **wish.variables}
        others = job.others
        if others is not None and row:
            others = replace(others, variables={**wish.file_variables, **row, **wish.variables})
        for number in numbers:
            yield replace(job, variables=variables, others=others, row=row, repetition=number)


def _job(document: Document, test: TestDefinition, of_suite: str | None, wish: Wish) -> Job:
    environment = _environment(document, test, of_suite, wish.environment)
    inherited = environment.variables if environment else {}
    return Job(
        test=as_test(test, document.project),
        environment=environment,
        variables={**inherited, **wish.file_variables},
        project=document.project or "",
        others=DocumentTests(document, {**wish.file_variables, **wish.variables})
        if runs_others(test.steps)
        else None,
        keep_result=wish.keep_results,
        retries=wish.retries,
        overrides=wish.overrides,
    )


def _environment(
    document: Document, test: TestDefinition, of_suite: str | None, wanted: str | None
) -> Environment | None:
    """The asked one, else the suite's, else the test's own choice; under its parents."""
    usable = test.environments + document.environments
    name = wanted or of_suite or default_environment(test, document.environments)
    if name is None:
        return None
    found = next((e for e in usable if e.name == name), None)
    if found is None:
        raise Invalid(
            f"The test {test.name!r} has no environment {name!r}.",
            field="--env" if wanted else "environment",
            accepted=", ".join(e.name for e in usable) or "none is defined",
        )
    return effective(usable, found)


def _known(option: str, names: Iterable[str], known: Mapping[str, object]) -> None:
    for name in names:
        if name not in known:
            raise Invalid(
                f"There is no {option.strip('-')} {name!r} in these files.",
                field=option,
                accepted=_names(known) or "none is defined",
            )


def _names(known: Iterable[str]) -> str:
    names = sorted(known)
    shown = ", ".join(names[:20])
    return f"{shown}, … ({len(names)} in all)" if len(names) > 20 else shown
