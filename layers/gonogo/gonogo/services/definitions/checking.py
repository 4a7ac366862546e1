"""Hold a test or environment that is put to what a pushed one must keep to."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

from gonogo.domain.commands import StoredTest
from gonogo.domain.environment import Environment
from gonogo.domain.ids import EnvironmentId, TestId, new_uuid
from gonogo.domain.test import Step, TestHead
from gonogo.errors import Invalid
from gonogo.services.define.checks import Known
from gonogo.services.define.document import TestDefinition
from gonogo.services.define.plain import dump
from gonogo.services.define.reading import read_one

SOMETHING: Mapping[str, object] = {"url": "https://example.com/"}
"""Stands for the steps of a test that has none yet, which a document cannot say."""
UNSPOKEN = ("parent_scripts", "retry_on_failure", "kept")
"""Fields of an environment that no document says."""
_MOST_ENVIRONMENTS = 100


def check_test(test: StoredTest, heads: Sequence[TestHead]) -> tuple[Step, ...]:
    """The steps of a test that is good in itself; `InvalidDefinition` with all that is wrong."""
    head = test.head
    raw = {
        "name": head.name,
        "description": head.description,
        "tags": list(head.tags),
        "steps": [dict(step) for step in test.steps] or [dict(SOMETHING)],
    }
    known = Known(tests=asked_for(test.steps, heads) | {head.name, head.id} - {""})
    definition: TestDefinition = read_one("tests", raw, "test", known).tests[0]
    return definition.steps if test.steps else ()


def asked_for(steps: Iterable[object], heads: Iterable[TestHead]) -> frozenset[str]:
    """What may stand for the tests that steps run: names, and those ids that they say."""
    # Not all ids: they are no help to whoever mistyped a name and is told what is accepted.
    asked = {str(step.get("test")) for step in _every(steps)}
    words = [(each.name, each.id) for each in heads]
    return frozenset({name for name, _ in words} | ({id for _, id in words} & asked))


def _every(steps: Iterable[object]) -> Iterator[Mapping[str, object]]:
    for step in steps:
        if isinstance(step, Mapping):
            yield step
            for held in step.values():
                if isinstance(held, Sequence) and not isinstance(held, str):
                    yield from _every(held)


def check_environments(
    given: Sequence[Environment], shared: Sequence[Environment], test: TestId
) -> tuple[Environment, ...]:
    """A test's own environments, checked and with ids."""
    if len(given) > _MOST_ENVIRONMENTS:
        raise Invalid(
            f"The test would have {len(given)} environments.",
            field="environments",
            accepted=f"at most {_MOST_ENVIRONMENTS}",
        )
    found = tuple(replace(check_environment(e, shared), test=test) for e in given)
    ids = [each.id for each in (*found, *shared)]
    if len(set(ids)) < len(ids):
        raise Invalid(
            "Two environments have the same id.",
            field="environments",
            accepted="no id for an environment that is new",
        )
    return found


def check_environment(given: Environment, shared: Sequence[Environment]) -> Environment:
    """An environment that is good in itself and under its parents; it has an id then."""
    raw = dump(replace(given, parent=None))
    for name in UNSPOKEN:
        raw.pop(name, None)
    read = read_one("environments", raw, "environment", Known()).environments[0]
    parent = _parent(given, shared)
    unspoken = {name: getattr(given, name) for name in UNSPOKEN}
    id = given.id or EnvironmentId(new_uuid())
    return replace(read, id=id, test=given.test, parent=parent, **unspoken)


def _parent(given: Environment, shared: Sequence[Environment]) -> EnvironmentId | None:
    """The parent's id, which may be given by name; it stands not below its child."""
    if given.parent is None:
        return None
    found = find_environment(shared, given.parent)
    if found is None:
        raise Invalid(
            f"There is no shared environment {given.parent[:100]!r}.",
            field="parent",
            accepted=", ".join(e.name for e in shared if e.id != given.id) or "none is defined",
        )
    above: Environment | None = found
    seen: set[str] = set()
    while above is not None and above.id not in seen:
        if above.id == given.id:
            raise Invalid(
                "An environment cannot stand above itself.",
                field="parent",
                accepted="a shared environment that does not build on this one",
            )
        seen.add(above.id)
        above = next((each for each in shared if above and each.id == above.parent), None)
    return found.id


def find_environment(environments: Sequence[Environment], name: str) -> Environment | None:
    """An environment by id or name; of several of one name the oldest."""
    by_id = (each for each in environments if each.id in (name, name.lower()))
    return next(by_id, None) or next((each for each in environments if each.name == name), None)
