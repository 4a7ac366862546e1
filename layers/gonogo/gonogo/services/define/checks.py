"""What must agree between the parts of a document: names are known, and each is there once."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, fields

from gonogo.domain.environment import Environment
from gonogo.domain.test import Step
from gonogo.services.define import lists as shared_lists
from gonogo.services.define.document import (
    Document,
    StepList,
    SuiteDefinition,
    TestDefinition,
)
from gonogo.services.define.problems import Path, Problem, not_accepted

MAX_STEPS = 100
MAX_NESTED = 20
"""Levels of steps inside steps; what reads and performs them goes as deep."""


@dataclass(frozen=True, slots=True)
class Known:
    """Names that a document may use without defining them: what the project has already."""

    environments: frozenset[str] = frozenset()
    tests: frozenset[str] = frozenset()
    tags: frozenset[str] = frozenset()
    anything: bool = False
    """Whether unknown names are left for somebody else to check."""


@dataclass(frozen=True, slots=True)
class Names:
    """Every name that a reference may use."""

    shared: frozenset[str]
    parents: Mapping[str, str]
    """The parents of the shared environments that have one."""
    tests: frozenset[str]
    tags: frozenset[str]
    lists: Mapping[str, StepList]
    any: bool = False


def names(documents: Sequence[Document], known: Known) -> Names:
    """What documents that are used together define, and what is known besides."""
    environments = [e for document in documents for e in document.environments]
    tests = [test for document in documents for test in document.tests]
    return Names(
        shared=known.environments.union(e.name for e in environments),
        parents={e.name: e.parent for e in environments if e.parent is not None},
        tests=known.tests.union(test.name for test in tests),
        tags=known.tags.union(tag for test in tests for tag in test.tags),
        lists=shared_lists.lists_of(documents),
        any=known.anything,
    )


def problems(document: Document, names: Names) -> Iterator[Problem]:
    """What is wrong in one document, seen with everything that is used beside it."""
    yield from _shared(document.environments, names)
    yield from shared_lists.circles(document, names.lists)
    for index, shared in enumerate(document.lists):
        inside = list(walk(shared.steps, ("lists", index, "steps")))
        yield from shared_lists.problems(inside, names.lists)
        yield from _references(inside, names)
    for index, test in enumerate(document.tests):
        yield from _test(test, ("tests", index), names)
    for index, suite in enumerate(document.suites):
        yield from _suite(suite, ("suites", index), names)


def _shared(environments: tuple[Environment, ...], names: Names) -> Iterator[Problem]:
    for index, environment in enumerate(environments):
        path: Path = ("environments", index, "parent")
        yield from _parent(environment, path, names)
        if _is_own_ancestor(environment.name, names.parents):
            yield Problem(path, "an environment cannot stand above itself")


def _parent(environment: Environment, path: Path, names: Names) -> Iterator[Problem]:
    if environment.parent is not None:
        yield from _reference(environment.parent, names.shared, path, names)


def _is_own_ancestor(name: str, parents: Mapping[str, str]) -> bool:
    seen: set[str] = set()
    above = parents.get(name)
    while above is not None and above not in seen:
        seen.add(above)
        above = parents.get(above)
    return name in seen


def _test(test: TestDefinition, path: Path, names: Names) -> Iterator[Problem]:
    own = [environment.name for environment in test.environments]
    yield from (_twice((*path, "environments", i, "name")) for i in _repeated(own))
    for index, environment in enumerate(test.environments):
        yield from _parent(environment, (*path, "environments", index, "parent"), names)
    if test.environment is not None:
        accepted = names.shared.union(own)
        yield from _reference(test.environment, accepted, (*path, "environment"), names)
    steps = list(walk(test.steps, (*path, "steps")))
    yield from _size(test, (*path, "steps"), names)
    yield from _step_ids(steps)
    yield from shared_lists.problems(steps, names.lists)
    yield from _references(steps, names)


def _size(test: TestDefinition, path: Path, names: Names) -> Iterator[Problem]:
    try:
        size = shared_lists.measure(test.steps, names.lists, {})
    except RecursionError:  # a list uses itself, which is told where it does
        return
    if size.count > MAX_STEPS:
        message = f"has {size.count} steps, nested ones counted; at most {MAX_STEPS} are accepted"
        yield Problem(path, message)
    elif size.depth > MAX_NESTED:
        message = f"has steps {size.depth} levels deep; at most {MAX_NESTED} are accepted"
        yield Problem(path, message)


def _references(steps: Iterable[tuple[Path, Step]], names: Names) -> Iterator[Problem]:
    """What steps name must be known: the tests that they run."""
    for path, step in steps:
        if step.type == "subtest":
            yield from _reference(getattr(step, "test", ""), names.tests, (*path, "test"), names)


def _step_ids(steps: list[tuple[Path, Step]]) -> Iterator[Problem]:
    given = [(path, step.id) for path, step in steps if step.id]
    repeated = _repeated(id for _, id in given)
    yield from (_twice((*given[index][0], "id")) for index in repeated)


def _suite(suite: SuiteDefinition, path: Path, names: Names) -> Iterator[Problem]:
    if not suite.tests and not suite.tags:
        yield Problem(path, 'names no tests; it needs "tests" or "tags"')
    members = (("tests", suite.tests), ("setup", suite.setup), ("teardown", suite.teardown))
    for phase, tests in members:
        for index, test in enumerate(tests):
            yield from _reference(test, names.tests, (*path, phase, index), names)
    for index, tag in enumerate(suite.tags):
        yield from _reference(tag, names.tags, (*path, "tags", index), names)
    if suite.environment is not None:
        yield from _reference(suite.environment, names.shared, (*path, "environment"), names)


def _reference(name: str, known: frozenset[str], path: Path, names: Names) -> Iterator[Problem]:
    if name not in known and not names.any:
        yield Problem(path, not_accepted(name, known))


def duplicates(documents: Sequence[Document]) -> Iterator[tuple[int, Problem]]:
    """Names that are defined a second time, with the index of the document that does it."""
    kinds = ("environments", "lists", "tests", "suites")
    for kind in kinds:
        places = [
            (number, (kind, index, "name"), item.name)
            for number, document in enumerate(documents)
            for index, item in enumerate(getattr(document, kind))
        ]
        for index in _repeated(name for _, _, name in places):
            number, path, _ = places[index]
            yield number, _twice(path)


def walk(steps: Iterable[Step], path: Path) -> Iterator[tuple[Path, Step]]:
    """Every step with its path, those inside other steps too."""
    for index, step in enumerate(steps):
        here = (*path, index)
        yield here, step
        for field in fields(step):
            inner = getattr(step, field.name)
            if isinstance(inner, tuple) and inner and isinstance(inner[0], Step):
                yield from walk(inner, (*here, field.name))


def _twice(path: Path) -> Problem:
    return Problem(path, "stands twice; each must be different")


def _repeated(names: Iterable[str]) -> list[int]:
    """Indexes of what stood before."""
    first: dict[str, int] = {}
    return [i for i, name in enumerate(names) if first.setdefault(name, i) != i]
